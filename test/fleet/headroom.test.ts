import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineGpuModel, type GpuModel, headroom, minGpus } from "../../src/index.js";
import { full, minutes } from "../support/full.js";
import { distinctGeometries } from "../support/models.js";
import { demandOf } from "../support/oracle/judge-pack.js";
import { type Counts, PackOracle } from "../support/oracle/pack.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";
import { arbitrarySpec } from "../support/random-model.js";

function arbitraryCounts(model: GpuModel): fc.Arbitrary<Counts> {
  return fc.tuple(...model.profiles.map(() => fc.oneof(fc.constant(0), fc.nat(8), fc.nat(300))));
}

function plus(demand: Counts, profile: number, more: number): Counts {
  return demand.map((count, p) => (p === profile ? count + more : count));
}

describe.each(distinctGeometries())("%s", (_, model) => {
  it("is what an integer program and its relaxation say", { timeout: minutes(60, 3) }, async () => {
    const oracle = await PackOracle.of(model);
    const question = fc.tuple(arbitraryCounts(model), fc.integer({ min: -3, max: 30 }), fc.nat(model.profiles.length - 1));
    fc.assert(
      fc.property(question, ([demand, spare, asked]) => {
        const gpus = Math.max(0, oracle.minGpus(demand) + spare);
        const { more, scale } = headroom(model, gpus, demandOf(model, demand));
        expect(whyNotPlain(more)).toBeNull();
        const actual = model.profiles.map(({ name }) => more[name] ?? 0);
        expect(actual[asked]).toBe(oracle.more(gpus, demand, asked) ?? 0);
        if (demand.every((count) => count === 0)) expect(scale).toBeNull();
        else {
          const expected = oracle.scale(gpus, demand);
          expect(Math.abs((scale ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, expected));
        }
        if (spare < 0) expect(actual.every((count) => count === 0)).toBe(true);
      }),
      { numRuns: full(2_000, 60) },
    );
  });

  it("agrees with minGpus for every profile", { timeout: minutes(20, 2) }, () => {
    fc.assert(
      fc.property(arbitraryCounts(model), fc.nat(40), (demand, spare) => {
        const gpus = minGpus(model, demandOf(model, demand)).gpus + spare;
        const { more } = headroom(model, gpus, demandOf(model, demand));
        for (const [p, { name }] of model.profiles.entries()) {
          const most = more[name] ?? 0;
          expect(minGpus(model, demandOf(model, plus(demand, p, most))).gpus).toBeLessThanOrEqual(gpus);
          expect(minGpus(model, demandOf(model, plus(demand, p, most + 1))).gpus).toBeGreaterThan(gpus);
        }
      }),
      { numRuns: full(10_000, 200) },
    );
  });
});

describe("by hand", () => {
  it("no GPU has no room", () => {
    expect(headroom("A30-24GB", 0, {})).toMatchObject({ scale: null });
    expect(Object.values(headroom("A30-24GB", 0, {}).more).every((count) => count === 0)).toBe(true);
    expect(headroom("A30-24GB", 0, { "1g.6gb": 1 }).scale).toBe(0);
  });

  it("says by how much a demand is too large", () => {
    const { more, scale } = headroom("H100-80GB", 5, { "7g.80gb": 10 });
    expect(scale).toBe(0.5);
    expect(Object.values(more).every((count) => count === 0)).toBe(true);
  });

  it("counts to 2^53 - 1, and refuses an answer beyond it", () => {
    const most = Math.floor(Number.MAX_SAFE_INTEGER / 7);
    expect(headroom("H100-80GB", most, {}).more).toMatchObject({ "1g.10gb": 7 * most, "7g.80gb": most });
    for (const gpus of [most + 1, Number.MAX_SAFE_INTEGER, 2 ** 53]) {
      expect(() => headroom("H100-80GB", gpus, {})).toThrow(expect.objectContaining({ code: "RANGE" }));
    }
    // Neither what fits nor the room left passes the range, though the weighed demand does many times over.
    const full = { "1g.10gb": 7 * (most - 5) };
    expect(headroom("H100-80GB", most, full).more).toMatchObject({ "1g.10gb": 35, "7g.80gb": 5 });
  });
});

describe("models of one's own", () => {
  it("never promises what does not fit", { timeout: minutes(60, 2) }, async () => {
    const spec = arbitrarySpec({ maxMemorySlices: 10, maxProfiles: 5, maxLayouts: 200 });
    const question = spec.map(defineGpuModel).chain((model) => fc.tuple(fc.constant(model), arbitraryCounts(model), fc.nat(10)));
    await fc.assert(
      fc.asyncProperty(question, async ([model, demand, spare]) => {
        const oracle = await PackOracle.of(model);
        const gpus = oracle.minGpus(demand) + spare;
        const { more } = headroom(model, gpus, demandOf(model, demand));
        for (const [p, { name }] of model.profiles.entries()) {
          expect(more[name] ?? 0).toBe(oracle.more(gpus, demand, p) ?? 0);
        }
      }),
      { numRuns: full(1_000, 60) },
    );
  });
});
