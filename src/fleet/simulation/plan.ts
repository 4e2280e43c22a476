/** A spec as people write it -> a plan in which everything is decided but the chance. */
import { within } from "../../door.js";
import { scoreNumber } from "../../gpu/scores.js";
import type { Score } from "../../gpu/types.js";
import { gpuModels } from "../../model/catalogue.js";
import { resolveModel } from "../../model/define.js";
import { deepFreeze } from "../../model/freeze.js";
import { show } from "../../model/quote.js";
import type { GpuModel } from "../../model/types.js";
import { planner } from "../../planner/index.js";
import { readCount } from "../demand.js";
import { readDrawn } from "./drawn.js";
import { fault } from "./fault.js";
import type { Requests } from "./kinds.js";
import type { Pool } from "./mix.js";
import { readTraced } from "./traced.js";
import type { SimulationSpec } from "./types.js";

export interface Plan extends Requests {
  /** As the report repeats it. */
  readonly spec: SimulationSpec;
  readonly pools: readonly Pool[];
  /** Ascending. */
  readonly seeds: readonly number[];
  readonly scores: readonly Score[];
  readonly movesPerReject: number;
}

const DEFAULT_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** @throws MigError INVALID_INPUT, UNKNOWN_MODEL, INVALID_MODEL, UNKNOWN_PROFILE, RANGE; with a path into the spec */
export function readPlan(spec: SimulationSpec): Plan {
  if (typeof spec !== "object" || spec === null) throw fault([], `an object is needed, not ${show(spec)}`);
  const pools = readPools(spec.fleet);
  const scores = readScores(spec.scores);
  const movesPerReject = spec.movesPerReject === undefined ? 0 : readCount(spec.movesPerReject, ["spec", "movesPerReject"]);
  const most = planner().MAX_INSTANCES.value;
  if (movesPerReject > most) throw fault(["movesPerReject"], `at most ${most}, which empties any GPU`, "RANGE");
  const requests = spec.trace === undefined ? readDrawn(spec, pools) : readTraced(spec.trace, spec, pools);
  const seeds = readSeeds(spec.seeds === undefined ? (requests.trace === null ? DEFAULT_SEEDS : [1]) : spec.seeds);
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
  const pools = Array.from(fleet as SimulationSpec["fleet"], (entry, i) => {
    // isArray does not narrow readonly lists
    if (typeof entry !== "object" || entry === null)
      throw fault(["fleet", i], `an object with model and count is needed, not ${show(entry)}`);
    const count = readCount(entry.count, ["spec", "fleet", i, "count"]);
    if (count === 0) throw fault(["fleet", i, "count"], "at least one GPU is needed");
    const place = ["spec", "fleet", i, ...(typeof entry.model === "string" ? [] : ["model"])];
    return { model: within(place, () => resolveModel(entry.model)), count };
  });
  const gpus = pools.reduce((sum, { count }) => sum + count, 0);
  const most = planner().MAX_GPUS.value;
  if (gpus > most) throw fault(["fleet"], `${gpus} GPUs are more than ${most}`, "RANGE");
  return pools;
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
  const seen = new Set<number>();
  read.forEach((seed, i) => {
    if (seen.has(seed)) throw fault(["seeds", i], `${seed} stands twice; equal seeds give equal runs`);
    seen.add(seed);
  });
  return read.sort((a, b) => a - b);
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
