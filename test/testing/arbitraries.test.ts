/** What the arbitraries give is what they say, and what they shrink to is what a person would have written. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkLayout,
  defineGpuModel,
  fit,
  type GpuModel,
  gpuModel,
  gpuModels,
  type Layout,
  MigError,
  pack,
} from "../../src/index.js";
import {
  arbitraryDemand,
  arbitraryLayout,
  arbitraryModel,
  arbitraryRequest,
  arbitraryTrace,
  type TraceStep,
} from "../../src/testing/index.js";
import { full } from "../support/full.js";

const H100 = gpuModel("H100-80GB");
const runs = { numRuns: full(5_000, 300) };

/** What fast-check reports for a property that fails on `bad`, over several seeds. */
function counterexamples<T>(arbitrary: fc.Arbitrary<T>, bad: (value: T) => boolean): readonly T[] {
  return Array.from({ length: 20 }, (_, seed) => {
    const { counterexample } = fc.check(
      fc.property(arbitrary, (value) => !bad(value)),
      { seed, numRuns: 2_000 },
    );
    if (counterexample === null) throw new Error("no counterexample");
    return counterexample[0];
  });
}

const distinct = (values: readonly unknown[]) =>
  [...new Set(values.map((value) => JSON.stringify(value)))].map((text) => JSON.parse(text));
const texts = (layouts: readonly Layout[]) =>
  distinct(layouts.map((layout) => layout.map(({ profile, start }) => `${profile}@${start}`)));

describe("layouts", () => {
  test.each(gpuModels().map((model) => [model.name, model] as const))("of %s are valid and by start", (_, model) => {
    fc.assert(
      fc.property(arbitraryLayout(model), (layout) => {
        expect(checkLayout(model, layout)).toEqual([]);
        expect(layout.map(({ start }) => start)).toEqual(layout.map(({ start }) => start).sort((a, b) => a - b));
      }),
      runs,
    );
  });
  test("of any model are valid", () => {
    const pairs = arbitraryModel().chain((model) => fc.tuple(fc.constant(model), arbitraryLayout(model)));
    fc.assert(
      fc.property(pairs, ([model, layout]) => {
        expect(checkLayout(model, layout)).toEqual([]);
      }),
      runs,
    );
  });
  test("without a model are of a built-in one", () => {
    fc.assert(
      fc.property(arbitraryLayout(), (layout) => gpuModels().some((model) => checkLayout(model, layout).length === 0)),
      runs,
    );
  });
  test("range from empty to full", () => {
    const sample = fc.sample(arbitraryLayout(H100), { numRuns: 500, seed: 1 });
    const free = (layout: Layout) => H100.profiles.some(({ name }) => fit(H100, [name], { occupied: layout }).fits);
    expect(sample.some((layout) => layout.length === 0)).toBe(true);
    expect(sample.filter((layout) => !free(layout)).length).toBeGreaterThan(50);
    expect(sample.filter(free).length).toBeGreaterThan(50);
  });
  test("shrink to fewest instances, plain profiles, low starts", () => {
    expect(texts(counterexamples(arbitraryLayout(H100), (layout) => layout.length >= 2))).toEqual([["1g.10gb@0", "1g.10gb@1"]]);
    expect(texts(counterexamples(arbitraryLayout(H100), (layout) => layout.some(({ start }) => start >= 4)))).toEqual([
      ["1g.10gb@4"],
    ]);
    expect(texts(counterexamples(arbitraryLayout(H100), (layout) => layout.some(({ size }) => size >= 2)))).toEqual([
      ["1g.20gb@0"],
    ]);
    expect(
      texts(counterexamples(arbitraryLayout(H100), (layout) => layout.some(({ profile }) => profile.includes("+")))),
    ).toEqual([["1g.10gb+me@0"]]);
  });
});

describe("requests", () => {
  test("fit and do not fit, with names of the model", () => {
    const sample = fc.sample(arbitraryRequest(H100), { numRuns: 500, seed: 1 });
    const fitting = sample.filter((request) => fit(H100, request).fits);
    expect(fitting.length).toBeGreaterThan(50);
    expect(fitting.length).toBeLessThan(450);
    expect(Math.max(...sample.map((request) => request.length))).toBeGreaterThan(H100.maxInstances);
  });
  test("shrink to fewest entries and plain profiles", () => {
    expect(distinct(counterexamples(arbitraryRequest(H100), (request) => request.length >= 2))).toEqual([["1g.10gb", "1g.10gb"]]);
    const overfull = counterexamples(arbitraryRequest("A30-24GB"), (request) => !fit("A30-24GB", request).fits);
    expect(overfull.every((request) => request.length <= 5 && fit("A30-24GB", request.slice(0, -1)).fits)).toBe(true);
  });
});

describe("demands", () => {
  test("are packed, and keep to max", () => {
    fc.assert(
      fc.property(arbitraryDemand(H100, { max: 7 }), (demand) => {
        expect(Object.values(demand).every((count) => count >= 1 && count <= 7)).toBe(true);
        expect(pack(H100, demand).optimal).toBe(true);
      }),
      runs,
    );
  });
  test("max goes up to the largest count", () => {
    const sample = fc.sample(arbitraryDemand(H100, { max: Number.MAX_SAFE_INTEGER }), { numRuns: 200, seed: 1 });
    expect(sample.flatMap((demand) => Object.values(demand)).some((count) => count > 2 ** 40)).toBe(true);
    expect(fc.sample(arbitraryDemand(H100, { max: 0 }), 20)).toEqual(Array(20).fill({}));
  });
  test("shrink to few profiles and small counts", () => {
    const total = (demand: Readonly<Record<string, number>>) => Object.values(demand).reduce((sum, count) => sum + count, 0);
    const found = distinct(counterexamples(arbitraryDemand(H100), (demand) => (demand["3g.40gb"] ?? 0) >= 3));
    expect(found).toEqual([{ "3g.40gb": 3 }]);
    expect(counterexamples(arbitraryDemand(H100), (demand) => total(demand) >= 10).map(total)).toEqual(Array(20).fill(10));
  });
});

describe("traces", () => {
  test("release what was placed before, and once", () => {
    fc.assert(
      fc.property(arbitraryTrace(H100), (trace) => {
        expect(trace.length).toBeLessThanOrEqual(50);
        const standing = new Set<number>();
        let placed = 0;
        for (const step of trace) {
          if (step.op === "place") standing.add(placed++);
          else expect(standing.delete(step.nth)).toBe(true);
        }
      }),
      runs,
    );
  });
  test("keep to their length", () => {
    const lengths = fc.sample(arbitraryTrace(H100, { length: 200 }), { numRuns: 100, seed: 1 }).map((trace) => trace.length);
    expect(Math.max(...lengths)).toBeGreaterThan(100);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(200);
    expect(fc.sample(arbitraryTrace(H100, { length: 0 }), 5)).toEqual([[], [], [], [], []]);
  });
  test("shrink to few steps, plain profiles and the oldest", () => {
    const releases = (trace: readonly TraceStep[]) => trace.some(({ op }) => op === "release");
    expect(distinct(counterexamples(arbitraryTrace(H100), releases))).toEqual([
      [
        { op: "place", profile: "1g.10gb" },
        { op: "release", nth: 0 },
      ],
    ]);
  });
});

describe("models", () => {
  test("are whole: they survive JSON and take layouts", () => {
    fc.assert(
      fc.property(arbitraryModel(), (model) => {
        const copy = defineGpuModel(JSON.parse(JSON.stringify(model)));
        expect(copy).toEqual(model);
      }),
      runs,
    );
  });
  test("are of every kind", () => {
    const sample = fc.sample(arbitraryModel(), { numRuns: 500, seed: 1 });
    const builtin = new Set(gpuModels());
    const custom = sample.filter((model) => !builtin.has(model));
    expect(custom.length).toBeGreaterThan(100);
    expect(custom.length).toBeLessThan(400);
    const some = (what: (model: GpuModel) => boolean) => expect(custom.filter(what).length).toBeGreaterThan(10);
    some(({ profiles }) => profiles.length >= 3);
    some(({ profiles }) => profiles.some(({ attributes }) => attributes.includes("+me")));
    some(({ memorySlices, computeSlices }) => memorySlices % computeSlices !== 0);
    some(({ traits }) => traits.migModeNeedsReset === true);
    expect(fc.sample(arbitraryModel({ builtinOnly: true }), 100).every((model) => builtin.has(model))).toBe(true);
  });
  test("shrink to the first built-in one, or to one profile on a small grid", () => {
    expect(new Set(counterexamples(arbitraryModel(), () => true))).toEqual(new Set([gpuModels()[0]]));
    const custom = counterexamples(arbitraryModel(), ({ provenance }) => provenance.placements === "custom");
    expect(custom.every(({ profiles, memorySlices }) => profiles.length === 1 && memorySlices === 1)).toBe(true);
  });
});

describe("what is no model or limit is refused when the arbitrary is made", () => {
  const nonsense: readonly (readonly [string, () => unknown])[] = [
    ["layout", () => arbitraryLayout("H1000")],
    ["request", () => arbitraryRequest("H1000")],
    ["demand", () => arbitraryDemand("H1000")],
    ["trace", () => arbitraryTrace("H1000")],
    ["max", () => arbitraryDemand(H100, { max: -1 })],
    ["max", () => arbitraryDemand(H100, { max: 1.5 })],
    ["length", () => arbitraryTrace(H100, { length: Number.NaN })],
  ];
  test.each(nonsense)("%s", (_, make) => {
    expect(make).toThrow(MigError);
  });
});
