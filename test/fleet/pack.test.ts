import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineGpuModel, type GpuModel, gpuModel, MigError, minGpus, type Packing, pack } from "../../src/index.js";
import { full, minutes } from "../support/full.js";
import { distinctGeometries } from "../support/models.js";
import { demandOf, faultOfCertificate, faultOfPacking } from "../support/oracle/judge-pack.js";
import { plainNames } from "../support/oracle/layouts.js";
import { allPatterns, type Counts, PackOracle } from "../support/oracle/pack.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";
import { arbitrarySpec } from "../support/random-model.js";

const MAX = Number.MAX_SAFE_INTEGER;

/** One count for each profile: none, a few or many, since packings turn on remainders and on ratios. */
function arbitraryCounts(model: GpuModel, most: number): fc.Arbitrary<Counts> {
  const count = fc.oneof(fc.constant(0), fc.nat(6), fc.nat(60), fc.nat(most));
  return fc.tuple(...model.profiles.map(() => count));
}

function answer(model: GpuModel, demand: Counts): Packing {
  const packing = pack(model, demandOf(model, demand));
  const { groups: _, ...rest } = packing;
  expect(minGpus(model, demandOf(model, demand))).toEqual(rest);
  expect(whyNotPlain(packing)).toBeNull();
  return packing;
}

/** The packing, or null where its size passes 2^53 - 1. */
function answerOrRange(model: GpuModel, demand: Counts): Packing | null {
  try {
    return answer(model, demand);
  } catch (error) {
    if (error instanceof MigError && error.code === "RANGE") return null;
    throw error;
  }
}

describe.each(distinctGeometries())("%s", (_, model) => {
  const patterns = allPatterns(model);

  it("needs as many GPUs as an integer program over all layouts", { timeout: minutes(60, 3) }, async () => {
    const oracle = await PackOracle.of(model);
    fc.assert(
      fc.property(arbitraryCounts(model, 150_000), (demand) => {
        const packing = answer(model, demand);
        expect(faultOfPacking(model, demand, packing, patterns)).toBeNull();
        expect(packing).toMatchObject({ optimal: true, certificate: { kind: "inequality" } });
        expect(packing.gpus).toBe(oracle.minGpus(demand));
      }),
      { numRuns: full(10_000, 1_000) },
    );
  });

  it("proves itself for any demand up to 2^53 - 1", { timeout: minutes(60, 2) }, () => {
    const count = fc.oneof(
      fc.constant(0),
      fc.nat(100),
      fc.maxSafeNat(),
      fc.nat(100).map((less) => MAX - less),
    );
    fc.assert(
      fc.property(fc.tuple(...model.profiles.map(() => count)), (demand) => {
        const packing = answerOrRange(model, demand);
        // One GPU for each instance always does, so only a larger sum can pass the range.
        if (packing === null) expect(demand.reduce((sum, each) => sum + BigInt(each), 0n)).toBeGreaterThan(BigInt(MAX));
        else {
          expect(faultOfPacking(model, demand, packing, patterns)).toBeNull();
          expect(packing).toMatchObject({ optimal: true, certificate: { kind: "inequality" } });
        }
      }),
      { numRuns: full(10_000, 500) },
    );
  });
});

describe("the closed form of the seven-slice family, plain profiles", () => {
  const model = gpuModel("A100-40GB");
  const ceil = (a: bigint, b: bigint) => (a + b - 1n) / b;

  /** Memory slices, compute slices, halves for 2g, 3g and 4g, and the one start of 4g. */
  function closedForm([d1 = 0n, d1p = 0n, d2 = 0n, d3 = 0n, d4 = 0n, d7 = 0n]: readonly bigint[]): bigint {
    const memory = ceil(d1 + 2n * d1p + 2n * d2 + 4n * d3 + 4n * d4, 8n);
    const compute = ceil(d1 + d1p + 2n * d2 + 3n * d3 + 4n * d4, 7n);
    const pairs = ceil(d2 + d3 + 2n * d4, 3n);
    return d7 + [memory, compute, pairs, d4].reduce((most, each) => (each > most ? each : most));
  }

  it("holds up to 2^53 - 1, and RANGE is thrown just where it passes that", () => {
    const names = ["1g.5gb", "1g.10gb", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb"];
    expect(plainNames(model)).toEqual(names);
    const count = fc.oneof(fc.nat(20), fc.nat(100_000), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.tuple(count, count, count, count, count, count), (counts) => {
        const expected = closedForm(counts.map(BigInt));
        const demand = model.profiles.map(({ name }) => counts[names.indexOf(name)] ?? 0);
        const packing = answerOrRange(model, demand);
        expect(packing === null ? null : BigInt(packing.gpus)).toBe(expected > BigInt(MAX) ? null : expected);
      }),
      { numRuns: full(100_000, 2_000) },
    );
  });

  it("is exact at the edge of the range", () => {
    expect(minGpus(model, { "7g.40gb": MAX }).gpus).toBe(MAX);
    expect(minGpus(model, { "7g.40gb": MAX - 1, "4g.20gb": 1, "3g.20gb": 1 }).gpus).toBe(MAX);
    expect(minGpus(model, { "1g.5gb": MAX }).gpus).toBe(Number(ceil(BigInt(MAX), 7n)));
    expect(() => minGpus(model, { "7g.40gb": MAX, "1g.5gb": 1 })).toThrow(expect.objectContaining({ code: "RANGE" }));
    expect(() => pack(model, { "1g.5gb": MAX + 1 })).toThrow(expect.objectContaining({ code: "RANGE" }));
  });
});

describe("by hand", () => {
  it("nothing needs nothing", () => {
    for (const demand of [{}, { "1g.10gb": 0 }]) {
      expect(pack("H100-80GB", demand)).toMatchObject({
        gpus: 0,
        lowerBound: 0,
        optimal: true,
        groups: [],
        certificate: { value: 0 },
      });
    }
  });

  it("adds two spellings of one profile", () => {
    expect(minGpus("H100-80GB", { "7g.80gb": 2, "MIG 7g.80gb": 3 }).gpus).toBe(5);
  });

  it("puts at most one +me on a GPU (R9)", () => {
    expect(minGpus("H100-80GB", { "1g.10gb+me": 5 }).gpus).toBe(5);
    expect(minGpus("H100-80GB", { "1g.10gb+me": 5, "1g.10gb": 30 }).gpus).toBe(5);
    expect(minGpus("H100-80GB", { "1g.10gb+me": 5, "1g.10gb": 31 }).gpus).toBe(6);
  });

  it("lets only -me profiles beside a +me.all (R12)", () => {
    expect(minGpus("RTX-PRO-6000-96GB", { "1g.24gb+me.all": 2, "1g.24gb-me": 6 }).gpus).toBe(2);
    expect(minGpus("RTX-PRO-6000-96GB", { "1g.24gb+me.all": 2, "1g.24gb": 4 }).gpus).toBe(3);
  });
});

describe("models of one's own", () => {
  it.each(distinctGeometries())("a copy of %s packs as it does", (name, model) => {
    const copy = defineGpuModel({ ...structuredClone(model), name: `copy-of-${name.replaceAll(/[\s,]+/g, "-")}` });
    fc.assert(
      fc.property(arbitraryCounts(model, 20_000), (demand) => {
        expect(pack(copy, demandOf(copy, demand))).toEqual(pack(model, demandOf(model, demand)));
      }),
      { numRuns: full(500, 30) },
    );
  });

  it("packs as an integer program does, or says that it does not know", { timeout: minutes(60, 3) }, async () => {
    const spec = arbitrarySpec({ maxMemorySlices: 12, maxProfiles: 6, maxLayouts: 300 });
    const question = spec.map(defineGpuModel).chain((model) => fc.tuple(fc.constant(model), arbitraryCounts(model, 200)));
    await fc.assert(
      fc.asyncProperty(question, async ([model, demand]) => {
        const packing = answer(model, demand);
        expect(faultOfPacking(model, demand, packing, allPatterns(model))).toBeNull();
        const best = (await PackOracle.of(model)).minGpus(demand);
        expect(packing.lowerBound).toBeLessThanOrEqual(best);
        expect(packing.gpus).toBeGreaterThanOrEqual(best);
        if (packing.optimal) expect(packing.gpus).toBe(best);
        else expect(packing.lowerBound).toBeLessThan(packing.gpus);
      }),
      { numRuns: full(5_000, 200) },
    );
  });
});

/**
 * Kinds of three profiles each: a GPU holds two different ones of one kind. No inequality asks for more than 3/2 GPUs for one of
 * each of a kind; but an odd number of instances leaves half a GPU empty, of every kind.
 */
function kindsOfThree(count: number) {
  const kinds = Array.from({ length: count }, (_, kind) => ["a", "b", "c"].map((letter) => `1g.1gb+${letter}${kind}`));
  const othersOf = (own: readonly string[]) => kinds.filter((kind) => kind !== own).flat();
  const names = kinds.flat();
  return defineGpuModel({
    name: "kinds-of-three",
    memorySlices: 2,
    computeSlices: 2,
    profiles: names.map((name) => ({ name, computeSlices: 1, memorySlices: 1, memoryMiB: 1000, starts: [0, 1], maxCount: 1 })),
    budgets: kinds.flatMap((own) =>
      own.map((name) => ({
        name,
        total: 2,
        uses: { [name]: 2, ...Object.fromEntries(othersOf(own).map((other) => [other, 1])) },
      })),
    ),
  });
}

function packEach(kinds: number, count: number) {
  const model = kindsOfThree(kinds);
  const counts = model.profiles.map(() => count);
  const packing = pack(model, Object.fromEntries(model.profiles.map(({ name }) => [name, count])));
  expect(faultOfPacking(model, counts, packing, allPatterns(model))).toBeNull();
  return packing;
}

it("finds out that the bound cannot be had, and what can", () => {
  expect(packEach(2, 1)).toMatchObject({ gpus: 4, lowerBound: 4, optimal: true, certificate: { value: 3 } });
});

it("packs everything where the search is too long, and does not call it the least", () => {
  for (const [kinds, least, bound] of [
    [3, 33, 32],
    [4, 44, 42],
    [5, 55, 53],
  ] as const) {
    const { gpus, lowerBound, optimal } = packEach(kinds, 7);
    expect([kinds, lowerBound, optimal]).toEqual([kinds, bound, false]);
    expect(gpus).toBeGreaterThanOrEqual(least);
  }
});

describe("a model whose facets would take too much", () => {
  const rows: readonly (readonly [compute: number, memory: number, most: number | null])[] = [
    [1, 1, 2],
    [1, 1, 3],
    [1, 1, 4],
    [1, 2, null],
    [2, 2, 2],
    [2, 3, 1],
    [3, 3, null],
    [1, 3, 2],
    [3, 4, null],
  ];
  const slices = 8;
  const model = defineGpuModel({
    name: "many-ways",
    memorySlices: slices,
    computeSlices: slices,
    profiles: rows.map(([computeSlices, memorySlices, maxCount], i) => ({
      name: `${computeSlices}g.${memorySlices}0gb+a${i}`,
      attributes: [`a${i}`],
      computeSlices,
      memorySlices,
      memoryMiB: memorySlices * 10_000,
      starts: Array.from({ length: slices - memorySlices + 1 }, (_, start) => start).filter(
        (start) => memorySlices < 4 || start % 4 === 0,
      ),
      ...(maxCount === null ? {} : { maxCount }),
    })),
  });
  const patterns = allPatterns(model);
  const most = (weights: readonly number[]) =>
    Math.max(...patterns.map((pattern) => pattern.reduce((sum, count, p) => sum + count * (weights[p] ?? 0), 0)));
  const units = Array.from({ length: slices }, (_, i) => i + 1);
  /** Slices, the most of each profile, instances of at least a size, and units of a size: what docs/mathematics.md promises then. */
  const inequalities = [
    { weights: rows.map(([, memory]) => memory), total: slices },
    { weights: rows.map(([compute]) => compute), total: slices },
    ...rows.map((_, p) => rows.map((__, q) => (q === p ? 1 : 0))).map((weights) => ({ weights, total: most(weights) })),
    ...units
      .flatMap((unit) => [
        rows.map(([, memory]) => (memory >= unit ? 1 : 0)),
        rows.map(([, memory]) => Math.floor(memory / unit)),
      ])
      .map((weights) => ({ weights, total: Math.max(1, most(weights)) })),
  ];
  const bound = (demand: Counts) =>
    Math.max(
      ...inequalities.map(({ weights, total }) =>
        Math.ceil(demand.reduce((sum, count, p) => sum + count * (weights[p] ?? 0), 0) / total),
      ),
    );

  it("has the best of the plain inequalities as its bound", () => {
    fc.assert(
      fc.property(arbitraryCounts(model, 1_000), (counts) => {
        // Of all profiles: those that are not asked for take no part in the polytope.
        const demand = counts.map((count) => count + 1);
        const { certificate } = minGpus(model, demandOf(model, demand));
        expect(faultOfCertificate(model, demand, certificate, patterns)).toBeNull();
        expect(certificate.value).toBe(bound(demand));
      }),
      { numRuns: full(500, 20) },
    );
  });

  it("needs as many GPUs as were filled, whatever with", () => {
    for (const pattern of patterns) {
      const { lowerBound, gpus } = answer(
        model,
        pattern.map((count) => count * 3),
      );
      expect(lowerBound).toBeLessThanOrEqual(3);
      expect(gpus).toBeLessThanOrEqual(4);
    }
  });
});

describe("a model with too many patterns to list", () => {
  const slices = 8;
  const sizes = Array.from({ length: 14 }, (_, i) => 1 + (i % 2));
  const model = defineGpuModel({
    name: "too-many-ways",
    memorySlices: slices,
    computeSlices: slices,
    profiles: sizes.map((size, i) => ({
      name: `1g.${size}0gb+a${i}`,
      attributes: [`a${i}`],
      computeSlices: 1,
      memorySlices: size,
      memoryMiB: size * 10_000,
      starts: Array.from({ length: slices - size + 1 }, (_, start) => start),
      maxCount: size,
    })),
  });

  it("is packed one GPU after the other, and bounded by slices and by the most of each profile", () => {
    fc.assert(
      fc.property(arbitraryCounts(model, 1_000), (counts) => {
        const demand = counts.map((count) => count + 1);
        const sum = (weights: readonly number[]) => demand.reduce((total, count, p) => total + count * (weights[p] ?? 0), 0);
        const packing = answer(model, demand);
        expect(faultOfPacking(model, demand, packing, [])).toBeNull();
        const bounds = [
          sum(sizes) / slices,
          sum(sizes.map(() => 1)) / slices,
          ...demand.map((count, p) => count / (sizes[p] ?? 1)),
        ];
        expect(packing.certificate.value).toBe(Math.ceil(Math.max(...bounds)));
        // Half of each GPU is always in use while two profiles are left.
        expect(packing.gpus).toBeLessThanOrEqual(Math.max(...demand) + Math.ceil((2 * sum(sizes)) / slices));
      }),
      { numRuns: full(500, 50) },
    );
  });
});
