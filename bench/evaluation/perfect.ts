/**
 * Perfect defragmentation: a scheduler for whom moving costs nothing. First come, first served, it
 * lets a request in if and only if all that runs then, packed anew, fits the fleet. What it accepts
 * is what a fleet without any fragmentation accepts; whoever refuses requests that would fit may
 * accept more by count where the load is above what the fleet holds.
 */
import { gpuModel, minGpus, type SimulationRun, type SimulationSpec, simulationRequests } from "../../src/index.js";

/** Of a run, what does not depend on how requests were placed. */
export type Accepted = Pick<
  SimulationRun,
  "seed" | "offered" | "accepted" | "offeredByProfile" | "acceptedByProfile" | "memoryAccepted"
>;

/** On exactly the requests that `simulate` puts before its scores under this seed; the spec as its report repeats it. */
export function perfectRun(spec: SimulationSpec, seed: number): Accepted {
  const [pool, ...others] = spec.fleet;
  if (pool === undefined || others.length > 0) throw new Error("perfect defragmentation is defined here for one model");
  // Its default depends on the mix, and requests do not tell where it ends.
  if (spec.warmup === undefined) throw new Error("the spec must say how long the warm-up is");
  const alive: Record<string, number> = {};
  const departures = new Departures();
  const offered: Record<string, number> = {};
  const accepted: Record<string, number> = {};
  let arrived = 0;
  for (const { arrival, departure, profile } of simulationRequests(spec, seed)) {
    for (const gone of departures.until(arrival)) add(alive, gone, -1);
    arrived++;
    const isCounted = arrived > spec.warmup;
    if (isCounted) add(offered, profile, 1);
    add(alive, profile, 1);
    if (minGpus(pool.model, alive).gpus > pool.count) {
      add(alive, profile, -1);
      continue;
    }
    if (isCounted) add(accepted, profile, 1);
    if (departure !== null) departures.add(departure, profile);
  }
  const model = typeof pool.model === "string" ? gpuModel(pool.model) : pool.model;
  const sizes = new Map(model.profiles.map(({ name, memorySlices }) => [name, memorySlices]));
  const slices = (counts: Record<string, number>) => total(counts, (profile) => sizes.get(profile) ?? 0);
  return {
    seed,
    offered: total(offered),
    accepted: total(accepted),
    offeredByProfile: offered,
    acceptedByProfile: accepted,
    memoryAccepted: slices(accepted) / slices(offered),
  };
}

/** Who leaves when: the last to leave first, so that those who leave next are cheap to take. */
class Departures {
  readonly #list: { readonly time: number; readonly profile: string }[] = [];

  add(time: number, profile: string): void {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#list[middle]?.time ?? 0) > time) low = middle + 1;
      else high = middle;
    }
    this.#list.splice(low, 0, { time, profile });
  }

  /** Takes out those who have left by then; at the very moment counts, as in the simulation. */
  *until(time: number): Generator<string, void, void> {
    for (let last = this.#list.at(-1); last !== undefined && last.time <= time; last = this.#list.at(-1)) {
      this.#list.pop();
      yield last.profile;
    }
  }
}

function add(counts: Record<string, number>, profile: string, more: number): void {
  counts[profile] = (counts[profile] ?? 0) + more;
}

function total(counts: Record<string, number>, weight: (profile: string) => number = () => 1): number {
  return Object.entries(counts).reduce((sum, [profile, count]) => sum + weight(profile) * count, 0);
}
