import { describe, expect, it } from "vitest";
import { Fleet, type LayoutGroup, MigError, pack } from "../../src/index.js";
import { renderFleet, renderFleetChange } from "../../src/render/index.js";

const place = (profile: string, start: number, size: number) => ({ profile, start, size });

describe("a fleet as text", () => {
  it("has one row for each group", () => {
    const groups: LayoutGroup[] = [
      { count: 5317, layout: [place("7g.80gb", 0, 8)] },
      { count: 12, layout: [place("4g.40gb", 0, 4), place("3g.40gb", 4, 4)] },
      { count: 1, layout: [place("1g.10gb+me", 0, 1), place("1g.20gb", 6, 2)] },
    ];
    expect(renderFleet({ model: "H100-80GB", groups })).toMatchInlineSnapshot(`
      "H100-80GB: 5330 GPUs
                 0       1       2       3       4       5       6       7
      5317 x │                            7g.80gb                            │
        12 x │            4g.40gb            │            3g.40gb            │
         1 x │1g…+me │·······│·······│·······│·······│·······│    1g.20gb    │"
    `);
  });

  it("ends after forty rows, and says what it leaves out", () => {
    const groups = Array.from({ length: 47 }, (_, i) => ({ count: i + 1, layout: [] }));
    for (const format of ["text", "svg"] as const) {
      const picture = renderFleet({ model: "A30-24GB", groups }, { format });
      expect(picture).toContain("A30-24GB: 1128 GPUs");
      expect(picture).toContain("… and 7 more groups (308 GPUs)");
    }
    expect(renderFleet({ model: "A30-24GB", groups }).split("\n")).toHaveLength(43);
  });

  it("keeps to 80 columns, whatever the counts", () => {
    const { groups } = pack("RTX-PRO-6000-96GB", { "1g.24gb": 2 ** 52, "2g.48gb": 1 });
    for (const line of renderFleet({ model: "RTX-PRO-6000-96GB", groups }).split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it("draws no GPUs too", () => {
    expect(renderFleet({ model: "A30-24GB", groups: [] })).toBe("A30-24GB: 0 GPUs");
    expect(renderFleet({ model: "A30-24GB", groups: [{ count: 0, layout: [] }] })).toBe("A30-24GB: 0 GPUs");
  });
});

describe("a fleet itself", () => {
  const fleet = () =>
    new Fleet([
      { model: "A30-24GB", layout: ["1g.6gb@0"] },
      { model: "A100-40GB", count: 2 },
      { model: "A30-24GB", layout: ["1g.6gb@0"] },
      { model: "A30-24GB", layout: ["2g.12gb@2"] },
      { model: "A30-24GB", count: 5 },
    ]);

  it("is drawn by model, what most GPUs hold first, and empty GPUs last", () => {
    expect(renderFleet(fleet())).toMatchInlineSnapshot(`
      "A30-24GB: 8 GPUs
              0       1       2       3
      2 x │1g.6gb │·······│·······│·······│
      1 x │·······│·······│    2g.12gb    │
      5 x │·······│·······│·······│·······│

      A100-40GB: 2 GPUs
              0       1       2       3       4       5       6       7
      2 x │·······│·······│·······│·······│·······│·······│·······│·······│"
    `);
    expect(renderFleet(fleet().toJSON())).toBe(renderFleet(fleet()));
  });

  it("before and after a change, as text and as SVG", () => {
    const after = fleet();
    after.apply([{ op: "move", profile: "1g.6gb", from: { gpu: 3, start: 0 }, to: { gpu: 0, start: 1 } }]);
    const text = renderFleetChange(fleet(), after);
    expect(text.split("\n").filter((line) => line.includes("GPU"))).toEqual([
      "before, A30-24GB: 8 GPUs, 3 in use",
      "before, A100-40GB: 2 GPUs, 0 in use",
      "after, A30-24GB: 8 GPUs, 2 in use",
      "after, A100-40GB: 2 GPUs, 0 in use",
    ]);
    const svg = renderFleetChange(fleet(), after, { format: "svg" });
    for (const title of text.split("\n").filter((line) => line.includes("GPU"))) expect(svg).toContain(`>${title}</text>`);
    const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
    const bottoms = [...svg.matchAll(/ y="([\d.]+)"[^>]* height="([\d.]+)"/g)].map(([, y, h]) => Number(y) + Number(h));
    expect(Math.max(...bottoms)).toBeLessThan(height);
    expect(Math.max(...bottoms)).toBeGreaterThan(height - 40);
  });

  it("is refused once it is gone", () => {
    const gone = fleet();
    gone.dispose();
    expect(() => renderFleet(gone)).toThrow(expect.objectContaining({ code: "DISPOSED" }));
  });
});

describe("what is no fleet", () => {
  const cases: readonly (readonly [string, unknown, Partial<MigError>])[] = [
    ["nothing", null, { code: "INVALID_INPUT", path: ["fleet"] }],
    ["no groups", { model: "A30-24GB" }, { code: "INVALID_INPUT", path: ["fleet"] }],
    ["a group that is none", { model: "A30-24GB", groups: [null] }, { code: "INVALID_INPUT", path: ["fleet", "groups", 0] }],
    [
      "a count that is none",
      { model: "A30-24GB", groups: [{ count: 0.5, layout: [] }] },
      { code: "INVALID_INPUT", path: ["fleet", "groups", 0, "count"] },
    ],
    [
      "a faulty layout",
      {
        model: "A30-24GB",
        groups: [
          { count: 1, layout: [] },
          { count: 1, layout: ["2g.12gb@0", "1g.6gb@1"] },
        ],
      },
      { code: "INVALID_LAYOUT", path: ["fleet", "groups", 1, "layout", 1] },
    ],
    [
      "too many GPUs",
      {
        model: "A30-24GB",
        groups: [
          { count: 2 ** 53 - 1, layout: [] },
          { count: 1, layout: [] },
        ],
      },
      { code: "RANGE", path: ["fleet", "groups"] },
    ],
  ];
  it.each(cases)("%s", (_, fleet, error) => {
    // Wrong on purpose: what a caller without types may pass.
    expect(() => renderFleet(fleet as never)).toThrow(expect.objectContaining(error));
    expect(() => renderFleet(fleet as never)).toThrow(MigError);
  });
});
