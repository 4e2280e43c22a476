/**
 * `npm run mutate:src`: runs Stryker on src/gpu and src/model and keeps what it finds in
 * test/mutation/src.json: by file how many mutants died, and those that live. Files that were not
 * mutated (`-- --mutate src/gpu/fit.ts,src/gpu/free.ts`) keep what was found of them before.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** The report's own schema, as far as it is read here (mutation-testing-report-schema 2). */
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>>;
}

interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: "Killed" | "Timeout" | "Survived" | "NoCoverage" | "Ignored" | "CompileError" | "RuntimeError" | "Pending";
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

interface FileResult {
  readonly killed: number;
  readonly survived: number;
  /** "line:column what was there -> what the mutant has instead" */
  readonly survivors: readonly string[];
}

const REPORT = "build/mutation.json";
const RESULT = "test/mutation/src.json";
/** Characters of the code in a survivor's line. */
const SHOWN = 60;

function resultOf(source: string, mutants: readonly ReportedMutant[]): FileResult {
  const lines = source.split("\n");
  const living = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  const survivors = living.map(({ location: { start, end }, mutatorName, replacement = "" }) => {
    const line = lines[start.line - 1] ?? "";
    const text = start.line === end.line ? line.slice(start.column - 1, end.column - 1) : line.slice(start.column - 1);
    return `${start.line}:${start.column} ${shown(text)} -> ${shown(replacement)} (${mutatorName})`;
  });
  const killed = mutants.filter(({ status }) => status === "Killed" || status === "Timeout").length;
  return { killed, survived: survivors.length, survivors };
}

function shown(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  return flat.length <= SHOWN ? flat : `${flat.slice(0, SHOWN)}...`;
}

execFileSync("npx", ["stryker", "run", ...process.argv.slice(2)], { stdio: "inherit" });
const report = JSON.parse(readFileSync(REPORT, "utf8")) as Report; // Stryker has just written it
const before = existsSync(RESULT)
  ? (JSON.parse(readFileSync(RESULT, "utf8")) as { files: Record<string, FileResult> }).files
  : {};
const now = Object.entries(report.files).map(([file, { source, mutants }]) => [file, resultOf(source, mutants)] as const);
const files = Object.fromEntries(Object.entries({ ...before, ...Object.fromEntries(now) }).sort(([a], [b]) => (a < b ? -1 : 1)));
const sum = (key: "killed" | "survived") => Object.values(files).reduce((total, file) => total + file[key], 0);
const result = { date: new Date().toISOString(), node: process.version, killed: sum("killed"), survived: sum("survived"), files };
writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
console.log(`${RESULT}: ${result.killed} killed, ${result.survived} survived`);
