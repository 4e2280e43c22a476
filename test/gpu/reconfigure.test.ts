import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../bench/random.js";
import {
  checkLayout,
  defineGpuModel,
  gpuModel,
  type Layout,
  MigError,
  type PlacementInput,
  reconfigure,
} from "../../src/index.js";
import { full, minutes } from "../support/full.js";
import { junk } from "../support/junk.js";
import { distinctGeometries, manyStates } from "../support/models.js";
import { wantOf } from "../support/oracle/fit.js";
import { canAdd, findSpot, type Geometry, isValid, placementOf, type Spot } from "../support/oracle/geometry.js";
import { allNames, layoutsOf } from "../support/oracle/layouts.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";
import { leastChange, leastOnTheWay } from "../support/oracle/reconfigure.js";
import { arbitrarySpec } from "../support/random-model.js";

const inputs = (layout: readonly Spot[]) => layout.map(placementOf);

/** Carries steps out on the oracle's own GPU, each judged when its turn comes; the layout in the end. */
function replay(geometry: Geometry, from: readonly Spot[], { steps }: ReturnType<typeof reconfigure>): readonly Spot[] {
  let running = [...from];
  for (const step of steps) {
    if (step.op === "move") throw new Error("nothing moves on one GPU");
    const spot = findSpot(geometry, step.profile, step.start);
    expect(step.gpu).toBe(0);
    if (step.op === "destroy") {
      expect(running).toContain(spot);
      running = running.filter((each) => each !== spot);
    } else {
      expect(canAdd(geometry, running, spot)).toBe(true);
      running.push(spot);
    }
  }
  expect(isValid(geometry, running)).toBe(true);
  return running;
}

/** Compares one answer with the oracle's; whether there was one. */
function judge(
  model: Parameters<typeof reconfigure>[0],
  geometry: Geometry,
  from: readonly Spot[],
  to: readonly string[],
): boolean {
  const wants = to.map((text) => wantOf(geometry, text));
  const expected = leastChange(geometry, from, wants);
  if (expected === null) {
    expect(() => reconfigure(model, inputs(from), to)).toThrow(MigError);
    return false;
  }
  const found = reconfigure(model, inputs(from), to);
  const kept = from.filter((spot) => expected.result.includes(spot));
  expect({ kept: found.kept, destroyed: found.destroyed, created: found.created }).toEqual({
    kept: inputs(kept).sort((a, b) => a.start - b.start),
    destroyed: inputs(from.filter((spot) => !kept.includes(spot))).sort((a, b) => a.start - b.start),
    created: inputs(expected.result.filter((spot) => !kept.includes(spot))),
  });
  expect(new Set(replay(geometry, from, found))).toEqual(new Set(expected.result));
  expect(whyNotPlain(found)).toBeNull();
  return true;
}

/** Each instance of a layout pinned or free, as bits, in any order. */
function written(layout: readonly Spot[], pinned: number, next: () => number): string[] {
  const texts = layout.map(({ profile, start }, i) => ((pinned >> i) & 1 ? `${profile.name}@${start}` : profile.name));
  return texts
    .map((text) => ({ text, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text);
}

describe("what is destroyed is the least that any way destroys", () => {
  it("for every pair of A30 layouts, over all orders of steps and all starts", { timeout: minutes(30, 5) }, () => {
    const model = gpuModel("A30-24GB");
    const layouts = [...layoutsOf(model, allNames(model))];
    const next = random(1);
    let pairs = 0;
    for (const from of layouts) {
      for (const to of layouts) {
        for (const pinned of [0, -1, Math.floor(next() * 16)]) {
          expect(judge(model, model, from, written(to, pinned, next))).toBe(true);
        }
        pairs++;
        // Walking all orders takes a thousand times longer: every pair in the full run, else one in so many.
        if (pairs % full(1, 7) !== 0) continue;
        const free = to.map(({ profile }) => wantOf(model, profile.name));
        expect(leastChange(model, from, free)?.cost.slice(0, 2)).toEqual(leastOnTheWay(model, from, free));
      }
    }
    expect(pairs).toBe(layouts.length ** 2);
  });

  it.each(distinctGeometries().filter(([name]) => !name.startsWith("A30")))(
    "for random pairs of layouts of %s",
    { timeout: minutes(30, 5) },
    (_, model) => {
      const layouts = [...layoutsOf(model, allNames(model))];
      const next = random(model.profiles.length);
      const any = () => layouts[Math.floor(next() * layouts.length)] ?? [];
      for (let i = 0; i < full(20_000, 5_000); i++) {
        judge(model, model, any(), written(any(), Math.floor(next() * 256) & Math.floor(next() * 256), next));
      }
    },
  );

  it("for requests that may fit on no GPU", () => {
    const model = gpuModel("H100-80GB");
    const layouts = [...layoutsOf(model, allNames(model))];
    const names = allNames(model);
    const next = random(5);
    let none = 0;
    for (let i = 0; i < full(20_000, 1_000); i++) {
      const to = Array.from({ length: Math.floor(next() * 6) }, () => names[Math.floor(next() * names.length)] ?? "");
      if (!judge(model, model, layouts[Math.floor(next() * layouts.length)] ?? [], to)) none++;
    }
    expect(none).toBeGreaterThan(100);
  });

  it("on models that no one would build", { timeout: minutes(30, 5) }, () => {
    const limits = { maxMemorySlices: 6, maxProfiles: 4, maxLayouts: 300 };
    fc.assert(
      fc.property(arbitrarySpec(limits), fc.integer(), (spec, seed) => {
        const model = defineGpuModel(spec);
        const layouts = [...layoutsOf(model, allNames(model))];
        const next = random(seed);
        const any = () => layouts[Math.floor(next() * layouts.length)] ?? [];
        for (let i = 0; i < 20; i++) judge(model, model, any(), written(any(), Math.floor(next() * 64), next));
      }),
      { numRuns: full(2000, 100) },
    );
  });
});

describe("by hand", () => {
  const starts = (layout: Layout) => layout.map(({ profile, start }) => `${profile}@${start}`);

  it("2g to two 1g beside a running 4g touches only the 2g", () => {
    const found = reconfigure("A100-80GB", ["4g.40gb@0", "2g.20gb@4"], ["4g.40gb", "1g.10gb", "1g.10gb"]);
    expect(starts(found.kept)).toEqual(["4g.40gb@0"]);
    expect(found.steps).toEqual([
      { op: "destroy", gpu: 0, profile: "2g.20gb", start: 4 },
      { op: "create", gpu: 0, profile: "1g.10gb", start: 4 },
      { op: "create", gpu: 0, profile: "1g.10gb", start: 5 },
    ]);
  });

  it("touches nothing where nothing changes, and everything for an empty GPU", () => {
    const running = ["3g.40gb@4", "1g.10gb@0"];
    expect(reconfigure("H100-80GB", running, ["1g.10gb", "3g.40gb"]).steps).toEqual([]);
    expect(starts(reconfigure("H100-80GB", running, []).destroyed)).toEqual(["1g.10gb@0", "3g.40gb@4"]);
    expect(starts(reconfigure("H100-80GB", running, ["1g.10gb", "3g.40gb"]).kept)).toEqual(["1g.10gb@0", "3g.40gb@4"]);
    expect(reconfigure("H100-80GB", [], []).steps).toEqual([]);
  });

  it("destroys fewer instances before smaller ones, and smaller ones before others", () => {
    const running = ["1g.10gb@0", "1g.10gb@1", "2g.20gb@4"];
    // A 3g at 0 costs two instances of one slice each, at 4 one of two slices.
    expect(starts(reconfigure("H100-80GB", running, ["3g.40gb", "1g.10gb", "1g.10gb", "2g.20gb"]).destroyed)).toEqual([
      "2g.20gb@4",
    ]);
    // One instance either way: the smaller one.
    expect(starts(reconfigure("H100-80GB", running.slice(1), ["3g.40gb", "1g.10gb", "2g.20gb"]).destroyed)).toEqual([
      "1g.10gb@1",
    ]);
    // Either of the two; the one at the lower start stays.
    expect(starts(reconfigure("H100-80GB", running, ["1g.10gb", "2g.20gb"]).destroyed)).toEqual(["1g.10gb@1"]);
  });

  it("takes placements as objects, with or without start and size", () => {
    const free = { profile: "mig-1g.10gb.me" } as unknown as PlacementInput; // no start: free to choose, as callers in JavaScript write it
    const two = { profile: "2g.20gb", start: 2 };
    for (const to of [
      [free, two],
      [free, { ...two, size: 2 }],
    ]) {
      const found = reconfigure("H100-80GB", [{ ...two, size: 2 }], to);
      expect([starts(found.kept), starts(found.created)]).toEqual([["2g.20gb@2"], ["1g.10gb+me@0"]]);
    }
  });

  it("hands compute instances through", () => {
    const inside = [{ profile: "1c", start: 0 }];
    const found = reconfigure(
      "H100-80GB",
      [{ profile: "3g.40gb", start: 4, computeInstances: inside }, "1g.10gb@0"],
      ["3g.40gb", { profile: "2g.20gb", start: 0, computeInstances: [] }],
    );
    expect(found.kept).toEqual([{ profile: "3g.40gb", start: 4, size: 4, computeInstances: inside }]);
    expect(found.created).toEqual([{ profile: "2g.20gb", start: 0, size: 2, computeInstances: [] }]);
  });

  it("says what is wrong", () => {
    const error = (from: readonly PlacementInput[], to: readonly PlacementInput[]) => {
      try {
        reconfigure("H100-80GB", from, to);
      } catch (caught) {
        if (caught instanceof MigError) return [caught.code, caught.path, caught.message];
      }
      throw new Error("nothing was thrown");
    };
    expect(error([], ["4g.40gb", "4g.40gb"])).toEqual([
      "INVALID_LAYOUT",
      ["to", 1],
      "to[1]: no H100-80GB holds this: 4g.40gb can exist once on one H100-80GB, and 1 is there or wanted before",
    ]);
    expect(error([], Array(17).fill("1g.10gb"))).toEqual([
      "INVALID_LAYOUT",
      ["to", 7],
      "to[7]: no H100-80GB holds this: 1g.10gb can exist 7 times on one H100-80GB, and 7 are there or wanted before",
    ]);
    expect(error(["1g.10gb@0", "1g.10gb@0"], [])[0]).toBe("INVALID_LAYOUT");
    expect(error(["1g.10gb"], [])[0]).toBe("INVALID_INPUT");
    expect(error([], ["1g.10gb@7"]).slice(0, 2)).toEqual(["INVALID_INPUT", ["to", 0]]);
    expect(error([], [{ profile: "1g.10gb", start: 0, size: 2 }]).slice(0, 2)).toEqual(["INVALID_LAYOUT", ["to", 0]]);
    expect(error([], ["9g.90gb"])[0]).toBe("UNKNOWN_PROFILE");
    // Callers in JavaScript:
    expect(error(undefined as never, []).slice(0, 2)).toEqual(["INVALID_INPUT", ["from"]]);
    expect(error([], undefined as never).slice(0, 2)).toEqual(["INVALID_INPUT", ["to"]]);
    expect(error([], 7 as never).slice(0, 2)).toEqual(["INVALID_INPUT", ["to"]]);
  });

  it("ends soon on a GPU of sixteen instances", () => {
    const profiles = [1, 2].map((size) => ({
      name: `p${size}`,
      memorySlices: size,
      computeSlices: size,
      starts: Array.from({ length: 17 - size }, (_, i) => i),
    }));
    const model = defineGpuModel({ name: "sixteen", memorySlices: 16, computeSlices: 16, profiles });
    const from = Array.from({ length: 16 }, (_, i) => `p1@${i}`);
    const found = reconfigure(model, from, [...Array(7).fill("p2"), "p1", "p1"]);
    expect([found.kept.length, found.destroyed.length]).toEqual([2, 14]);
    expect(checkLayout(model, [...found.kept, ...found.created])).toEqual([]);
    expect(reconfigure(model, [], Array(16).fill("p1")).created).toHaveLength(16);
    const many = defineGpuModel(manyStates);
    expect(reconfigure(many, ["p5@3", "p1@0", "p3@9"], ["p5", "p5", "p1", "p1"]).kept.length).toBeGreaterThan(0);
  });
});

describe("whatever is passed, nothing but a MigError leaves", () => {
  const call = reconfigure as (...args: unknown[]) => unknown; // on purpose anything
  it.each(junk)("%s", (_, bad) => {
    for (const args of [
      [bad, [], []],
      ["H100-80GB", bad, []],
      ["H100-80GB", [], bad],
      ["H100-80GB", [bad], []],
      ["H100-80GB", [], [bad]],
      ["H100-80GB", [], [{ profile: bad, start: 0 }]],
      ["H100-80GB", [], [{ profile: "1g.10gb", start: bad }]],
      ["H100-80GB", [], [{ profile: "1g.10gb", start: 0, size: bad }]],
      ["H100-80GB", [], [{ profile: "1g.10gb", start: 0, computeInstances: bad }]],
    ]) {
      try {
        call(...args);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
  });
});
