/** What people are told, word by word. */
import { describe, expect, it } from "vitest";
import { checkLayout, defineGpuModel, fit, gpuModel, MigError, type PlacementInput } from "../../src/index.js";

describe("why a request does not fit", () => {
  const told = (model: string, request: readonly string[], occupied: readonly string[] = []) => {
    const answer = fit(model, request, { occupied });
    return answer.fits ? "it fits" : answer.reasons.map(({ message }) => message);
  };

  it.each<[string, string, readonly string[], readonly string[], string]>([
    [
      "a profile once",
      "H100-80GB",
      ["1g.10gb+me"],
      ["1g.10gb+me@0"],
      "1g.10gb+me can exist once on one H100-80GB, and 1 is there or wanted before",
    ],
    [
      "a profile three times",
      "H100-80GB",
      ["2g.20gb"],
      ["2g.20gb@0", "2g.20gb@2", "2g.20gb@4"],
      "2g.20gb can exist 3 times on one H100-80GB, and 3 are there or wanted before",
    ],
    [
      "instances",
      "H100-80GB",
      ["1g.10gb+me"],
      [0, 1, 2, 3, 4, 5, 6].map((start) => `1g.10gb@${start}`),
      "one H100-80GB holds at most 7 GPU instances, and 7 are there or wanted before",
    ],
    ["an engine", "A100-40GB", ["7g.40gb"], ["1g.5gb+me@0"], "7g.40gb needs 1 of OFA; the GPU has 1, of which 1 is taken"],
    [
      "engines",
      "RTX-PRO-6000-96GB",
      ["1g.24gb"],
      ["1g.24gb+me.all@0"],
      "1g.24gb needs 1 of media engines; the GPU has 4, of which 4 are taken",
    ],
    ["memory slices", "H100-80GB", ["3g.40gb"], ["4g.40gb@0", "1g.20gb@4"], "3g.40gb needs 4 memory slices; 6 of 8 are taken"],
    ["a memory slice", "H100-80GB", ["1g.10gb"], ["3g.40gb@0", "3g.40gb@4"], "1g.10gb needs 1 memory slice; 8 of 8 are taken"],
    ["compute slices", "H100-80GB", ["2g.20gb"], ["4g.40gb@0", "2g.20gb@4"], "2g.20gb needs 2 compute slices; 6 of 7 are taken"],
    [
      "starts of four slices",
      "H100-80GB",
      ["3g.40gb"],
      ["1g.10gb@0", "2g.20gb@4"],
      "3g.40gb needs memory slices 0-3 or 4-7; slice 0 holds 1g.10gb, slices 4-5 hold 2g.20gb",
    ],
    [
      "starts in the order of slices",
      "H100-80GB",
      ["3g.40gb"],
      ["2g.20gb@4", "1g.10gb@0"],
      "3g.40gb needs memory slices 0-3 or 4-7; slice 0 holds 1g.10gb, slices 4-5 hold 2g.20gb",
    ],
    [
      "starts of two slices",
      "H100-80GB",
      ["2g.20gb"],
      ["1g.10gb@0", "1g.10gb@2", "1g.10gb@4"],
      "2g.20gb needs memory slices 0-1, 2-3 or 4-5; slice 0 holds 1g.10gb, slice 2 holds 1g.10gb, slice 4 holds 1g.10gb",
    ],
    ["a pinned start", "H100-80GB", ["3g.40gb@4"], ["1g.10gb@6"], "3g.40gb needs memory slices 4-7; slice 6 holds 1g.10gb"],
    ["the start 0", "H100-80GB", ["1g.10gb@0"], ["1g.10gb@0"], "1g.10gb needs memory slice 0; slice 0 holds 1g.10gb"],
  ])("%s", (_, model, request, occupied, message) => expect(told(model, request, occupied)).toEqual([message]));

  it("two starts of two slices", () => {
    expect(told("A30-24GB", ["2g.12gb"], ["1g.6gb@0", "1g.6gb@2"])).toEqual([
      "2g.12gb needs memory slices 0-1 or 2-3; slice 0 holds 1g.6gb, slice 2 holds 1g.6gb",
    ]);
  });

  it("what is wanted before takes the rest", () => {
    expect(told("H100-80GB", ["1g.10gb@0", "4g.40gb"])).toEqual([
      "4g.40gb needs memory slices 0-3; what is wanted before takes the rest",
    ]);
    expect(told("H100-80GB", ["1g.10gb@1", "4g.40gb"], ["1g.10gb@0"])).toEqual([
      "4g.40gb needs memory slices 0-3; slice 0 holds 1g.10gb, what is wanted before takes the rest",
    ]);
  });
});

describe("what a profile that is none might have been", () => {
  const told = (name: string, model: Parameters<typeof fit>[0] = "H100-80GB") => {
    try {
      return fit(model, [name]);
    } catch (error) {
      return error instanceof MigError ? error.message : error;
    }
  };
  const named = (name: string) => ({ name, memorySlices: 1, computeSlices: 1, starts: [0] });
  const own = defineGpuModel({ name: "own", memorySlices: 1, computeSlices: 1, profiles: [named("alpha"), named("z")] });

  it("names that are near", () => {
    expect(told("3g.40bg")).toBe('profiles[0]: "3g.40bg" does not exist on H100-80GB; 3g.40gb, 4g.40gb do');
    expect(told("alpa", own)).toBe('profiles[0]: "alpa" does not exist on own; alpha does');
    expect(told("quite another", own)).toBe('profiles[0]: "quite another" does not exist on own; it has alpha, z');
  });

  it("a compute instance", () => {
    expect(told("12c.1g.10gb")).toBe("profiles[0]: 12c.1g.10gb is a compute instance; the GPU instance it lives in is 1g.10gb");
    expect(told("1c.9g.10gb")).toBe("profiles[0]: 1c.9g.10gb is a compute instance, and H100-80GB has no 9g.10gb");
  });

  it("a start without a profile, and starts that only look like numbers", () => {
    expect(told("@3", own)).toBe('profiles[0]: "@3" does not exist on own; it has alpha, z');
    expect(fit(own, ["z@0"]).fits).toBe(true);
    for (const start of ["0x3", "1e0", "1x", "", "0001", "-0"])
      expect(told(`1g.10gb@${start}`)).toBe(`profiles[0]: 1g.10gb never sits at "${start}"; its starts are 0, 1, 2, 3, 4, 5, 6`);
  });
});

describe("what is wrong with a layout", () => {
  it.each(["H100-80GB", "RTX-PRO-6000-96GB"])("a start that is none, on %s", (model) => {
    for (const { name } of gpuModel(model).profiles) {
      for (const start of [-16, -1, 16, 17, 0.5, Number.NaN, "0", "4", null, undefined]) {
        const entry = { profile: name, start } as PlacementInput; // as callers in JavaScript may write it
        expect([name, start, checkLayout(model, [entry])[0]?.code]).toEqual([name, start, "ILLEGAL_START"]);
      }
    }
  });

  it.each<[string, Parameters<typeof checkLayout>[1], readonly object[]]>([
    [
      "an unknown profile",
      ["9g.10gb@0"],
      [{ code: "UNKNOWN_PROFILE", index: 0, others: [], message: expect.stringContaining("9g.10gb") }],
    ],
    [
      "a start",
      ["2g.20gb@6"],
      [{ code: "ILLEGAL_START", index: 0, others: [], message: "2g.20gb never sits at 6; its starts are 0, 2, 4" }],
    ],
    [
      "a profile",
      ["9c.1g.10gb@0"],
      [
        {
          code: "UNKNOWN_PROFILE",
          index: 0,
          others: [],
          message: "9c.1g.10gb is a compute instance; the GPU instance it lives in is 1g.10gb",
        },
      ],
    ],
    [
      "a size",
      [{ profile: "3g.40gb", start: 4, size: 3 }],
      [{ code: "WRONG_SIZE", index: 0, others: [], message: "3g.40gb takes 4 memory slices, not 3" }],
    ],
    [
      "compute instances",
      [{ profile: "3g.40gb", start: 0, computeInstances: [{ profile: "7c.3g.40gb", start: 0 }] }],
      [{ code: "COMPUTE_INSTANCES", index: 0, others: [], message: expect.stringContaining("7c.3g.40gb") }],
    ],
    [
      "instances over others",
      ["1g.10gb@0", "1g.10gb@1", "2g.20gb@0"],
      [{ code: "OVERLAP", index: 2, others: [0, 1], message: "2g.20gb@0 overlaps 1g.10gb@0 and 1g.10gb@1" }],
    ],
    [
      "one beside a start that is none",
      ["1g.10gb@0", "2g.20gb@7"],
      [{ code: "ILLEGAL_START", index: 1, others: [], message: "2g.20gb never sits at 7; its starts are 0, 2, 4" }],
    ],
    [
      "too many of a profile, and of an engine",
      ["1g.10gb@3", "1g.10gb+me@0", "1g.10gb+me@1"],
      [
        { code: "MAX_COUNT", index: 2, others: [1], message: "one H100-80GB holds at most 1 1g.10gb+me" },
        { code: "MEDIA_ENGINES", index: 2, others: [1], message: "1g.10gb+me takes 1 of OFA, and the GPU has 1" },
      ],
    ],
  ])("%s", (_, layout, faults) => expect(checkLayout("H100-80GB", layout)).toEqual(faults));

  it("what has no place overlaps nothing", () => {
    const short = { profile: "3g.40gb", start: 4, size: 3 };
    for (const layout of [
      [short, "1g.10gb@4"],
      ["1g.10gb@4", short],
      ["2g.20gb@7", "1g.10gb@6"],
      [{ profile: "2g.20gb", start: -1 }, "1g.10gb@0", "1g.10gb@1"],
    ])
      expect(checkLayout("H100-80GB", layout)).toHaveLength(1);
  });

  it("in the order of the entries", () => {
    const found = checkLayout("H100-80GB", ["1g.10gb@0", "1g.10gb@0", "9g.10gb@0", "1g.10gb@0"]);
    expect(found.map(({ code, index }) => [code, index])).toEqual([
      ["OVERLAP", 1],
      ["UNKNOWN_PROFILE", 2],
      ["OVERLAP", 3],
    ]);
  });

  it("more instances than there can be", () => {
    const eight = [0, 1, 2, 3, 4, 5, 6, 6].map((start) => `1g.10gb@${start}`);
    expect(checkLayout("H100-80GB", eight)).toContainEqual({
      code: "INSTANCE_LIMIT",
      index: 7,
      others: [0, 1, 2, 3, 4, 5, 6],
      message: "one H100-80GB holds at most 7 GPU instances",
    });
  });
});
