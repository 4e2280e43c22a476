import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as migpack from "../../src/index.js";
import { full, minutes } from "../support/full.js";
import { junk, spoilt } from "../support/junk.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";

const { MigError } = migpack;
type MigError = migpack.MigError;

const spec = {
  name: "mine",
  memorySlices: 8,
  computeSlices: 7,
  maxInstances: 7,
  columns: [0, 1, 2, 3, 4, 5, 6, null],
  budgets: [{ name: "OFA", total: 1, uses: { "1g.5gb+me": 1 } }],
  driver: null,
  productNames: ["Mine"],
  pciDeviceIds: ["0x233010DE"],
  architecture: "Ampere",
  traits: { secureTenants: 7, confidentialComputing: true },
  provenance: { placements: "custom", notes: ["mine"] },
  profiles: [
    {
      name: "1g.5gb",
      aliases: ["1g.6gb"],
      id: 19,
      attributes: [],
      computeSlices: 1,
      memorySlices: 1,
      starts: [0, 1, 2],
      maxCount: 3,
      memoryMiB: 4864,
      multiprocessors: 14,
      engines: { copy: 1, decoder: 0, encoder: 0, jpeg: 0, ofa: 0 },
      minDriver: 450,
      computeInstances: [{ name: "1c.1g.5gb", id: 0, slices: 1, starts: [0], size: 1, maxCount: 1, multiprocessors: 14 }],
    },
    { name: "1g.5gb+me", attributes: ["+me"], computeSlices: 1, memorySlices: 1, starts: [3] },
  ],
};

const model = "H100-80GB";
const running = ["3g.40gb@0", { profile: "1g.10gb", start: 6, size: 1, computeInstances: [{ profile: "1c.1g.10gb", start: 0 }] }];
const demand = { "1g.10gb": 3, "3g.40gb": 2 };

const simulation = {
  fleet: [{ model, count: 2 }],
  mix: { "1g.10gb": 1 },
  load: 0.9,
  scores: ["mfi"],
  seeds: [1],
  arrivals: 50,
} as const;
const traced = { ...simulation, trace: [{ arrival: 0, departure: 2, profile: "1g.10gb" }] };
const report = await migpack.simulate(simulation);

// Each function with arguments that it takes; the tests put something else in every place of them.
const calls: readonly (readonly [name: string, fn: CallableFunction, args: readonly unknown[]])[] = [
  ["gpuModel", migpack.gpuModel, ["A100-80GB", { driver: 515 }]],
  ["defineGpuModel", migpack.defineGpuModel, [spec]],
  ["parseProfile", migpack.parseProfile, ["1g.10gb+me"]],
  ["smallestProfile", migpack.smallestProfile, [model, { minMemoryMiB: 1, minComputeSlices: 2, attributes: [] }]],
  ["fit", migpack.fit, [model, ["2g.20gb", "1g.10gb@4"], { occupied: running, score: "mfi" }]],
  ["explain", migpack.explain, [model, ["4g.40gb"], { occupied: running }]],
  ["creationOrder", migpack.creationOrder, [model, ["2g.20gb", "1g.10gb"], { occupied: running }]],
  ["freeStarts", migpack.freeStarts, [model, "1g.10gb", running]],
  ["capacity", migpack.capacity, [model, running]],
  ["checkLayout", migpack.checkLayout, [model, running]],
  ["bitmaps", migpack.bitmaps, [model, running]],
  ["layouts", migpack.layouts, [model, { maximal: true, profiles: ["7g.80gb"] }]],
  ["profileSets", migpack.profileSets, [model, { maximal: false, profiles: ["7g.80gb"] }]],
  ["predictDriver", migpack.predictDriver, [model, ["2g.20gb", "1g.10gb"], running]],
  ["fitComputeInstances", migpack.fitComputeInstances, [model, "3g.40gb", ["1c", "1c.3g.40gb@1"], [{ profile: "1c", start: 0 }]]],
  ["parseLayout", migpack.parseLayout, [model, "3g.40gb@4,1g.10gb@0"]],
  ["formatLayout", migpack.formatLayout, [[{ profile: "3g.40gb", start: 4, size: 4 }]]],
  ["minGpus", migpack.minGpus, [model, demand]],
  ["pack", migpack.pack, [model, demand]],
  ["headroom", migpack.headroom, [model, 4, demand]],
  ["simulationRequests", migpack.simulationRequests, [{ ...simulation, lifetimes: "uniform", warmup: 3, movesPerReject: 1 }, 1]],
  ["simulationRequests of a trace", migpack.simulationRequests, [traced, 1]],
  ["mergeReports", migpack.mergeReports, [[report]]],
  ["capacity of a model out of JSON", migpack.capacity, [structuredClone(migpack.gpuModel("A30-24GB"))]],
];

/** Calls, and draws the first answers of a lazy one. */
function run(fn: CallableFunction, args: readonly unknown[]): unknown {
  const result: unknown = Reflect.apply(fn, undefined, args);
  if (typeof result !== "object" || result === null || !(Symbol.iterator in result) || Array.isArray(result)) return result;
  const first: unknown[] = [];
  // `in` proves the key, not its type; what the package returns is under test, not under doubt here.
  for (const each of result as Iterable<unknown>) if (first.push(each) === 3) break;
  return Object.freeze(first);
}

/** Why this outcome is a bug; null: an answer in plain data, or a proper refusal. */
function whyBad(fn: CallableFunction, args: readonly unknown[]): string | null {
  try {
    const result = run(fn, args);
    return whyNotPlain(result);
  } catch (error) {
    return whyBadError(error);
  }
}

function whyBadError(error: unknown): string | null {
  if (!(error instanceof MigError)) return `throws ${Object.prototype.toString.call(error)} ${String(error).slice(0, 200)}`;
  if (error.message === "" || error.message.length > 2_000) return `a message of ${error.message.length} characters`;
  if (!Array.isArray(error.path) || error.path.some((step) => typeof step !== "string" && typeof step !== "number"))
    return "a path that is none";
  return error.faults.length > 0 ? null : "no faults";
}

function caught(fn: () => unknown): MigError {
  try {
    fn();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** A sum of answers that a damaged planner would not give. */
function health(): string {
  return JSON.stringify([
    migpack.fit(model, ["3g.40gb", "2g.20gb", "1g.10gb"]),
    migpack.fit(model, ["4g.40gb"], { occupied: ["1g.10gb@0", "2g.20gb@4"] }),
    migpack.capacity("A30-24GB", ["2g.12gb@0"]),
    migpack.pack("A100-40GB", { "1g.5gb": 1000, "3g.20gb": 77 }),
    [...migpack.layouts("RTX-PRO-6000-96GB")].length,
  ]);
}

const healthy = health();

describe("junk in every place of every argument is refused or answered, never a crash", () => {
  it.each(calls)("%s", { timeout: minutes(10, 2) }, (_, fn, args) => {
    expect(whyBad(fn, args), "the arguments as they should be").toBeNull();
    const bugs: string[] = [];
    for (const [label, bad] of junk) {
      for (const [at, arg] of args.entries()) {
        for (const spoiltArg of spoilt(arg, bad)) {
          const why = whyBad(fn, args.with(at, spoiltArg));
          if (why !== null) bugs.push(`argument ${at}, ${label}: ${why}`);
        }
      }
    }
    expect([...new Set(bugs)]).toEqual([]);
    expect(health()).toBe(healthy);
  });

  it.each(calls)("%s, with anything at all", (_, fn, args) => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSparseArray: true,
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.nat(args.length - 1), anything, (at, bad) => {
        expect(whyBad(fn, args.with(at, bad))).toBeNull();
      }),
      { numRuns: full(20_000, 300) },
    );
    expect(health()).toBe(healthy);
  });

  it.each(calls)("%s, with arguments missing", (_, fn, args) => {
    for (let given = 0; given < args.length; given++) expect(whyBad(fn, args.slice(0, given))).toBeNull();
  });
});

type Refusal = readonly [what: string, code: string, lastStep: string | number | null, call: () => unknown];

/** Calls `fn` with arguments that its types forbid. */
function forbidden(fn: CallableFunction, ...args: readonly unknown[]): () => unknown {
  return () => run(fn, args);
}

const sparse: string[] = new Array(2);
sparse[0] = "1g.10gb";

const cases: readonly Refusal[] = [
  [
    "a model of 17 slices",
    "INVALID_MODEL",
    "memorySlices",
    () => migpack.defineGpuModel({ name: "big", memorySlices: 17, computeSlices: 1, profiles: [] }),
  ],
  [
    "a model of 33 profiles",
    "INVALID_MODEL",
    "profiles",
    () => {
      const profiles = Array.from({ length: 33 }, (_, i) => ({
        name: `1g.${i + 1}gb`,
        computeSlices: 1,
        memorySlices: 1,
        starts: [0],
      }));
      return migpack.defineGpuModel({ name: "many", memorySlices: 4, computeSlices: 4, profiles });
    },
  ],
  [
    "a placement without compute slices under it",
    "INVALID_MODEL",
    null,
    () => {
      const profiles = [{ name: "2g.2gb", computeSlices: 2, memorySlices: 2, starts: [0] }];
      return migpack.defineGpuModel({ name: "bare", memorySlices: 2, computeSlices: 2, columns: [0, 0], profiles });
    },
  ],
  ["an unknown model", "UNKNOWN_MODEL", null, () => migpack.gpuModel("A100-41GB")],
  ["a model called __proto__", "UNKNOWN_MODEL", null, () => migpack.gpuModel("__proto__")],
  ["a model called constructor", "UNKNOWN_MODEL", null, () => migpack.capacity("constructor")],
  ["a number for a model", "INVALID_MODEL", null, forbidden(migpack.capacity, 5)],
  ["an unknown profile", "UNKNOWN_PROFILE", 1, () => migpack.fit(model, ["1g.10gb", "3g.41gb"])],
  ["a compute instance for a GPU instance", "INVALID_PROFILE", 0, () => migpack.fit(model, ["1c.3g.40gb"])],
  ["a start that the profile never has", "INVALID_INPUT", 0, () => migpack.fit(model, ["1g.10gb@7"])],
  ["overlapping instances", "INVALID_LAYOUT", null, () => migpack.fit(model, [], { occupied: ["3g.40gb@0", "1g.10gb@3"] })],
  ["an illegal start among what runs", "INVALID_LAYOUT", null, () => migpack.capacity(model, ["1g.10gb@7"])],
  ["a size that is wrong", "INVALID_LAYOUT", null, () => migpack.capacity(model, [{ profile: "3g.40gb", start: 0, size: 3 }])],
  ["a hole in the request", "INVALID_INPUT", 1, () => migpack.fit(model, sparse)],
  ["a negative count", "INVALID_INPUT", "1g.10gb", () => migpack.minGpus(model, { "1g.10gb": -1 })],
  ["half an instance", "INVALID_INPUT", "1g.10gb", () => migpack.pack(model, { "1g.10gb": 0.5 })],
  ["not a number of them", "INVALID_INPUT", "1g.10gb", () => migpack.pack(model, { "1g.10gb": Number.NaN })],
  ["a count beyond 2^53 - 1", "RANGE", "1g.10gb", () => migpack.pack(model, { "1g.10gb": 2 ** 53 })],
  ["a count as text", "INVALID_INPUT", "1g.10gb", forbidden(migpack.pack, model, { "1g.10gb": "5" })],
  ["an array for a demand", "INVALID_INPUT", null, forbidden(migpack.minGpus, model, [1, 2])],
  ["no demand", "INVALID_INPUT", null, forbidden(migpack.minGpus, model, null)],
  ["text for a list", "INVALID_INPUT", null, forbidden(migpack.fit, model, "1g.10gb")],
  ["an unknown score", "INVALID_INPUT", "score", forbidden(migpack.fit, model, [], { score: "constructor" })],
  ["half a GPU", "INVALID_INPUT", null, () => migpack.headroom(model, 1.5, {})],
  ["a driver that is text", "INVALID_INPUT", "driver", forbidden(migpack.gpuModel, model, { driver: "525" })],
  ["a name that is none", "INVALID_PROFILE", null, () => migpack.parseProfile("3g.40")],
];

describe("refusals say what, where and what would work", () => {
  it.each(cases)("%s: %s", (_, code, lastStep, call) => {
    const error = caught(call);
    expect(error.code).toBe(code);
    expect(whyBadError(error)).toBeNull();
    if (lastStep !== null) expect(error.path).toContain(lastStep);
    expect(health()).toBe(healthy);
  });

  it("names the nearest model and the nearest profile", () => {
    expect(caught(() => migpack.gpuModel("A100-41GB")).message).toContain("A100-40GB");
    expect(caught(() => migpack.fit(model, ["3g.41gb"])).message).toContain("3g.40gb");
    expect(caught(() => migpack.fit(model, ["1c.3g.40gb"])).message).toContain("3g.40gb");
    expect(caught(() => migpack.pack(model, { "2g.21gb": 1 })).message).toContain("2g.20gb");
  });

  it("finds every fault of a model, each with its path", () => {
    const profiles = [{ name: "1g.5gb", computeSlices: 0, memorySlices: 1, starts: [0, 9] }];
    const error = caught(() => migpack.defineGpuModel({ name: "", memorySlices: 4, computeSlices: 99, profiles }));
    expect(error.code).toBe("INVALID_MODEL");
    expect(error.faults.length).toBeGreaterThan(1);
    expect(error.faults[0]?.path).toEqual(error.path);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("a profile called %s is unknown everywhere", (name) => {
    const own: unknown = JSON.parse(`{"${name}": 3}`);
    for (const call of [
      () => migpack.fit(model, [name]),
      () => migpack.freeStarts(model, name),
      forbidden(migpack.pack, model, own),
      forbidden(migpack.headroom, model, 3, own),
      () => migpack.predictDriver(model, [name]),
    ]) {
      expect(["UNKNOWN_PROFILE", "INVALID_PROFILE"]).toContain(caught(call).code);
    }
    expect(Reflect.get({}, "3g.40gb")).toBeUndefined();
    expect(health()).toBe(healthy);
  });
});

describe("inputs", () => {
  it("are neither frozen nor changed nor kept", () => {
    const profiles = ["1g.10gb", "2g.20gb"];
    const occupied = [{ profile: "3g.40gb", start: 0, computeInstances: [{ profile: "1c.3g.40gb", start: 0 }] }];
    const before = JSON.stringify([profiles, occupied]);
    const answer = migpack.fit(model, profiles, { occupied });
    expect(JSON.stringify([profiles, occupied])).toBe(before);
    expect([profiles, occupied, occupied[0], occupied[0]?.computeInstances].some((each) => Object.isFrozen(each))).toBe(false);
    const copy = JSON.stringify(answer);
    occupied.length = 0;
    profiles[0] = "7g.80gb";
    expect(JSON.stringify(answer)).toBe(copy);
  });

  it("a model out of JSON answers as the built-in one, and changing it afterwards has no effect", () => {
    const own = structuredClone(migpack.gpuModel(model));
    expect(migpack.capacity(own, ["3g.40gb@0"])).toEqual(migpack.capacity(model, ["3g.40gb@0"]));
    Reflect.set(own.profiles, "length", 1);
    expect(migpack.capacity(own, ["3g.40gb@0"])).toEqual(migpack.capacity(model, ["3g.40gb@0"]));
  });

  it("a model out of JSON that is wrong is refused on first use", () => {
    const own = { ...structuredClone(migpack.gpuModel(model)), memorySlices: 40 };
    expect(caught(() => migpack.capacity(own)).code).toBe("INVALID_MODEL");
  });
});
