import { describe, expect, it } from "vitest";
import { defineGpuModel, gpuModels, layouts, type MigError } from "../../src/index.js";
import { renderLayout } from "../../src/render/index.js";

function thrown(act: () => unknown): MigError {
  try {
    act();
  } catch (error) {
    return error as MigError; // the assertions on it fail for anything else
  }
  throw new Error("nothing was thrown");
}

describe("one GPU as text", () => {
  it("shows why 3g at 4 takes slices 4 to 7, and that slice 7 has no compute slice", () => {
    expect(renderLayout("H100-80GB", ["1g.10gb@0", "1g.20gb@2", "3g.40gb@4"], { title: "node-1, GPU 0" })).toMatchInlineSnapshot(`
      "node-1, GPU 0
      memory      0        1        2        3        4        5        6        7
              ┌───────┐         ┌────────────────┐┌──────────────────────────────────┐
              │1g.10gb│ ······· │    1g.20gb     ││             3g.40gb              │
              └───────┘         └────────────────┘└──────────────────────────────────┘
      compute  ━━━0━━━  ···1···  ━━━2━━━  ···3···  ━━━4━━━  ━━━5━━━  ━━━6━━━   none"
    `);
  });

  it("has rows for all three grids", () => {
    expect(renderLayout("A30-24GB", ["2g.12gb@0", "1g.6gb+me@3"])).toMatchInlineSnapshot(`
      "memory       0          1          2          3
              ┌────────────────────┐           ┌─────────┐
              │      2g.12gb       │ ········· │1g.6gb+me│
              └────────────────────┘           └─────────┘
      compute  ━━━━0━━━━  ━━━━1━━━━  ····2····  ━━━━3━━━━"
    `);
    expect(renderLayout("RTX-PRO-6000-96GB", ["1g.24gb+me.all@0", "1g.24gb-me@3", "2g.48gb-me@6"])).toMatchInlineSnapshot(`
      "memory    0     1     2     3     4     5     6     7     8     9     10    11
              ┌────────────────┐┌────────────────┐┌──────────────────────────────────┐
              │ 1g.24gb+me.all ││   1g.24gb-me   ││            2g.48gb-me            │
              └────────────────┘└────────────────┘└──────────────────────────────────┘
      compute  ━━━━━━━0━━━━━━━━  ━━━━━━━1━━━━━━━━  ━━━━━━━2━━━━━━━━  ━━━━━━━3━━━━━━━━"
    `);
    expect(renderLayout("H100-80GB", ["7g.80gb@0"])).toMatchInlineSnapshot(`
      "memory      0        1        2        3        4        5        6        7
              ┌──────────────────────────────────────────────────────────────────────┐
              │                               7g.80gb                                │
              └──────────────────────────────────────────────────────────────────────┘
      compute  ━━━0━━━  ━━━1━━━  ━━━2━━━  ━━━3━━━  ━━━4━━━  ━━━5━━━  ━━━6━━━   none"
    `);
  });

  it("breaks a name before its attribute where the box is narrow, and widens the box where there is room", () => {
    expect(renderLayout("H100-80GB", ["1g.10gb+me@0", "3g.40gb@4"])).toMatchInlineSnapshot(`
      "memory      0        1        2        3        4        5        6        7
              ┌───────┐                           ┌──────────────────────────────────┐
              │1g.10gb│ ·······  ·······  ······· │             3g.40gb              │
              │  +me  │ ·······  ·······  ······· │                                  │
              └───────┘                           └──────────────────────────────────┘
      compute  ━━━0━━━  ···1···  ···2···  ···3···  ━━━4━━━  ━━━5━━━  ━━━6━━━   none"
    `);
    expect(renderLayout("H100-80GB", ["1g.10gb+me@0"], { width: 200 })).toContain("│1g.10gb+me│");
    expect(renderLayout("H100-80GB", ["1g.10gb+me@0", "3g.40gb@4"], { width: 40 })).toMatchInlineSnapshot(`
      "memory   0   1   2   3   4   5   6   7
              ┌──┐            ┌──────────────┐
              │1…│ ··  ··  ·· │   3g.40gb    │
              │+…│ ··  ··  ·· │              │
              └──┘            └──────────────┘
      compute  0━  1·  2·  3·  4━  5━  6━  -"
    `);
  });

  it("names the memory slice without a compute slice where there is room for the word between blanks", () => {
    const end = (width: number) => renderLayout("H100-80GB", [], { width }).split("  ").at(-1)?.trim();
    expect([end(48), end(56)]).toEqual(["-", "none"]);
  });

  it("keeps to its width, and puts no space at the end of a line", () => {
    for (const model of gpuModels()) {
      const [, ...some] = [...layouts(model, { maximal: true, profiles: model.profiles.map(({ name }) => name) })].slice(0, 40);
      for (const width of [50, 80, 120]) {
        for (const layout of some) {
          const lines = renderLayout(model, layout, { width }).split("\n");
          for (const line of lines) {
            expect(line.length).toBeLessThanOrEqual(width);
            expect(line).toBe(line.trimEnd());
          }
        }
      }
    }
  });

  it("names every instance in full at the default width", () => {
    for (const model of gpuModels()) {
      for (const { name, starts, memorySlices } of model.profiles) {
        const text = renderLayout(model, [`${name}@${starts[0]}`]);
        const [head = name, tail = ""] = name.split(/(?=[+-])/);
        expect(text, `${model.name} ${memorySlices}`).toContain(head);
        expect(text).toContain(tail);
        expect(text).not.toContain("…");
      }
    }
  });

  it("shortens what cannot fit", () => {
    const long = "x".repeat(64);
    const model = defineGpuModel({
      name: "m",
      memorySlices: 16,
      computeSlices: 16,
      profiles: [{ name: long, computeSlices: 1, memorySlices: 1, starts: [0] }],
    });
    const lines = renderLayout(model, [`${long}@0`], { width: 10 }).split("\n");
    expect(lines.some((line) => line.includes("│…│"))).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(8 + 16 * 3);
  });

  it("takes any spelling and shows the canonical name", () => {
    expect(renderLayout("H100-80GB", [{ profile: "MIG 1g.10gb", start: 0 }])).toBe(renderLayout("H100-80GB", ["1g.10gb@0"]));
  });
});

describe("what cannot be drawn", () => {
  it("is refused with code and place", () => {
    expect(thrown(() => renderLayout("H100-80GB", ["3g.40gb@0", "4g.40gb@0"]))).toMatchObject({
      code: "INVALID_LAYOUT",
      path: ["layout", 1],
    });
    expect(thrown(() => renderLayout("H100-80GB", ["1g.11gb@0"]))).toMatchObject({ code: "UNKNOWN_PROFILE" });
    expect(thrown(() => renderLayout("H1", []))).toMatchObject({ code: "UNKNOWN_MODEL" });
  });

  it.each([
    ["format", "png"],
    ["theme", "pink"],
    ["title", 5],
    ["title", "x".repeat(1001)],
    ["width", 9],
    ["width", Number.NaN],
    ["width", "80"],
  ])("an option %s of %j", (key, value) => {
    // Wrong on purpose: what a caller without types may pass.
    const options = { [key]: value } as never;
    expect(thrown(() => renderLayout("H100-80GB", [], options))).toMatchObject({ code: "INVALID_INPUT", path: ["options", key] });
  });
});
