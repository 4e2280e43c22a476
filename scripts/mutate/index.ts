/**
 * Would the tests notice? Flips one comparison, one logical operator or one constant of assembly/
 * at a time, compiles, and runs what tests that folder: first the published vectors, which take
 * seconds, then the tests of its room, until one fails.
 *
 *   npm run mutate -- --sample 40 --seed 1 [--only assembly/layout,assembly/fleet/spots.ts:50:] [--again]
 *
 * Works in a copy. Verdicts are kept in test/mutation/assembly.json, written after each mutant, so
 * that a run may be cut short and another go on; only with `--again` are mutants drawn that were
 * judged before. Outside CI: a mutant takes up to minutes.
 */
import { execFileSync } from "node:child_process";
import { Random } from "../random.js";
import { Judge } from "./judge.js";
import { type Mutant, mutantsOf, nameOf } from "./mutants.js";
import { readVerdicts, writeVerdicts } from "./verdicts.js";

function option(name: string): string | null {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
}

const tracked = execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n");
const all = tracked.filter((file) => file.startsWith("assembly/") && file.endsWith(".ts")).flatMap(mutantsOf);
const random = new Random(Number(option("seed") ?? 1), "mutants");
const verdicts = readVerdicts(all);
const only = (option("only") ?? "assembly/").split(",");
const left = all
  .filter((mutant) => only.some((where) => nameOf(mutant).startsWith(where)))
  .filter((mutant) => process.argv.includes("--again") || !verdicts.has(nameOf(mutant)));
const size = Math.min(Number(option("sample") ?? left.length), left.length);

using judge = new Judge(tracked);
for (let i = 1; i <= size; i++) {
  const [mutant] = left.splice(random.below(left.length), 1) as [Mutant]; // fewer are drawn than there are
  const verdict = judge.judge(mutant);
  verdicts.set(nameOf(mutant), verdict);
  writeVerdicts(verdicts, all.length);
  console.log(`${i}/${size} ${verdict}: ${nameOf(mutant)}`);
}
