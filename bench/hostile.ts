/**
 * `npm run bench:hostile`: what `migpack check` takes for files made to be slow, each in a fresh
 * process over the built program; `-- --json` prints a document, `-- WORDS` measures only the kinds
 * with these words. Seconds of processors stand in brackets. Exits with 1 where a file breaks a limit.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine } from "./harness.js";
import { type HostileFile, hostileFiles } from "./hostile-files.js";

const MOST_SECONDS = 3;
const MOST_MEGABYTES = 300;
/** Where a process is ended that would take far longer. */
const PATIENCE_MS = 60_000;

const PROGRAM = join(import.meta.dirname, "../dist/cli.js");
/** Makes a process write what it used where nothing else is written. */
const WATCH = `import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));`;

/** What one file took. */
interface Measured {
  readonly kind: string;
  readonly bytes: number;
  /** 0: findings at most of little weight, 1: errors were found, 2: refused; null: the process was ended. */
  readonly exit: number | null;
  readonly seconds: number;
  /** Of processors, those of its garbage collector among them: what the neighbours of a busy machine cannot lengthen much. */
  readonly processorSeconds: number;
  /** At its peak, resident. */
  readonly megabytes: number;
  readonly said: string;
}

function measure({ kind, bytes }: HostileFile, folder: string): Measured {
  const file = join(folder, "hostile.yaml");
  writeFileSync(file, bytes);
  const args = [`--import=data:text/javascript,${encodeURIComponent(WATCH)}`, PROGRAM, "check", file];
  const start = performance.now();
  const { status, output } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    encoding: "utf8",
    timeout: PATIENCE_MS,
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - start) / 1000;
  const [, out, err, usage] = output;
  const [said = ""] = (err || out || "").slice(0, 1000).replaceAll(file, "hostile.yaml").split("\n");
  // Of a process that was ended nothing is known.
  const { maxRSS, userCPUTime, systemCPUTime } = usage ? (JSON.parse(usage) as NodeJS.ResourceUsage) : UNKNOWN;
  return {
    kind,
    bytes: bytes.length,
    exit: status,
    seconds,
    processorSeconds: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: (maxRSS * 1024) / 1e6,
    said: said.slice(0, 100),
  };
}

const UNKNOWN = {
  maxRSS: Number.POSITIVE_INFINITY,
  userCPUTime: Number.POSITIVE_INFINITY,
  systemCPUTime: Number.POSITIVE_INFINITY,
};

/** In seconds of processors where those are fewer: then others had the machine. */
function holds({ exit, seconds, processorSeconds, megabytes }: Measured): boolean {
  const answers = exit === 0 || exit === 1 || exit === 2;
  return answers && Math.min(seconds, processorSeconds) <= MOST_SECONDS && megabytes <= MOST_MEGABYTES;
}

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const json = process.argv.includes("--json");
const folder = mkdtempSync(join(tmpdir(), "migpack-hostile-"));
try {
  const measured: Measured[] = [];
  for (const file of hostileFiles((kind) => words.every((word) => kind.includes(word)))) {
    const one = measure(file, folder);
    measured.push(one);
    if (!json) print(one);
  }
  if (json) console.log(JSON.stringify({ machine: machine(), files: measured }, null, 2));
  if (!measured.every(holds)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function print(one: Measured): void {
  const { kind, exit, seconds, processorSeconds, megabytes, said } = one;
  const times = `${seconds.toFixed(2).padStart(5)} s (${processorSeconds.toFixed(2)})`;
  console.log(
    `${holds(one) ? "  " : "! "}${kind.padEnd(68)} exit ${exit ?? "-"} ${times} ${megabytes.toFixed(0).padStart(4)} MB  ${said}`,
  );
}
