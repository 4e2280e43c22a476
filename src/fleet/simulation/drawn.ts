import { show } from "../../model/quote.js";
import { fault } from "./fault.js";
import { checkKinds, type Kind, type Requests, readArrivals, resolveProfile } from "./kinds.js";
import { type Pool, relativeRates } from "./mix.js";
import type { LifetimeLaw, SimulationSpec } from "./types.js";

/** Lifetime laws as assembly/simulate/arrivals.ts numbers them. */
export const LAWS: readonly LifetimeLaw[] = ["exponential", "uniform", "lognormal", "none"];

/** Mean lifetimes. A fleet forgets how it was filled within a few. */
const DEFAULT_WARMUP = 10;
const DEFAULT_COUNTED = 100;
/** Requests a mean lifetime with which times and sums keep their precision; far from any fleet on both sides. */
const LEAST_RATE = 1e-9;
const MOST_RATE = 1e12;
/** The planner counts requests of a run in 32 bits. */
const MAX_ARRIVALS = 2 ** 31 - 1;

/** Requests to be drawn from a mix. @throws MigError INVALID_INPUT, UNKNOWN_PROFILE, RANGE */
export function readDrawn(spec: SimulationSpec, pools: readonly Pool[]): Requests {
  const lifetimes = readLaw(spec.lifetimes);
  const kinds = kindsOf(relativeRates(spec.mix, pools), pools, readLoad(spec.load));
  checkKinds(kinds, ["mix"]);
  const perLifetime = kinds.reduce((sum, { rate }) => sum + rate, 0);
  if (!(perLifetime > LEAST_RATE && perLifetime < MOST_RATE))
    throw fault(["load"], `${show(spec.load)} makes ${perLifetime} requests a mean lifetime, which is out of range`, "RANGE");
  const stays = lifetimes === "none";
  const warmup = readArrivals(spec.warmup, "warmup", stays ? 0 : Math.ceil(perLifetime * DEFAULT_WARMUP));
  const arrivals = readArrivals(spec.arrivals, "arrivals", Math.ceil(perLifetime * (stays ? 1 : DEFAULT_COUNTED)));
  if (arrivals === 0) throw fault(["arrivals"], "at least one request is needed");
  if (warmup + arrivals > MAX_ARRIVALS)
    throw fault(["arrivals"], `${warmup + arrivals} requests a run are more than ${MAX_ARRIVALS}`, "RANGE");
  return { kinds, lifetimes, arrivals, warmup, trace: null };
}

export function readLaw(law: LifetimeLaw = "exponential"): LifetimeLaw {
  if (LAWS.includes(law)) return law;
  throw fault(["lifetimes"], `${show(law)} is no law; there are ${LAWS.join(", ")}`);
}

export function readLoad(load: number): number {
  if (typeof load === "number" && load > 0 && load < Number.POSITIVE_INFINITY) return load;
  throw fault(["load"], `a share of the fleet's memory slices above 0 is needed, such as 0.85, not ${show(load)}`);
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
