/** The whole answer for people, line by line; the picture is of test/gpu/grid and test/render. */
import { describe, expect, it } from "vitest";
import { defineGpuModel, explain } from "../../src/index.js";

const H100 = "H100-80GB";

/** What is said above the picture and below it. */
function told(model: string, request: readonly string[], occupied: readonly string[] = []): readonly [string, readonly string[]] {
  const [headline = "", above, ...rest] = explain(model, request, { occupied }).split("\n");
  expect(above).toBe("");
  const compute = rest.findIndex((row) => row.startsWith("compute"));
  expect(rest[compute + 1]).toBe("");
  return [headline, rest.slice(compute + 2)];
}

describe("explain", () => {
  it("says where all goes, and in which order", () => {
    expect(told("A100-40GB", ["1g.5gb", "1g.5gb", "2g.10gb", "3g.20gb"])).toEqual([
      "1g.5gb, 1g.5gb, 2g.10gb, 3g.20gb fit on an empty A100-40GB.",
      [
        "With explicit starts, in any order: 1g.5gb@0, 1g.5gb@1, 2g.10gb@2, 3g.20gb@4",
        "Without explicit starts, in this order: 3g.20gb, 1g.5gb, 1g.5gb, 2g.10gb",
      ],
    ]);
  });

  it("says that one fits beside what runs", () => {
    expect(told(H100, ["3g.40gb"], ["1g.10gb@0", "2g.20gb@2"])).toEqual([
      "3g.40gb fits on H100-80GB beside 1g.10gb@0, 2g.20gb@2.",
      ["With explicit starts, in any order: 3g.40gb@4", "Without explicit starts, in this order: 3g.40gb"],
    ]);
  });

  it("says that no order is predicted to succeed", () => {
    // A driver puts the first "pair" in the middle, where it destroys the fewest placements, and the second nowhere.
    const profiles = [
      { name: "2g.2gb", computeSlices: 2, memorySlices: 2, memoryMiB: 2000, starts: [0, 1, 2] },
      { name: "1g.1gb", computeSlices: 1, memorySlices: 1, memoryMiB: 1000, starts: [0] },
      { name: "1g.1gb+me", computeSlices: 1, memorySlices: 1, memoryMiB: 1000, starts: [0, 3] },
    ];
    const model = defineGpuModel({ name: "own", memorySlices: 4, computeSlices: 4, profiles });
    expect(explain(model, ["2g.2gb", "2g.2gb"]).split("\n").slice(-2)).toEqual([
      "With explicit starts, in any order: 2g.2gb@0, 2g.2gb@2",
      "Without explicit starts a driver is predicted to fail in every order.",
    ]);
  });

  it("says that nothing has to be created", () => {
    expect(told(H100, [])).toEqual(["nothing fits on an empty H100-80GB.", ["Nothing has to be created."]]);
  });

  it("says what is in the way, and what must move", () => {
    expect(told(H100, ["3g.40gb"], ["1g.10gb@0", "2g.20gb@4"])).toEqual([
      "3g.40gb does not fit on H100-80GB beside 1g.10gb@0, 2g.20gb@4.",
      [
        "- 3g.40gb needs memory slices 0-3 or 4-7; slice 0 holds 1g.10gb, slices 4-5 hold 2g.20gb",
        "  in the way of the easiest start: 1g.10gb@0",
        "  room is made by recreating 1g.10gb@0 at 6",
      ],
    ]);
  });

  it("says that nothing can move", () => {
    expect(told(H100, ["2g.20gb@0"], ["4g.40gb@0"])[1]).toEqual([
      "- 2g.20gb needs memory slices 0-1; slices 0-3 hold 4g.40gb",
      "  in the way of the easiest start: 4g.40gb@0",
      "  no running instance can be recreated elsewhere to make room",
    ]);
  });

  it("speaks of moves only where a start is what is missing", () => {
    expect(told(H100, ["1g.10gb+me", "1g.10gb"], ["1g.10gb+me@0"])).toEqual([
      "1g.10gb+me, 1g.10gb do not all fit on H100-80GB beside 1g.10gb+me@0.",
      ["- 1g.10gb+me can exist once on one H100-80GB, and 1 is there or wanted before"],
    ]);
  });

  it("says nothing of what is in the way where what is wanted before takes the rest", () => {
    expect(told(H100, ["1g.10gb@0", "4g.40gb"])[1]).toEqual([
      "- 4g.40gb needs memory slices 0-3; what is wanted before takes the rest",
    ]);
    expect(told(H100, ["1g.10gb@0", "4g.40gb"], ["1g.10gb@6"])[1]).toEqual([
      "- 4g.40gb needs memory slices 0-3; what is wanted before takes the rest",
      "  no running instance can be recreated elsewhere to make room",
    ]);
  });

  it("draws what runs and what is to be created, or what runs alone", () => {
    expect(explain(H100, ["1g.10gb"], { occupied: ["3g.40gb@0"] })).toMatch(/│ +3g\.40gb +│.*│1g\.10gb│/);
    expect(explain(H100, ["4g.40gb"], { occupied: ["3g.40gb@0"] })).not.toMatch(/│ +4g\.40gb/);
  });
});
