import { atTheDoor } from "../../door.js";
import { MigError, type Path, pathText } from "../../error.js";
import { show } from "../../model/quote.js";
import { reportOf } from "./report.js";
import type { SimulationReport, SimulationRun } from "./types.js";

/**
 * Joins reports of one spec over disjoint seeds: bit for bit the report of all the seeds at once,
 * in whatever order the parts come.
 *
 * @throws MigError INVALID_INPUT where the specs differ in more than seeds, a seed is in two parts, or a part is no whole report
 */
export function mergeReports(reports: readonly SimulationReport[]): SimulationReport {
  return atTheDoor(() => {
    if (!Array.isArray(reports) || reports.length === 0) throw fault([], `a list of reports is needed, not ${show(reports)}`);
    const parts = Array.from(reports as readonly SimulationReport[], readReport); // isArray does not narrow readonly lists
    const [first] = parts as [SimulationReport];
    const common = withoutSeeds(first);
    const owner = new Map<number, number>();
    parts.forEach((part, i) => {
      if (withoutSeeds(part) !== common)
        throw fault([i, "spec"], "differs from the first report in more than its seeds; parts of one spec can be joined");
      for (const seed of part.spec.seeds ?? []) {
        const other = owner.get(seed);
        if (other !== undefined) throw fault([i, "spec", "seeds"], `seed ${seed} is in report ${other} already`);
        owner.set(seed, i);
      }
    });
    const seeds = [...owner.keys()].sort((a, b) => a - b);
    const runs = parts.flatMap((part) => part.runs);
    return reportOf({ ...first.spec, seeds }, runs, first.bound);
  });
}

/** Everything that parts of one simulation share, as text. */
function withoutSeeds({ spec, bound }: SimulationReport): string {
  return JSON.stringify([{ ...spec, seeds: [] }, bound]);
}

/** A report whose shape holds, with one run for each score and seed of its spec. */
function readReport(report: SimulationReport, i: number): SimulationReport {
  if (typeof report !== "object" || report === null) throw fault([i], `a report is needed, not ${show(report)}`);
  const { version, spec, runs, bound } = report;
  if (version !== 1) throw fault([i, "version"], `version ${show(version)} is not known; this library reads version 1`);
  if (!Array.isArray(spec?.seeds) || !Array.isArray(spec.scores)) throw fault([i, "spec"], "seeds and scores are missing");
  if (typeof bound?.fluidAcceptance !== "number") throw fault([i, "bound"], "fluidAcceptance is missing");
  if (!Array.isArray(runs)) throw fault([i, "runs"], `a list is needed, not ${show(runs)}`);
  const expected = spec.scores.flatMap((score) => (spec.seeds ?? []).map((seed) => `${score} ${seed}`));
  const found = (runs as readonly SimulationRun[]).map((run, k) => {
    if (!Number.isSafeInteger(run?.offered) || !Number.isSafeInteger(run.accepted))
      throw fault([i, "runs", k], "a run with what was offered and accepted is needed");
    return `${run.score} ${run.seed}`;
  });
  const missing = expected.find((name) => !found.includes(name));
  if (missing !== undefined || found.length !== expected.length)
    throw fault(
      [i, "runs"],
      `one run for each score and seed is needed${missing === undefined ? "" : `; there is none for ${missing}`}`,
    );
  return report;
}

function fault(path: Path, message: string): MigError {
  const whole = ["reports", ...path];
  return new MigError("INVALID_INPUT", `${pathText(whole)}${message}`, { path: whole });
}
