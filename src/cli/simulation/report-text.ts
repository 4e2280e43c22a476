import type { SimulationComparison, SimulationReport, SimulationRun, SimulationSpec } from "../../fleet/simulation/types.js";
import { counted } from "../../model/quote.js";
import { table } from "../table.js";

/** A report for people: what was simulated, a line for each score, the bound, and what became of each profile. */
export function reportText(report: SimulationReport): string {
  return [
    headText(report),
    "",
    scoreTable(report),
    "",
    boundText(report),
    ...intervalText(report),
    "",
    profileTable(report),
  ].join("\n");
}

function headText({ spec, runs }: SimulationReport): string {
  const fleet = spec.fleet.map(({ model, count }) => `${count} x ${typeof model === "string" ? model : model.name}`);
  const seeds = spec.seeds?.length ?? 0;
  const [first] = runs;
  const lines = [`${fleet.join(", ")}: ${requestsText(spec)}`];
  const counted = `${first?.offered ?? 0} requests`;
  lines.push(
    `${spec.trace === undefined ? `${counted} under ${seeds === 1 ? "one seed" : `each of ${seeds} seeds`}` : counted}${spec.warmup ? `, after ${spec.warmup} not counted` : ""}${movesText(spec)}`,
  );
  return lines.join("\n");
}

function requestsText({ mix, load, lifetimes, trace }: SimulationSpec): string {
  if (trace !== undefined) return "a trace";
  const mixText = typeof mix === "string" ? `mix ${mix}` : "a mix of its own";
  return `${mixText}, load ${load}, ${lifetimes === "none" ? "nobody leaves" : `${lifetimes} lifetimes`}`;
}

function movesText({ movesPerReject = 0 }: SimulationSpec): string {
  return movesPerReject === 0 ? "" : `; up to ${counted(movesPerReject, "move")} for a refused request`;
}

function scoreTable({ comparison, runs }: SimulationReport): string {
  const [base] = comparison;
  const heads = ["SCORE", "ACCEPTED %", `AGAINST ${base?.score ?? ""}`, "MEMORY %", "MOVES PER 100", "GPUS IN USE"];
  const rows = comparison.map((one) => {
    const own = runs.filter(({ score }) => score === one.score);
    return [
      one.score,
      percent(one.acceptance),
      one === base ? "-" : differenceText(one),
      percent(mean(own, ({ memoryAccepted }) => memoryAccepted)),
      mean(own, ({ moves, accepted }) => (accepted === 0 ? 0 : (100 * moves) / accepted)).toFixed(2),
      mean(own, ({ meanGpusInUse }) => meanGpusInUse).toFixed(1),
    ];
  });
  return table([heads, ...rows], new Set([1, 2, 3, 4, 5]));
}

/** The fluid bound, in words. */
function boundText({ bound: { fluidAcceptance }, spec: { lifetimes } }: SimulationReport): string {
  const when = lifetimes === "none" ? "on average" : "in the long run";
  return fluidAcceptance < 1
    ? `No scheduler accepts more than ${percent(fluidAcceptance)}% ${when}, whatever it moves (fluid bound).`
    : `The fleet has room for all requests ${when}; it is chance and gaps that refuse some (fluid bound: 100%).`;
}

/** In points. */
function differenceText({ difference, halfWidth }: SimulationComparison): string {
  const points = `${difference < 0 ? "-" : "+"}${percent(Math.abs(difference))}`;
  return halfWidth === null ? points : `${points} ± ${percent(halfWidth)}`;
}

function intervalText({ comparison, spec }: SimulationReport): readonly string[] {
  if (comparison.length < 2) return [];
  if (spec.trace !== undefined) return ["Differences are in points."];
  return comparison.some(({ halfWidth }) => halfWidth === null)
    ? ["Differences are in points, of a single run: more seeds would tell them from chance."]
    : ["Differences are in points, paired by seed, with 95% intervals."];
}

/** Acceptance by profile, in percent of all that was offered under all seeds. */
function profileTable({ spec, runs }: SimulationReport): string {
  const profiles = [...new Set(runs.flatMap(({ offeredByProfile }) => Object.keys(offeredByProfile)))];
  const rows = profiles.map((profile) => [
    profile,
    `${sum(runs, spec.scores[0], ({ offeredByProfile }) => offeredByProfile[profile] ?? 0)}`,
    ...spec.scores.map((score) => {
      const offered = sum(runs, score, ({ offeredByProfile }) => offeredByProfile[profile] ?? 0);
      const accepted = sum(runs, score, ({ acceptedByProfile }) => acceptedByProfile[profile] ?? 0);
      return percent(accepted / offered);
    }),
  ]);
  const heads = ["ACCEPTED % OF", "REQUESTS", ...spec.scores];
  return table([heads, ...rows], new Set(heads.map((_, column) => column).slice(1)));
}

function sum(runs: readonly SimulationRun[], score: string | undefined, of: (run: SimulationRun) => number): number {
  return runs.reduce((all, run) => (run.score === score ? all + of(run) : all), 0);
}

function mean(runs: readonly SimulationRun[], of: (run: SimulationRun) => number): number {
  return runs.reduce((all, run) => all + of(run), 0) / runs.length;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
