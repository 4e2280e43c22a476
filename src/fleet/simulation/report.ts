import { deepFreeze } from "../../model/freeze.js";
import { meanInterval } from "./interval.js";
import type { SimulationComparison, SimulationReport, SimulationRun, SimulationSpec } from "./types.js";

/** The report of runs, in whatever order they come. Everything but `runs` follows from the spec and them. */
export function reportOf(
  spec: SimulationSpec,
  runs: readonly SimulationRun[],
  bound: SimulationReport["bound"],
): SimulationReport {
  const inOrder = [...runs].sort((a, b) => spec.scores.indexOf(a.score) - spec.scores.indexOf(b.score) || a.seed - b.seed);
  return deepFreeze({ version: 1, spec, runs: inOrder, comparison: compareScores(spec, inOrder), bound });
}

/** Differences are of equal seeds: what chance does to both scores cancels. */
function compareScores({ scores }: SimulationSpec, runs: readonly SimulationRun[]): readonly SimulationComparison[] {
  const shares = scores.map((score) =>
    runs.filter((run) => run.score === score).map(({ accepted, offered }) => accepted / offered),
  );
  const [first = []] = shares;
  return scores.map((score, i) => {
    const own = shares[i] ?? [];
    const { mean: difference, halfWidth } = meanInterval(own.map((share, seed) => share - (first[seed] ?? 0)));
    return { score, acceptance: meanInterval(own).mean, difference, halfWidth };
  });
}
