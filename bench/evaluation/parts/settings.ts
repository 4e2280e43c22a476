/** least-loss against other scores on the 32 settings: is there one where it loses? */
import type { Score, SimulationSpec } from "../../../src/index.js";
import { acceptance, difference, type Interval, runsOf } from "../figures.js";
import type { Job, Outcome } from "../job.js";
import { MODEL, type Scale } from "../scale.js";
import { ARRIVALS, SETTINGS, type Setting } from "../settings.js";

export const BASELINES = ["first-fit", "best-fit", "mfi", "mfi-count"] as const satisfies readonly Score[];
export type Baseline = (typeof BASELINES)[number];

export interface Compared extends Setting {
  readonly spec: SimulationSpec;
  /** Of least-loss. */
  readonly acceptance: number;
  /** No scheduler accepts more in the long run. */
  readonly fluidBound: number;
  /** How much more least-loss accepts. */
  readonly over: Readonly<Record<Baseline, Interval>>;
}

/** Where the whole interval lies. */
export type Verdict = "above" | "undecided" | "below";

export function settingsJobs(scale: Scale): readonly Job[] {
  const scores: readonly Score[] = ["least-loss", ...BASELINES];
  return SETTINGS.map(({ gpus, load, lifetimes, mix }) => {
    const fleet = [{ model: MODEL, count: scale.gpus(gpus) }];
    const arrivals = ARRIVALS[gpus] ?? 20_000;
    return { spec: { fleet, mix, load, lifetimes, arrivals, scores, seeds: scale.seeds, ...scale.requests }, perfect: false };
  });
}

export function settingsOf(outcomes: readonly Outcome[]): readonly Compared[] {
  return SETTINGS.flatMap((setting, i) => {
    const report = outcomes[i]?.report;
    if (report === undefined) return [];
    const own = runsOf(report, "least-loss");
    const against = (baseline: Baseline) => difference(own, runsOf(report, baseline));
    const over = {
      "first-fit": against("first-fit"),
      "best-fit": against("best-fit"),
      mfi: against("mfi"),
      "mfi-count": against("mfi-count"),
    };
    return [{ ...setting, spec: report.spec, acceptance: acceptance(own), fluidBound: 100 * report.bound.fluidAcceptance, over }];
  });
}

export function verdict({ mean, halfWidth }: Interval): Verdict {
  if (mean - halfWidth > 0) return "above";
  return mean + halfWidth < 0 ? "below" : "undecided";
}

export function countOf(compared: readonly Compared[], baseline: Baseline, wanted: Verdict): number {
  return compared.filter(({ over }) => verdict(over[baseline]) === wanted).length;
}
