/** Everything that was found, as one document. */
import type { Outcome } from "./job.js";
import { type Moves, movesJobs, movesOf } from "./parts/moves.js";
import { type Compared, settingsJobs, settingsOf } from "./parts/settings.js";
import { type Cell, fillingJobs, tableJobs, tableOf } from "./parts/table.js";
import { runAll } from "./pool.js";
import { MODEL, type Scale } from "./scale.js";

export const PARTS = ["table", "moves", "settings", "fillings"] as const;
export type Part = (typeof PARTS)[number];

export interface Result {
  readonly version: 1;
  readonly node: string;
  readonly model: string;
  readonly seeds: readonly number[];
  readonly tableSeeds: readonly number[];
  readonly fillingSeeds: readonly number[];
  readonly table: readonly Cell[];
  readonly moves: Moves | null;
  readonly settings: readonly Compared[];
  /** Without departures. */
  readonly fillings: readonly Cell[];
}

const JOBS = { table: tableJobs, moves: movesJobs, settings: settingsJobs, fillings: fillingJobs } as const;

/** Parts that are not asked for stay empty. */
export async function evaluate(
  scale: Scale,
  parts: readonly Part[],
  onProgress: (done: number, total: number) => void,
): Promise<Result> {
  const wanted = parts.map((part) => ({ part, jobs: JOBS[part](scale) }));
  const all = wanted.flatMap(({ jobs }) => jobs);
  const outcomes = await runAll(all, (done) => onProgress(done, all.length));
  let from = 0;
  const byPart = new Map(wanted.map(({ part, jobs }) => [part, outcomes.slice(from, (from += jobs.length))] as const));
  const of = (part: Part): readonly Outcome[] => byPart.get(part) ?? [];
  return {
    version: 1,
    node: process.version,
    model: MODEL,
    seeds: scale.seeds,
    tableSeeds: scale.tableSeeds,
    fillingSeeds: scale.fillings,
    table: tableOf(of("table")),
    moves: parts.includes("moves") ? movesOf(of("moves")) : null,
    settings: settingsOf(of("settings")),
    fillings: tableOf(of("fillings")),
  };
}

/** Six decimals of a percentage are more than so many seeds know; the rest would only change from machine to machine. */
export function toJson(result: Result): string {
  const round = (_: string, value: unknown) => (typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value);
  return `${JSON.stringify(result, round, 1)}\n`;
}
