/** What has come of the mutants judged so far, from run to run. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Verdict } from "./judge.js";
import { type Mutant, nameOf } from "./mutants.js";

const FILE = "test/mutation/assembly.json";

interface Kept {
  /** Of each file when its mutants were judged: once it changes they are others. */
  readonly sources: Readonly<Record<string, string>>;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** By the name of the mutant; only of those that there still are. */
export function readVerdicts(all: readonly Mutant[]): Map<string, Verdict> {
  if (!existsSync(FILE)) return new Map();
  const { sources, verdicts } = JSON.parse(readFileSync(FILE, "utf8")) as Kept; // written below
  const names = new Set(all.filter(({ file }) => sources[file] === digest(file)).map(nameOf));
  return new Map(Object.entries(verdicts).filter(([name]) => names.has(name)));
}

export function writeVerdicts(verdicts: ReadonlyMap<string, Verdict>, possible: number): void {
  const count = (wanted: string) => [...verdicts.values()].filter((verdict) => verdict.startsWith(wanted)).length;
  const names = [...verdicts.keys()].sort();
  const files = new Set(names.map((name) => name.slice(0, name.indexOf(":"))));
  const kept: Kept = {
    sources: Object.fromEntries([...files].map((file) => [file, digest(file)])),
    verdicts: Object.fromEntries(names.map((name) => [name, verdicts.get(name) as Verdict])), // a name of the map
  };
  const result = {
    date: new Date().toISOString(),
    node: process.version,
    possible,
    judged: verdicts.size,
    killed: count("killed"),
    survived: count("survived"),
    ...kept,
  };
  // In two steps, so that a run that is cut short leaves what was there.
  writeFileSync(`${FILE}.new`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${FILE}.new`, FILE);
}

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
}
