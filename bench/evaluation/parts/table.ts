/** All scores on four mixes: the table that everything else explains. With departures, and without. */
import type { MixName, Score, SimulationSpec } from "../../../src/index.js";
import {
  acceptance,
  acceptanceByProfile,
  difference,
  type Interval,
  mean,
  memoryAcceptance,
  memoryDifference,
  runsOf,
} from "../figures.js";
import type { Job, Outcome } from "../job.js";
import type { Accepted } from "../perfect.js";
import { MIXES, MODEL, type Scale } from "../scale.js";

/** The first is what the others are compared with. */
export const SCORES: readonly Score[] = ["mfi", "worst-fit", "driver", "first-fit", "best-fit", "mfi-count", "least-loss"];
export const PERFECT = "perfect defragmentation";

export interface Row {
  readonly name: Score | typeof PERFECT;
  readonly acceptance: number;
  readonly memoryAcceptance: number;
  readonly byProfile: Readonly<Record<string, number>>;
  readonly overMfi: Interval;
  readonly memoryOverMfi: Interval;
  /** Mean over time; of perfect defragmentation, which places nothing, null. */
  readonly gpusInUse: number | null;
}

export interface Cell {
  readonly mix: MixName;
  readonly load: number;
  /** As it was run. */
  readonly spec: SimulationSpec;
  /** No scheduler accepts more by count in the long run. */
  readonly fluidBound: number;
  readonly rows: readonly Row[];
  /** What least-loss accepts more than mfi-count, which it is where a geometry has no table. */
  readonly leastLossOverMfiCount: Interval;
}

export function tableJobs(scale: Scale): readonly Job[] {
  return [0.85, 1].flatMap((load) => jobs(scale, { load, lifetimes: "exponential", seeds: scale.tableSeeds, ...scale.requests }));
}

/** Nobody leaves: requests arrive until they would fill so much of the fleet. */
export function fillingJobs(scale: Scale): readonly Job[] {
  return [0.95, 1].flatMap((load) => jobs(scale, { load, lifetimes: "none", seeds: scale.fillings }));
}

function jobs(scale: Scale, rest: Pick<SimulationSpec, "load" | "lifetimes" | "seeds">): readonly Job[] {
  const fleet = [{ model: MODEL, count: scale.gpus(100) }];
  return MIXES.map((mix) => ({ spec: { fleet, mix, scores: SCORES, ...rest }, perfect: true }));
}

export function tableOf(outcomes: readonly Outcome[]): readonly Cell[] {
  return outcomes.map(({ report, perfect }) => {
    const { spec, bound } = report;
    const mfi = runsOf(report, "mfi");
    const scored = spec.scores.map((score): Row => {
      const runs = runsOf(report, score);
      return { ...rowOf(score, runs, mfi), gpusInUse: mean(runs.map(({ meanGpusInUse }) => meanGpusInUse)) };
    });
    const rows = [...scored, { ...rowOf(PERFECT, perfect, mfi), gpusInUse: null }];
    return {
      mix: spec.mix as MixName, // a named mix was asked for
      load: spec.load,
      spec,
      fluidBound: 100 * bound.fluidAcceptance,
      rows,
      leastLossOverMfiCount: difference(runsOf(report, "least-loss"), runsOf(report, "mfi-count")),
    };
  });
}

function rowOf(name: Row["name"], runs: readonly Accepted[], mfi: readonly Accepted[]): Omit<Row, "gpusInUse"> {
  return {
    name,
    acceptance: acceptance(runs),
    memoryAcceptance: memoryAcceptance(runs),
    byProfile: acceptanceByProfile(runs),
    overMfi: difference(runs, mfi),
    memoryOverMfi: memoryDifference(runs, mfi),
  };
}

export function rowNamed({ rows }: Cell, name: Row["name"]): Row {
  const row = rows.find((row) => row.name === name);
  if (row === undefined) throw new Error(`there is no row for ${name}`);
  return row;
}
