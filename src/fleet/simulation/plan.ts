/** A spec as people write it -> a plan in which everything is decided but the chance. */
import { scoreNumber } from "../../gpu/scores.js";
import type { Score } from "../../gpu/types.js";
import { profileNumber, vocabularyOf } from "../../gpu/vocabulary.js";
import { gpuModels } from "../../model/catalogue.js";
import { resolveModel } from "../../model/define.js";
import { deepFreeze } from "../../model/freeze.js";
import { show } from "../../model/quote.js";
import type { GpuInstanceProfile, GpuModel } from "../../model/types.js";
import { readCount } from "../demand.js";
import { fault } from "./fault.js";
import { type Pool, relativeRates } from "./mix.js";
import type { LifetimeLaw, SimulationSpec, TraceEntry } from "./types.js";

/** A kind of request. */
export interface Kind {
  readonly profile: string;
  /** Memory slices, on the first model that has it. */
  readonly size: number;
  /** How many arrive in a mean lifetime; of a trace 0. */
  readonly rate: number;
}

/** A request of a trace; `departure` may be infinite. */
export interface TracedRequest {
  readonly arrival: number;
  readonly departure: number;
  readonly kind: number;
}

export interface Plan {
  /** As the report repeats it. */
  readonly spec: SimulationSpec;
  readonly pools: readonly Pool[];
  readonly kinds: readonly Kind[];
  readonly lifetimes: LifetimeLaw;
  readonly arrivals: number;
  readonly warmup: number;
  readonly seeds: readonly number[];
  readonly scores: readonly Score[];
  readonly movesPerReject: number;
  /** By arrival; null: requests are drawn. */
  readonly trace: readonly TracedRequest[] | null;
}

/** Lifetime laws as assembly/simulate/arrivals.ts numbers them. */
export const LAWS: readonly LifetimeLaw[] = ["exponential", "uniform", "lognormal", "none"];

const DEFAULT_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** Mean lifetimes. A fleet forgets how it was filled within a few. */
const DEFAULT_WARMUP = 10;
const DEFAULT_COUNTED = 100;
/** The planner counts requests of a run in 32 bits. */
const MAX_ARRIVALS = 2 ** 31 - 1;
const MAX_MOVES = 16;

/** @throws MigError INVALID_INPUT, UNKNOWN_MODEL, INVALID_MODEL, UNKNOWN_PROFILE, RANGE; with a path into the spec */
export function readPlan(spec: SimulationSpec): Plan {
  if (typeof spec !== "object" || spec === null) throw fault([], `an object is needed, not ${show(spec)}`);
  const pools = readPools(spec.fleet);
  const scores = readScores(spec.scores);
  const movesPerReject = spec.movesPerReject === undefined ? 0 : readCount(spec.movesPerReject, ["spec", "movesPerReject"]);
  if (movesPerReject > MAX_MOVES) throw fault(["movesPerReject"], `at most ${MAX_MOVES}, which is a whole GPU`, "RANGE");
  const requests = spec.trace === undefined ? readDrawn(spec, pools) : readTrace(spec.trace, spec, pools);
  const seeds = readSeeds(spec.seeds ?? (requests.trace === null ? DEFAULT_SEEDS : [1]));
  const plan = {
    ...requests,
    pools,
    scores,
    movesPerReject,
    // A trace leaves nothing to chance.
    seeds: requests.trace === null ? seeds : seeds.slice(0, 1),
  };
  return { ...plan, spec: specOf(spec, plan) };
}

function readPools(fleet: SimulationSpec["fleet"]): readonly Pool[] {
  if (!Array.isArray(fleet) || fleet.length === 0)
    throw fault(["fleet"], `a list of models and counts is needed, not ${show(fleet)}`);
  return Array.from(fleet as SimulationSpec["fleet"], (entry, i) => {
    // isArray does not narrow readonly lists
    if (typeof entry !== "object" || entry === null)
      throw fault(["fleet", i], `an object with model and count is needed, not ${show(entry)}`);
    const count = readCount(entry.count, ["spec", "fleet", i, "count"]);
    if (count === 0) throw fault(["fleet", i, "count"], "at least one GPU is needed");
    return { model: resolveModel(entry.model), count };
  });
}

function readScores(scores: readonly Score[]): readonly Score[] {
  if (!Array.isArray(scores) || scores.length === 0) throw fault(["scores"], `a list of scores is needed, not ${show(scores)}`);
  return Array.from(scores as readonly Score[], (score, i) => {
    scoreNumber(score, ["spec", "scores", i]);
    if (scores.indexOf(score) !== i) throw fault(["scores", i], `${score} stands twice`);
    return score;
  });
}

function readSeeds(seeds: readonly number[]): readonly number[] {
  if (!Array.isArray(seeds) || seeds.length === 0)
    throw fault(["seeds"], `a list of whole numbers is needed, not ${show(seeds)}`);
  const read = Array.from(seeds as readonly number[], (seed, i) => readCount(seed, ["spec", "seeds", i]));
  read.forEach((seed, i) => {
    if (read.indexOf(seed) !== i) throw fault(["seeds", i], `${seed} stands twice; equal seeds give equal runs`);
  });
  return read.sort((a, b) => a - b);
}

type Requests = Pick<Plan, "kinds" | "lifetimes" | "arrivals" | "warmup" | "trace">;

function readDrawn(spec: SimulationSpec, pools: readonly Pool[]): Requests {
  const lifetimes = spec.lifetimes ?? "exponential";
  if (!LAWS.includes(lifetimes)) throw fault(["lifetimes"], `${show(lifetimes)} is no law; there are ${LAWS.join(", ")}`);
  const kinds = kindsOf(relativeRates(spec.mix, pools), pools, readLoad(spec.load));
  const perLifetime = kinds.reduce((sum, { rate }) => sum + rate, 0);
  const stays = lifetimes === "none";
  const warmup = readArrivals(spec.warmup, "warmup", stays ? 0 : Math.ceil(perLifetime * DEFAULT_WARMUP));
  const arrivals = readArrivals(spec.arrivals, "arrivals", Math.ceil(perLifetime * (stays ? 1 : DEFAULT_COUNTED)));
  if (arrivals === 0) throw fault(["arrivals"], "at least one request is needed");
  if (warmup + arrivals > MAX_ARRIVALS)
    throw fault(["arrivals"], `${warmup + arrivals} requests a run are more than ${MAX_ARRIVALS}`, "RANGE");
  return { kinds, lifetimes, arrivals, warmup, trace: null };
}

function readLoad(load: number): number {
  if (typeof load === "number" && load > 0 && load < Number.POSITIVE_INFINITY) return load;
  throw fault(["load"], `a share of the fleet's memory slices above 0 is needed, such as 0.85, not ${show(load)}`);
}

function readArrivals(value: number | undefined, name: string, fallback: number): number {
  return value === undefined ? fallback : readCount(value, ["spec", name]);
}

/** Rates such that what runs would take `load` of all memory slices if nothing were refused. */
function kindsOf(rates: ReadonlyMap<string, number>, pools: readonly Pool[], load: number): readonly Kind[] {
  const merged = new Map<string, { size: number; rate: number }>();
  for (const [spelling, rate] of rates) {
    const { name, memorySlices } = resolveProfile(spelling, pools, ["mix", spelling]);
    merged.set(name, { size: memorySlices, rate: rate + (merged.get(name)?.rate ?? 0) });
  }
  const slices = pools.reduce((sum, { model, count }) => sum + model.memorySlices * count, 0);
  const perUnit = [...merged.values()].reduce((sum, { size, rate }) => sum + size * rate, 0);
  return Array.from(merged, ([profile, { size, rate }]) => ({ profile, size, rate: (rate * load * slices) / perUnit }));
}

/** The profile that a spelling means on the first model of the fleet that has it. */
function resolveProfile(spelling: string, pools: readonly Pool[], path: readonly (string | number)[]): GpuInstanceProfile {
  let refused: unknown;
  for (const { model } of pools) {
    try {
      return model.profiles[profileNumber(vocabularyOf(model), spelling, ["spec", ...path])] as GpuInstanceProfile; // number of a profile
    } catch (error) {
      refused ??= error;
    }
  }
  throw refused;
}

function readTrace(trace: readonly TraceEntry[], spec: SimulationSpec, pools: readonly Pool[]): Requests {
  if (!Array.isArray(trace) || trace.length === 0) throw fault(["trace"], `a list of requests is needed, not ${show(trace)}`);
  // They say nothing here, but what is wrong is wrong.
  if (spec.mix !== undefined) relativeRates(spec.mix, pools);
  if (spec.load !== undefined) readLoad(spec.load);
  const kinds: Kind[] = [];
  const bySpelling = new Map<string, number>();
  const kindOf = (spelling: string, i: number): number => {
    const known = bySpelling.get(spelling);
    if (known !== undefined) return known;
    const { name, memorySlices } = resolveProfile(spelling, pools, ["trace", i, "profile"]);
    const same = kinds.findIndex(({ profile }) => profile === name);
    const kind = same < 0 ? kinds.push({ profile: name, size: memorySlices, rate: 0 }) - 1 : same;
    bySpelling.set(spelling, kind);
    return kind;
  };
  const requests = Array.from(trace as readonly TraceEntry[], (entry, i) => {
    if (typeof entry !== "object" || entry === null)
      throw fault(["trace", i], `an object with arrival, departure and profile is needed, not ${show(entry)}`);
    const { arrival, departure, profile } = entry;
    if (!Number.isFinite(arrival)) throw fault(["trace", i, "arrival"], `a time is needed, not ${show(arrival)}`);
    if (departure !== null && !(Number.isFinite(departure) && departure >= arrival))
      throw fault(["trace", i, "departure"], `null, or a time from the arrival on is needed, not ${show(departure)}`);
    // -0 is 0
    return { arrival: arrival + 0, departure: (departure ?? Number.POSITIVE_INFINITY) + 0, kind: kindOf(profile, i) };
  }).sort((a, b) => a.arrival - b.arrival);
  const warmup = readArrivals(spec.warmup, "warmup", 0);
  if (warmup >= requests.length) throw fault(["warmup"], `${warmup} requests leave none of ${requests.length} to count`);
  return { kinds, lifetimes: "none", arrivals: requests.length - warmup, warmup, trace: requests };
}

/** The spec with its defaults, as plain data that gives the same plan again. */
function specOf(spec: SimulationSpec, plan: Omit<Plan, "spec">): SimulationSpec {
  const { pools, lifetimes, arrivals, warmup, seeds, scores, movesPerReject, trace } = plan;
  const mix = typeof spec.mix === "object" ? { ...spec.mix } : (spec.mix ?? "uniform");
  const requests = { mix, load: spec.load ?? 1, ...(trace === null ? { lifetimes, arrivals } : {}) };
  return deepFreeze({
    fleet: pools.map(({ model, count }) => ({ model: refOf(model), count })),
    ...requests,
    warmup,
    seeds: [...seeds],
    scores: [...scores],
    movesPerReject,
    ...(spec.trace === undefined
      ? {}
      : { trace: spec.trace.map(({ arrival, departure, profile }) => ({ arrival, departure, profile })) }),
  });
}

/** A built-in model by name, another whole. */
function refOf(model: GpuModel): GpuModel | string {
  return gpuModels().includes(model) ? model.name : model;
}
