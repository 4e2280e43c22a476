/** From runs to figures: all in percent and percentage points, as they are printed. */
import { meanInterval } from "../../src/fleet/simulation/interval.js";
import type { Score, SimulationReport, SimulationRun } from "../../src/index.js";
import type { Accepted } from "./perfect.js";

/** A mean over seeds with its 95% interval. */
export interface Interval {
  readonly mean: number;
  readonly halfWidth: number;
}

export function runsOf({ runs }: SimulationReport, score: Score): readonly SimulationRun[] {
  return runs.filter((run) => run.score === score);
}

export function acceptance(runs: readonly Accepted[]): number {
  return mean(runs.map(share));
}

/** Of the offered memory slices. */
export function memoryAcceptance(runs: readonly Accepted[]): number {
  return mean(runs.map(({ memoryAccepted }) => 100 * memoryAccepted));
}

/** Over all seeds together, since a seed may offer few of a profile. */
export function acceptanceByProfile(runs: readonly Accepted[]): Readonly<Record<string, number>> {
  const sum = (counts: readonly Readonly<Record<string, number>>[], profile: string) =>
    counts.reduce((total, count) => total + (count[profile] ?? 0), 0);
  const offered = runs.map(({ offeredByProfile }) => offeredByProfile);
  const accepted = runs.map(({ acceptedByProfile }) => acceptedByProfile);
  const profiles = [...new Set(offered.flatMap(Object.keys))].sort();
  return Object.fromEntries(profiles.map((profile) => [profile, (100 * sum(accepted, profile)) / sum(offered, profile)]));
}

/** How much more the one accepts than the other, paired by seed: both met the same requests. */
export function difference(runs: readonly Accepted[], others: readonly Accepted[]): Interval {
  return interval(runs.map((run, i) => share(run) - share(others[i] ?? run)));
}

/** The same of memory slices. */
export function memoryDifference(runs: readonly Accepted[], others: readonly Accepted[]): Interval {
  return interval(runs.map((run, i) => 100 * (run.memoryAccepted - (others[i] ?? run).memoryAccepted)));
}

function interval(samples: readonly number[]): Interval {
  const { mean, halfWidth } = meanInterval(samples);
  return { mean, halfWidth: halfWidth ?? Number.POSITIVE_INFINITY };
}

/** Instances recreated for each hundred requests accepted. */
export function movesPerHundred(runs: readonly SimulationRun[]): number {
  const sum = (of: (run: SimulationRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return (100 * sum(({ moves }) => moves)) / sum(({ accepted }) => accepted);
}

function share({ accepted, offered }: Accepted): number {
  return (100 * accepted) / offered;
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
