import { atTheDoor } from "../../door.js";
import { fleetPlanner } from "../../planner/index.js";
import { readCount } from "../demand.js";
import { readPlan } from "./plan.js";
import { askRequests } from "./run.js";
import type { SimulationSpec, TraceEntry } from "./types.js";

/**
 * The requests that every score of a simulation meets under a seed, warm-up included, by arrival.
 * Times are in mean lifetimes. As `trace` of another spec they give the same run again, and any
 * other scheduler can be put before them.
 *
 * Lazy: an entry is made when it is asked for.
 *
 * @throws MigError as `simulate`
 */
export function* simulationRequests(spec: SimulationSpec, seed: number): Generator<TraceEntry, void, void> {
  const { plan, from } = atTheDoor(() => ({ plan: readPlan(spec), from: readCount(seed, ["seed"]) }));
  const planner = fleetPlanner();
  plan.kinds.forEach(({ rate }, kind) => {
    planner.addKind(kind, rate);
  });
  askRequests(planner, plan, from);
  for (let i = plan.warmup + plan.arrivals; i > 0 && planner.nextArrival() !== 0; i--) {
    const departure = planner.departure.value;
    yield Object.freeze({
      arrival: planner.time.value,
      departure: departure === Number.POSITIVE_INFINITY ? null : departure,
      profile: plan.kinds[planner.kind.value]?.profile ?? "",
    });
  }
}
