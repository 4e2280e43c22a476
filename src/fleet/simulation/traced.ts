import { show } from "../../model/quote.js";
import { readLaw, readLoad } from "./drawn.js";
import { fault } from "./fault.js";
import { checkKinds, type Kind, type Requests, readArrivals, resolveProfile, type TracedRequest } from "./kinds.js";
import { type Pool, relativeRates } from "./mix.js";
import type { SimulationSpec, TraceEntry } from "./types.js";

/** The requests of a trace, by arrival. @throws MigError INVALID_INPUT, UNKNOWN_PROFILE, RANGE */
export function readTraced(trace: readonly TraceEntry[], spec: SimulationSpec, pools: readonly Pool[]): Requests {
  if (!Array.isArray(trace) || trace.length === 0) throw fault(["trace"], `a list of requests is needed, not ${show(trace)}`);
  // They say nothing here, but what is wrong is wrong.
  if (spec.mix !== undefined) relativeRates(spec.mix, pools);
  if (spec.load !== undefined) readLoad(spec.load);
  readLaw(spec.lifetimes);
  const names = new Names(pools);
  // isArray does not narrow readonly lists
  const requests = Array.from(trace as readonly TraceEntry[], (entry, i) => readEntry(entry, i, names));
  requests.sort((a, b) => a.arrival - b.arrival);
  checkKinds(names.kinds, ["trace"]);
  const warmup = readArrivals(spec.warmup, "warmup", 0);
  if (warmup >= requests.length) throw fault(["warmup"], `${warmup} requests leave none of ${requests.length} to count`);
  return { kinds: names.kinds, lifetimes: "none", arrivals: requests.length - warmup, warmup, trace: requests };
}

/** In whatever unit: differences of times, and their sums over a fleet, stay finite. */
const MAX_TIME = 1e100;

function readEntry(entry: TraceEntry, i: number, names: Names): TracedRequest {
  if (typeof entry !== "object" || entry === null)
    throw fault(["trace", i], `an object with arrival, departure and profile is needed, not ${show(entry)}`);
  const { arrival, departure, profile } = entry;
  if (!Number.isFinite(arrival)) throw fault(["trace", i, "arrival"], `a time is needed, not ${show(arrival)}`);
  if (departure !== null && !(Number.isFinite(departure) && departure >= arrival))
    throw fault(["trace", i, "departure"], `null, or a time from the arrival on is needed, not ${show(departure)}`);
  for (const [key, time] of Object.entries({ arrival, departure }))
    if (Math.abs(time ?? 0) > MAX_TIME)
      throw fault(["trace", i, key], `times up to ${MAX_TIME} are needed, not ${show(time)}`, "RANGE");
  // -0 is 0
  return { arrival: arrival + 0, departure: (departure ?? Number.POSITIVE_INFINITY) + 0, kind: names.kindOf(profile, i) };
}

/** Kinds in order of appearance; spellings of one profile are one kind. */
class Names {
  readonly kinds: Kind[] = [];
  readonly #pools: readonly Pool[];
  readonly #bySpelling = new Map<string, number>();

  constructor(pools: readonly Pool[]) {
    this.#pools = pools;
  }

  kindOf(spelling: string, i: number): number {
    const known = this.#bySpelling.get(spelling);
    if (known !== undefined) return known;
    const { name, memorySlices } = resolveProfile(spelling, this.#pools, ["trace", i, "profile"]);
    const same = this.kinds.findIndex(({ profile }) => profile === name);
    const kind = same < 0 ? this.kinds.push({ profile: name, size: memorySlices, rate: 0 }) - 1 : same;
    this.#bySpelling.set(spelling, kind);
    return kind;
  }
}
