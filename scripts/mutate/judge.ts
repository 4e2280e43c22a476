/** Compiles a mutant in a copy of the project and runs what tests it, quickest first. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mutant, mutated } from "./mutants.js";

/** A mutant that does not compile counts as neither killed nor survived. */
export type Verdict = "does not compile" | "killed by vectors" | "killed by tests" | "killed by time" | "survived";

/** What tests each folder of assembly/. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  change: ["test/gpu/reconfigure.test.ts", "test/fleet/compact", "test/fleet/room"],
  fleet: ["test/fleet/fleet.test.ts", "test/fleet/faults.test.ts", "test/fleet/simulation", "test/planner"],
  layout: ["test/gpu", "test/planner"],
  model: ["test/gpu", "test/model", "test/planner", "test/fleet/fleet.test.ts", "test/fleet/pack.test.ts"],
  pack: [
    "test/fleet/pack.test.ts",
    "test/fleet/headroom.test.ts",
    "test/fleet/faults.test.ts",
    "test/fleet/plan/residual.test.ts",
  ],
  score: ["test/fleet/fleet.test.ts", "test/gpu/driver.test.ts", "test/gpu/fit.test.ts"],
  simulate: ["test/fleet/simulation"],
};
/** Of what stands in assembly/ itself. */
const ANY = ["test/gpu", "test/planner", "test/fleet/fleet.test.ts", "test/fleet/pack.test.ts"];

/** What runs this many times as long as unmutated, and longer than a minute, has been sent into a loop. */
const PATIENCE = 3;
const MINUTE_MS = 60_000;
/** Of a step that has not been timed yet, and of a build, which no mutant sends into a loop. */
const LONGEST_MS = 20 * MINUTE_MS;

/** Two exhaustive tests take as long as all others of their rooms together. */
const PASSED_OVER = "^(?!.*(eight profiles.*RTX-PRO|every pair of A30 layouts))";

interface Step {
  readonly command: string;
  readonly args: readonly string[];
}

const BUILD: Step = { command: "npm", args: ["run", "--silent", "generate:planner"] };
// Whatever a mutant may send into a loop is started without npm and a shell between, so that it ends with the process that is killed.
const VECTORS: Step = { command: process.execPath, args: ["--import", "tsx", "scripts/generate-vectors.ts", "--check"] };
const testing = (tests: readonly string[]): Step => ({
  command: process.execPath,
  args: ["node_modules/vitest/vitest.mjs", "run", "--bail", "1", "--testNamePattern", PASSED_OVER, ...tests],
});

export class Judge {
  readonly #copy = mkdtempSync(join(tmpdir(), "migpack-mutants-"));
  readonly #limits = new Map<string, number>();

  /** @param files of the project, which are copied */
  constructor(files: readonly string[]) {
    for (const file of files) cpSync(file, join(this.#copy, file));
    symlinkSync(join(process.cwd(), "node_modules"), join(this.#copy, "node_modules"));
  }

  judge(mutant: Mutant): Verdict {
    const folder = mutant.file.split("/").slice(1, -1)[0] ?? "";
    const tests = testing(TESTS[folder] ?? ANY);
    // Each is timed before the file is touched, since no mutant tells how long it should take.
    for (const step of [VECTORS, tests]) this.#limitOf(step);
    const file = join(this.#copy, mutant.file);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, mutated(text, mutant));
    try {
      if (!this.#run(BUILD, LONGEST_MS)) return "does not compile";
      const vectors = this.#passes(VECTORS);
      if (vectors !== true) return vectors === null ? "killed by time" : "killed by vectors";
      const passed = this.#passes(tests);
      return passed === null ? "killed by time" : passed ? "survived" : "killed by tests";
    } finally {
      writeFileSync(file, text);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#copy, { recursive: true, force: true });
  }

  /** Milliseconds after which a step counts as one that does not end. */
  #limitOf(step: Step): number {
    const key = step.args.join(" ");
    const known = this.#limits.get(key);
    if (known !== undefined) return known;
    this.#run(BUILD, LONGEST_MS);
    const start = performance.now();
    if (this.#run(step, LONGEST_MS) !== true) throw new Error(`${step.command} ${key} fails without any mutant`);
    const limit = Math.max(MINUTE_MS, Math.ceil(PATIENCE * (performance.now() - start)));
    this.#limits.set(key, limit);
    return limit;
  }

  #passes(step: Step): boolean | null {
    return this.#run(step, this.#limitOf(step));
  }

  /** Whether a step ends well; null: it does not end. */
  #run({ command, args }: Step, timeout: number): boolean | null {
    const { status, signal, error } = spawnSync(command, args, {
      cwd: this.#copy,
      stdio: "ignore",
      timeout,
      killSignal: "SIGKILL",
    });
    return error !== undefined || signal !== null ? null : status === 0;
  }
}
