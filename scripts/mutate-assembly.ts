/**
 * Would the tests notice? Flips one comparison, one logical operator or one constant of assembly/
 * at a time, compiles, and runs what tests that folder: first the published vectors, which take
 * seconds, then the tests of its room, then all that run the planner, until one fails.
 *
 *   npm run mutate -- --sample 40 --seed 1 [--only assembly/layout | --only assembly/fleet/spots.ts:50]
 *
 * Works in a copy. The result, with every survivor, is kept in test/mutation-result.json and written
 * after each mutant, so that a run may be cut short. Outside CI: a mutant takes up to minutes.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { Random } from "./random.js";

const FLIPS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "==": "!=",
  "!=": "==",
  "&&": "||",
  "||": "&&",
};

/** What tests each folder of assembly/ most directly, ... */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  layout: ["test/gpu", "test/planner"],
  model: ["test/gpu", "test/model", "test/planner", "test/fleet/fleet.test.ts"],
  pack: ["test/fleet/pack.test.ts", "test/fleet/headroom.test.ts", "test/fleet/faults.test.ts"],
  score: ["test/fleet/fleet.test.ts", "test/gpu/driver.test.ts", "test/gpu/fit.test.ts"],
  fleet: ["test/fleet/fleet.test.ts", "test/fleet/faults.test.ts", "test/planner"],
  simulate: ["test/fleet/simulation"],
};
/** ... and what runs the planner at all. */
const ALL_TESTS = ["test/gpu", "test/planner", "test/model", "test/fleet", "test/testing"];

/** Longer than the slowest of these, unmutated: what runs on has been sent into a loop. */
const TIMEOUT_MS = 20 * 60_000;

/** Started without a shell between, so that a test in a loop ends with the process that is killed. */
const VITEST = "node_modules/vitest/vitest.mjs";

interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  /** Of `from` in the file. */
  readonly at: number;
}

/** A mutant that does not compile counts as neither killed nor survived. */
type Verdict = "does not compile" | "killed by vectors" | "killed by tests" | "killed by time" | "survived";

function mutantsOf(file: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: Mutant[] = [];
  const add = (node: ts.Node, to: string) => {
    const at = node.getStart(source);
    found.push({ file, line: source.getLineAndCharacterOfPosition(at).line + 1, from: node.getText(source), to, at });
  };
  const visit = (node: ts.Node): void => {
    // Sizes of static memory are no decisions: one byte more changes nothing.
    if (ts.isImportDeclaration(node) || (ts.isCallExpression(node) && node.expression.getText(source) === "memory.data")) return;
    if (ts.isBinaryExpression(node)) {
      const to = FLIPS[node.operatorToken.getText(source)];
      if (to !== undefined) add(node.operatorToken, to);
    }
    if (ts.isNumericLiteral(node)) add(node, String(Number(node.text) + 1));
    if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, "false");
    if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, "true");
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function option(name: string): string | null {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
}

const only = option("only") ?? "assembly/";
const seed = Number(option("seed") ?? 1);
const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
const tracked = git("ls-files").split("\n");
const all = tracked
  .filter((file) => file.startsWith("assembly/") && file.endsWith(".ts"))
  .flatMap(mutantsOf)
  .filter(({ file, line }) => `${file}:${line}`.startsWith(only));
const random = new Random(seed, "mutants");
const left = [...all];
const sample = Array.from({ length: Math.min(Number(option("sample") ?? all.length), all.length) }, () => {
  const [mutant] = left.splice(random.below(left.length), 1);
  return mutant as Mutant; // fewer are drawn than there are
});

const copy = mkdtempSync(join(tmpdir(), "migpack-mutants-"));
for (const file of tracked) cpSync(file, join(copy, file));
symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));

/** Whether a command ends well; null: it does not end. */
function passes(command: string, args: readonly string[]): boolean | null {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: copy,
    stdio: "ignore",
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  return error !== undefined || signal !== null ? null : status === 0;
}

function judge(mutant: Mutant): Verdict {
  const text = readFileSync(mutant.file, "utf8");
  const mutated = text.slice(0, mutant.at) + mutant.to + text.slice(mutant.at + mutant.from.length);
  writeFileSync(join(copy, mutant.file), mutated);
  try {
    if (passes("npm", ["run", "--silent", "generate:planner"]) !== true) return "does not compile";
    const vectors = passes("npm", ["run", "--silent", "check:vectors"]);
    if (vectors !== true) return vectors === null ? "killed by time" : "killed by vectors";
    const folder = mutant.file.split("/").slice(1, -1)[0] ?? "";
    for (const tests of [TESTS[folder], ALL_TESTS]) {
      const passed = tests === undefined || passes(process.execPath, [VITEST, "run", "--bail", "1", ...tests]);
      if (passed !== true) return passed === null ? "killed by time" : "killed by tests";
    }
    return "survived";
  } finally {
    writeFileSync(join(copy, mutant.file), text);
  }
}

const judged: (Omit<Mutant, "at"> & { readonly verdict: Verdict })[] = [];
try {
  for (const mutant of sample) {
    const { at: _, ...told } = mutant;
    const verdict = judge(mutant);
    judged.push({ ...told, verdict });
    console.log(`${judged.length}/${sample.length} ${verdict}: ${told.file}:${told.line} ${told.from} -> ${told.to}`);
    const count = (wanted: string) => judged.filter((each) => each.verdict.startsWith(wanted)).length;
    const result = {
      date: new Date().toISOString(),
      commit: git("rev-parse", "HEAD"),
      node: process.version,
      seed,
      only,
      possible: all.length,
      judged: judged.length,
      killed: count("killed"),
      survived: count("survived"),
      mutants: judged,
    };
    writeFileSync("test/mutation-result.json", `${JSON.stringify(result, null, 2)}\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
