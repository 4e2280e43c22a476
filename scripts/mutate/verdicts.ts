/** What has come of the mutants judged so far, from run to run. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Verdict } from "./judge.js";
import { type Mutant, nameOf } from "./mutants.js";

const FILE = "test/mutation/assembly.json";

/** By the name of the mutant; only of those that there still are. */
export function readVerdicts(all: readonly Mutant[]): Map<string, Verdict> {
  if (!existsSync(FILE)) return new Map();
  const { verdicts } = JSON.parse(readFileSync(FILE, "utf8")) as { readonly verdicts: Readonly<Record<string, Verdict>> }; // written below
  const names = new Set(all.map(nameOf));
  return new Map(Object.entries(verdicts).filter(([name]) => names.has(name)));
}

export function writeVerdicts(verdicts: ReadonlyMap<string, Verdict>, possible: number): void {
  const count = (wanted: string) => [...verdicts.values()].filter((verdict) => verdict.startsWith(wanted)).length;
  const result = {
    date: new Date().toISOString(),
    node: process.version,
    possible,
    judged: verdicts.size,
    killed: count("killed"),
    survived: count("survived"),
    verdicts: Object.fromEntries([...verdicts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  writeFileSync(FILE, `${JSON.stringify(result, null, 2)}\n`);
}
