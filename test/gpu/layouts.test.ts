import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineGpuModel, type GpuModel, gpuModel, gpuModels, type Layout, layouts, profileSets } from "../../src/index.js";
import { full, minutes } from "../support/full.js";
import { textOf } from "../support/oracle/geometry.js";
import { allNames, isMaximal, layoutsOf, multisetOf, plainNames, setsOf } from "../support/oracle/layouts.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";
import { arbitrarySpec, completed } from "../support/random-model.js";

function text(layout: Layout): string {
  return layout.map(({ profile, start }) => `${profile}@${start}`).join(",");
}

function count(iterable: Iterable<unknown>): number {
  return [...iterable].length;
}

/** Everything that the two enumerations say about these profiles, against the oracle, order included. */
function expectEnumerations(model: GpuModel, names: readonly string[]): void {
  const every = [...layoutsOf(model, names)];
  const maximal = every.filter((layout) => isMaximal(model, layout, names));
  for (const [expected, options] of [
    [every, { profiles: names }],
    [maximal, { profiles: names, maximal: true }],
  ] as const) {
    expect([...layouts(model, options)].map(text)).toEqual(expected.map(textOf));
    const sets = [...setsOf(expected).values()].map((layout) => multisetOf(model, layout));
    expect([...profileSets(model, options)].map((set) => ({ ...set }))).toEqual(sets);
  }
}

describe("counts that were published or counted elsewhere", () => {
  const a100 = gpuModel("A100-40GB");

  it("A100-40GB with all profiles: 2,319 layouts in 128 sets", () => {
    const profiles = allNames(a100);
    expect(count(layouts(a100, { profiles }))).toBe(2319);
    expect(count(profileSets(a100, { profiles }))).toBe(128);
  });

  it("A100-40GB, plain: 723 layouts, 78 of them maximal, in 38 sets", () => {
    expect(count(layouts(a100))).toBe(723);
    expect(count(layouts(a100, { maximal: true }))).toBe(78);
    expect(count(profileSets(a100, { maximal: true }))).toBe(38);
  });

  it("A100-40GB without 1g.10gb: NVIDIA's 19 combinations, 298 layouts", () => {
    const profiles = plainNames(a100).filter((name) => name !== "1g.10gb");
    expect(count(layouts(a100, { profiles }))).toBe(298);
    expect(count(layouts(a100, { profiles, maximal: true }))).toBe(19);
    expect(count(profileSets(a100, { profiles, maximal: true }))).toBe(14);
  });

  it("A30-24GB, plain: 26 layouts, 5 maximal in 4 sets", () => {
    expect(count(layouts("A30-24GB"))).toBe(26);
    expect(count(layouts("A30-24GB", { maximal: true }))).toBe(5);
    expect(count(profileSets("A30-24GB", { maximal: true }))).toBe(4);
  });

  it("RTX-PRO-6000-96GB, plain: 26 layouts, 5 maximal", () => {
    expect(count(layouts("RTX-PRO-6000-96GB"))).toBe(26);
    expect(count(layouts("RTX-PRO-6000-96GB", { maximal: true }))).toBe(5);
  });
});

describe("enumeration equals brute force, in the documented order", () => {
  it.each(gpuModels().map((model) => [model.name, model] as const))("%s, all profiles and plain", (_, model) => {
    expectEnumerations(model, allNames(model));
    expectEnumerations(model, plainNames(model));
    expect([...layouts(model)].map(text)).toEqual([...layouts(model, { profiles: plainNames(model) })].map(text));
  });

  it("below driver 510 a 3g and a 4g keep apart", () => {
    const old = gpuModel("A100-80GB", { driver: 470 });
    expectEnumerations(old, allNames(old));
    const together = [...profileSets(old, { profiles: allNames(old) })].filter((set) => set["3g.40gb"] && set["4g.40gb"]);
    expect(together).toEqual([]);
  });

  it("in any subset of the profiles, named in any order", () => {
    const model = gpuModel("H100-80GB");
    fc.assert(
      fc.property(fc.shuffledSubarray([...allNames(model)]), (names) => expectEnumerations(model, names)),
      { numRuns: full(128, 20) },
    );
  });

  it("random models", { timeout: minutes(120, 2) }, () => {
    const spec = arbitrarySpec({ maxMemorySlices: 16, maxProfiles: 32, maxLayouts: full(100_000, 4_000) });
    fc.assert(
      fc.property(spec, (each) => {
        const model = defineGpuModel(each);
        expectEnumerations(model, allNames(model));
        expectEnumerations(model, plainNames(model));
      }),
      { numRuns: full(2_000, 200) },
    );
  });
});

describe("a model of one's own", () => {
  it("has what was left out derived", () => {
    const spec = arbitrarySpec({ maxMemorySlices: 16, maxProfiles: 32, maxLayouts: 2_000 });
    fc.assert(
      fc.property(spec, (each) => {
        const model = defineGpuModel(each);
        const expected = completed(each);
        expect(model.columns).toEqual(expected.columns);
        expect(model.profiles.map((profile) => profile.maxCount)).toEqual(expected.profiles.map((profile) => profile.maxCount));
        expect([...layouts(model, { profiles: allNames(model) })].map(text)).toEqual(
          [...layoutsOf(expected, allNames(expected))].map(textOf),
        );
        expect(whyNotPlain(model)).toBeNull();
        expect(defineGpuModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
      }),
      { numRuns: full(1_000, 100) },
    );
  });

  it("is lazy: the first layouts of a grid with a million of them come at once", () => {
    const starts = Array.from({ length: 16 }, (_, i) => i);
    const profiles = Array.from({ length: 8 }, (_, i) => ({ name: `1g.${i + 1}gb`, computeSlices: 1, memorySlices: 1, starts }));
    const model = defineGpuModel({ name: "wide", memorySlices: 16, computeSlices: 16, profiles });
    const first: string[] = [];
    for (const layout of layouts(model)) {
      first.push(text(layout));
      if (first.length === 3) break;
    }
    expect(first).toEqual(["", "1g.1gb@0", "1g.1gb@0,1g.1gb@1"]);
  });
});
