import { scoreNumber } from "../../gpu/scores.js";
import type { Score } from "../../gpu/types.js";
import type { Demand } from "../../model/types.js";
import { type FleetPlanner, fleetPlanner } from "../../planner/index.js";
import { addEmpty } from "../grow.js";
import { Registry } from "../registry.js";
import { LAWS } from "./drawn.js";
import type { Plan } from "./plan.js";
import type { SimulationRun } from "./types.js";

/** One score under one seed, in a planner of its own. */
export class Run {
  readonly #planner: FleetPlanner;
  readonly #plan: Plan;
  readonly #score: Score;
  readonly #seed: number;
  /** Requests still to come, warm-up included. */
  remaining: number;

  constructor(plan: Plan, score: Score, seed: number) {
    this.#plan = plan;
    this.#score = score;
    this.#seed = seed;
    const planner = fleetPlanner();
    planner.open(scoreNumber(score));
    const registry = new Registry(planner);
    for (const { model, count } of plan.pools) addEmpty(planner, registry, model, count);
    for (const { profile, rate } of plan.kinds) planner.addKind(registry.want(profile, ["spec", "mix"]), rate);
    askRequests(planner, plan, seed);
    planner.beginRun(plan.warmup, plan.arrivals, plan.movesPerReject);
    this.#planner = planner;
    this.remaining = plan.warmup + plan.arrivals;
  }

  /** Goes on by at most so many requests; by fewer where one of them took long. How many. */
  advance(requests: number): number {
    const before = this.remaining;
    this.remaining = this.#planner.advance(requests);
    return before - this.remaining;
  }

  /** What came of it, once nothing remains. */
  result(): SimulationRun {
    const planner = this.#planner;
    const { kinds } = this.#plan;
    const offered = kinds.map((_, kind) => planner.offeredOf(kind));
    const accepted = kinds.map((_, kind) => planner.acceptedOf(kind));
    const byProfile = (counts: readonly number[]): Demand =>
      Object.freeze(
        Object.fromEntries(kinds.map(({ profile }, i) => [profile, counts[i] ?? 0] as const).filter(([, n]) => n > 0)),
      );
    const slices = (counts: readonly number[]) => kinds.reduce((sum, { size }, i) => sum + size * (counts[i] ?? 0), 0);
    return Object.freeze({
      score: this.#score,
      seed: this.#seed,
      offered: sum(offered),
      accepted: sum(accepted),
      offeredByProfile: byProfile(offered),
      acceptedByProfile: byProfile(accepted),
      memoryAccepted: slices(accepted) / slices(offered),
      moves: planner.moves.value,
      meanGpusInUse: planner.meanGpusInUse(),
    });
  }
}

/** Tells the planner what arrives: nothing of it depends on the score. */
export function askRequests(planner: FleetPlanner, { trace, lifetimes }: Plan, seed: number): void {
  if (trace === null) {
    planner.drawArrivals(LAWS.indexOf(lifetimes), seed);
    return;
  }
  const at = planner.traceAt(trace.length);
  const rows = new Float64Array(planner.memory.buffer, at, 3 * trace.length);
  trace.forEach(({ arrival, departure, kind }, i) => {
    rows.set([arrival, departure, kind], 3 * i);
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}
