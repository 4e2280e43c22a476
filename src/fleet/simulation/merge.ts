import { atTheDoor, within } from "../../door.js";
import { MigError, type Path, pathText } from "../../error.js";
import { show } from "../../model/quote.js";
import type { Demand } from "../../model/types.js";
import { readCount } from "../demand.js";

import { fluidAcceptance } from "./fluid.js";
import { type Plan, readPlan } from "./plan.js";
import { reportOf } from "./report.js";
import type { SimulationReport, SimulationRun } from "./types.js";

/** A report out of who knows where, whose shape holds. */
interface Part {
  readonly plan: Plan;
  readonly runs: readonly SimulationRun[];
}

/**
 * Joins reports of one spec over disjoint seeds: bit for bit the report of all the seeds at once,
 * in whatever order the parts come.
 *
 * @throws MigError INVALID_INPUT where the specs differ in more than seeds, a seed is in two parts, or a part is no whole report
 */
export function mergeReports(reports: readonly SimulationReport[]): SimulationReport {
  return atTheDoor(() => {
    if (!Array.isArray(reports) || reports.length === 0) throw fault([], `a list of reports is needed, not ${show(reports)}`);
    const parts = Array.from(reports as readonly SimulationReport[], readPart); // isArray does not narrow readonly lists
    const [first] = parts as [Part];
    if (parts.length > 1 && first.plan.trace !== null)
      throw fault([1, "spec", "trace"], "a trace leaves nothing to chance: there is one run of it, and nothing to join");
    const common = withoutSeeds(first.plan);
    const owner = new Map<number, number>();
    parts.forEach(({ plan }, i) => {
      if (withoutSeeds(plan) !== common)
        throw fault([i, "spec"], "differs from the first report in more than its seeds; parts of one spec can be joined");
      for (const seed of plan.seeds) {
        const other = owner.get(seed);
        if (other !== undefined) throw fault([i, "spec", "seeds"], `seed ${seed} is in report ${other} already`);
        owner.set(seed, i);
      }
    });
    const seeds = [...owner.keys()].sort((a, b) => a - b);
    const runs = parts.flatMap((part) => part.runs);
    return reportOf({ ...first.plan.spec, seeds }, runs, { fluidAcceptance: fluidAcceptance(first.plan) });
  });
}

/** Everything that parts of one simulation share, as text. */
function withoutSeeds({ spec }: Plan): string {
  return JSON.stringify({ ...spec, seeds: [] });
}

/** One run for each score and seed of the spec, and nothing else. */
function readPart(report: SimulationReport, i: number): Part {
  if (typeof report !== "object" || report === null) throw fault([i], `a report is needed, not ${show(report)}`);
  const { version, spec, runs } = report;
  if (version !== 1) throw fault([i, "version"], `version ${show(version)} is not known; this library reads version 1`);
  if (!Array.isArray(runs)) throw fault([i, "runs"], `a list is needed, not ${show(runs)}`);
  const plan = within(["reports", i], () => readPlan(spec));
  const read = Array.from(runs as readonly SimulationRun[], (run, k) => readRun(run, [i, "runs", k]));
  for (const score of plan.scores) {
    for (const seed of plan.seeds) {
      const count = read.filter((run) => run.score === score && run.seed === seed).length;
      if (count !== 1) throw fault([i, "runs"], `one run of ${score} under seed ${seed} is needed; there are ${count}`);
    }
  }
  if (read.length !== plan.scores.length * plan.seeds.length)
    throw fault([i, "runs"], "there are runs of scores or seeds that are not in the spec");
  return { plan, runs: read };
}

/** In the order in which a run has its keys, so that a joined report has the bits of a whole one. */
function readRun(run: SimulationRun, path: Path): SimulationRun {
  if (typeof run !== "object" || run === null) throw fault(path, `a run is needed, not ${show(run)}`);
  const offered = readCount(run.offered, ["reports", ...path, "offered"]);
  const accepted = readCount(run.accepted, ["reports", ...path, "accepted"]);
  if (offered === 0 || accepted > offered) throw fault(path, `${accepted} of ${offered} accepted cannot be`);
  return {
    score: run.score,
    seed: run.seed,
    offered,
    accepted,
    offeredByProfile: readCounts(run.offeredByProfile, [...path, "offeredByProfile"]),
    acceptedByProfile: readCounts(run.acceptedByProfile, [...path, "acceptedByProfile"]),
    memoryAccepted: readNumber(run.memoryAccepted, [...path, "memoryAccepted"]),
    moves: readCount(run.moves, ["reports", ...path, "moves"]),
    meanGpusInUse: readNumber(run.meanGpusInUse, [...path, "meanGpusInUse"]),
  };
}

function readNumber(value: number, path: Path): number {
  if (typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY) return value + 0; // -0 is 0
  throw fault(path, `a number from 0 is needed, not ${show(value)}`);
}

function readCounts(counts: Demand, path: Path): Demand {
  if (typeof counts !== "object" || counts === null) throw fault(path, `counts by profile are needed, not ${show(counts)}`);
  return Object.fromEntries(
    Object.entries(counts).map(([profile, count]) => [profile, readCount(count, ["reports", ...path, profile])]),
  );
}

function fault(path: Path, message: string): MigError {
  const whole = ["reports", ...path];
  return new MigError("INVALID_INPUT", `${pathText(whole)}${message}`, { path: whole });
}
