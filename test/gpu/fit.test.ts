import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capacity, defineGpuModel, fit, type GpuModel, gpuModel, type Score } from "../../src/index.js";
import { full, minutes } from "../support/full.js";
import { geometries, manyPlacements } from "../support/models.js";
import { allSpots, canAdd, mostMore, placementOf, type Spot, textOf } from "../support/oracle/geometry.js";
import { faultOfFit } from "../support/oracle/judge-fit.js";
import { allNames, layoutsOf, multisetKey } from "../support/oracle/layouts.js";
import { NaiveFleet } from "../support/oracle/naive-fleet.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";
import { arbitrarySpec } from "../support/random-model.js";

/** Every multiset of 1 to `most` names, each in the order of `names`; smallest first. */
function multisets(names: readonly string[], most: number): readonly (readonly string[])[] {
  let ring: readonly (readonly string[])[] = [[]];
  const found: (readonly string[])[] = [];
  for (let size = 1; size <= most; size++) {
    ring = ring.flatMap((set) => names.slice(Math.max(0, names.indexOf(set.at(-1) ?? ""))).map((name) => [...set, name]));
    found.push(...ring);
  }
  return found;
}

function ask(model: GpuModel, request: readonly string[], occupied: readonly Spot[]): string | null {
  const answer = fit(model, request, { occupied: occupied.map(placementOf) });
  const fault = faultOfFit({ model, request, occupied }, answer) ?? whyNotPlain(answer);
  return fault === null ? null : `${request.join(",")} beside ${textOf(occupied)}: ${fault}`;
}

/** A running GPU and a request of up to `most` entries, some of them pinned. */
function arbitraryQuestion(
  model: GpuModel,
  most: number,
): fc.Arbitrary<{ occupied: readonly Spot[]; request: readonly string[] }> {
  const states = [...layoutsOf(model, allNames(model))];
  const entry = fc
    .constantFrom(...model.profiles)
    .chain(({ name, starts }) =>
      fc.option(fc.constantFrom(...starts), { freq: 2 }).map((pin) => (pin === null ? name : `${name}@${pin}`)),
    );
  return fc.record({ occupied: fc.constantFrom(...states), request: fc.array(entry, { maxLength: most }) });
}

describe("every multiset of at most eight profiles on an empty GPU", () => {
  it.each(geometries())("%s", { timeout: minutes(60, 3) }, (_, model) => {
    const known = new Set(
      [...layoutsOf(model, allNames(model))].map((layout) => multisetKey(layout.map((spot) => spot.profile.name))),
    );
    const faults: string[] = [];
    for (const request of multisets(allNames(model), 8)) {
      for (const order of [request, request.toReversed()]) {
        if (faults.length >= 5) break;
        const fault = faultOfFit({ model, request: order, occupied: [] }, fit(model, order), (wants) =>
          known.has(multisetKey(wants.map((want) => want.profile.name))),
        );
        if (fault !== null) faults.push(`${order.join(",")}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe("random running GPUs, pins and orders", () => {
  it.each(geometries())("%s", { timeout: minutes(60, 2) }, (_, model) => {
    fc.assert(
      fc.property(arbitraryQuestion(model, 5), ({ occupied, request }) => {
        expect(ask(model, request, occupied)).toBeNull();
      }),
      { numRuns: full(20_000, 1_000) },
    );
  });

  it("random models", { timeout: minutes(60, 2) }, () => {
    const spec = arbitrarySpec({ maxMemorySlices: 12, maxProfiles: 8, maxLayouts: 500 });
    const question = spec.map(defineGpuModel).chain((model) => fc.tuple(fc.constant(model), arbitraryQuestion(model, 4)));
    fc.assert(
      fc.property(question, ([model, { occupied, request }]) => {
        expect(ask(model, request, occupied)).toBeNull();
      }),
      { numRuns: full(20_000, 1_000) },
    );
  });
});

it("a model of more than 64 placements", { timeout: minutes(60, 2) }, () => {
  const model = defineGpuModel(manyPlacements);
  const running = fc.array(fc.constantFrom(...allSpots(model)), { minLength: 1, maxLength: 8 }).map((spots) => {
    const held: Spot[] = [];
    for (const spot of spots) if (canAdd(model, held, spot)) held.push(spot);
    return held;
  });
  const entry = fc.constantFrom(...model.profiles.map(({ name }) => name), "p1@11", "p3@9");
  fc.assert(
    fc.property(running, fc.array(entry, { maxLength: 3 }), (occupied, request) => {
      expect(ask(model, request, occupied)).toBeNull();
      const more = capacity(model, occupied.map(placementOf));
      for (const { name } of model.profiles) expect([name, more[name] ?? 0]).toEqual([name, mostMore(model, occupied, name)]);
    }),
    { numRuns: full(2_000, 300) },
  );
});

describe("by a score it is the least sum of keys, then the lowest starts", () => {
  const scores: readonly Score[] = ["least-loss", "first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "driver"];

  it.each(scores.flatMap((score) => ["A30-24GB", "H100-80GB"].map((name) => [score, name] as const)))(
    "%s on %s",
    (score, name) => {
      const model = gpuModel(name);
      fc.assert(
        fc.property(arbitraryQuestion(model, 3), ({ occupied, request }) => {
          const naive = new NaiveFleet(score);
          naive.add(model, 1);
          naive.gpus[0]?.running.push(...occupied);
          const wanted = naive.placeTogether(request);
          const got = fit(model, request, { occupied: occupied.map(placementOf), score });
          expect(got.fits ? got.placements.map(({ start }) => start) : null).toEqual(wanted?.starts ?? null);
          if (got.fits) expect(got.placements.map(({ profile }) => profile)).toEqual(request.map((text) => text.split("@")[0]));
        }),
        { numRuns: full(5_000, 150) },
      );
    },
  );
});

describe("by hand", () => {
  it("as many instances as a question holds, and one more", () => {
    const sixteen = defineGpuModel({
      name: "sixteen",
      memorySlices: 16,
      computeSlices: 16,
      profiles: [
        {
          name: "1g.1gb",
          computeSlices: 1,
          memorySlices: 1,
          memoryMiB: 1000,
          starts: Array.from({ length: 16 }, (_, start) => start),
        },
      ],
    });
    const wants = (count: number) => new Array<string>(count).fill("1g.1gb");
    const answer = fit(sixteen, wants(16));
    expect(answer.fits && answer.placements.map(({ start }) => start)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(fit(sixteen, wants(17))).toMatchObject({ fits: false, reasons: [{ index: 16, code: "MAX_COUNT", used: 16 }] });
    expect(fit(sixteen, wants(40))).toMatchObject({ fits: false, reason: { index: 16 } });
  });

  it("a long search that comes to nothing: two wants of one slice, behind thousands of arrangements of the others", () => {
    const profile = (name: string, slices: number, starts = Array.from({ length: 17 - slices }, (_, start) => start)) => {
      return { name, computeSlices: slices, memorySlices: slices, memoryMiB: 1000 * slices, starts };
    };
    const crowded = defineGpuModel({
      name: "crowded",
      memorySlices: 16,
      computeSlices: 16,
      profiles: [
        profile("3g.3gb", 3),
        profile("2g.2gb", 2),
        profile("1g.1gb", 1),
        profile("1g.1gb+me", 1, [0]),
        profile("1g.1gb+gfx", 1, [0]),
      ],
    });
    const crowd = ["3g.3gb", "3g.3gb", "2g.2gb", "2g.2gb", "2g.2gb", "1g.1gb", "1g.1gb"];
    expect(fit(crowded, [...crowd, "1g.1gb+me", "1g.1gb"])).toMatchObject({ fits: true });
    const answer = fit(crowded, [...crowd, "1g.1gb+gfx"], { occupied: ["1g.1gb+me@0"] });
    expect(answer).toMatchObject({ fits: false, reason: { index: 7, code: "NO_START", moves: null } });
  });

  it("an empty request fits", () => {
    expect(fit("A100-40GB", [])).toEqual({ fits: true, placements: [] });
  });

  it("says who stands in the way and what must move", () => {
    const answer = fit("H100-80GB", ["3g.40gb"], { occupied: ["1g.10gb@0", "2g.20gb@4"] });
    expect(answer).toMatchObject({
      fits: false,
      reason: {
        code: "NO_START",
        index: 0,
        requested: 1,
        used: 2,
        capacity: 2,
        blockers: [{ profile: "1g.10gb", start: 0, size: 1 }],
      },
    });
    expect(answer.fits ? null : answer.reason.moves).toHaveLength(1);
  });

  it("takes any spelling and gives the canonical one", () => {
    const spellings = ["7g.79gb", "MIG 7g.80gb", "nvidia.com/mig-7g.80gb", "mig-7g.80gb"];
    for (const text of spellings) {
      expect(fit("A100-80GB", [text])).toEqual({ fits: true, placements: [{ profile: "7g.80gb", start: 0, size: 8 }] });
    }
    expect(fit("H100-80GB", ["mig-1g.10gb.me"])).toMatchObject({ fits: true, placements: [{ profile: "1g.10gb+me" }] });
  });

  it("hands compute instances through", () => {
    const running = { profile: "1g.10gb", start: 2, computeInstances: [{ profile: "1c.1g.10gb", start: 0 }] };
    const answer = fit("H100-80GB", ["4g.40gb"], { occupied: [running] });
    expect(answer).toMatchObject({ fits: false, reason: { blockers: [running], moves: [{ from: running }] } });
  });

  it("two 3g leave a compute slice that no one can use (R4)", () => {
    expect(fit("A100-40GB", ["3g.20gb", "3g.20gb", "1g.5gb"])).toMatchObject({
      fits: false,
      reason: { code: "MEMORY_SLICES", index: 2, requested: 1, used: 8, capacity: 8, blockers: [], moves: null },
    });
  });

  it("serves what it can after an entry that it cannot", () => {
    const answer = fit("A100-40GB", ["7g.40gb", "7g.40gb", "1g.5gb"]);
    expect(answer.fits ? [] : answer.reasons.map(({ index, code }) => [index, code])).toEqual([
      [1, "MAX_COUNT"],
      [2, "MEMORY_SLICES"],
    ]);
  });
});
