/**
 * `npm run test:full`: all tests at their full size, which takes an hour or more. The result is
 * kept in test/full-result.json, so that a reader sees what was run, when, and on which commit.
 * Arguments are files to run, as vitest takes them; the result says so.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

/** What vitest's JSON reporter writes, as far as it is used. */
interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly unknown[];
  }[];
}

const only = process.argv.slice(2);
const seed = Math.floor(Date.now() / 1000) & 0x7fffffff;
const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
const commit = git("rev-parse", "HEAD");
const changed = git("status", "--porcelain", "--", "src", "assembly", "profiles", "test") !== "";
const folder = mkdtempSync(join(tmpdir(), "migpack-full-"));
const file = join(folder, "report.json");
const run = spawnSync("npx", ["vitest", "run", ...only, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`], {
  stdio: "inherit",
  env: { ...process.env, MIGPACK_FULL: "1", MIGPACK_SEED: String(seed) },
});
const report = JSON.parse(readFileSync(file, "utf8")) as Report; // written by the run above
rmSync(folder, { recursive: true });

const result = {
  date: new Date().toISOString(),
  commit,
  changed,
  node: process.version,
  only: only.length === 0 ? "all" : only,
  seed,
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests,
  files: report.testResults
    .map(({ name, startTime, endTime, assertionResults }) => ({
      file: relative(process.cwd(), name),
      tests: assertionResults.length,
      seconds: Math.round((endTime - startTime) / 1000),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1)),
};
writeFileSync("test/full-result.json", `${JSON.stringify(result, null, 2)}\n`);
console.log(`\n${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
process.exitCode = run.status ?? 1;
