/** `fleet.c`, compiled where it runs: one process a fleet, which takes its turn when asked. */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gpuModel } from "migpack";
import { FILLING, MIX, MODEL, SEED, STAYING } from "../churn.js";

export type ScoreInC = "first-fit" | "mfi-count";

/** The compiled variants, or null where there is no C compiler. */
export class CompiledFleet {
  readonly #folder = mkdtempSync(join(tmpdir(), "migpack-bench-"));
  readonly #fleets: FleetInC[] = [];

  static make(): CompiledFleet | null {
    const compiled = new CompiledFleet();
    try {
      const source = fileURLToPath(new URL("fleet.c", import.meta.url));
      const flags = ["-O3", "-march=native", source, "-o"];
      execFileSync("cc", [...flags, join(compiled.#folder, "lowest")]);
      execFileSync("cc", ["-DANY", ...flags, join(compiled.#folder, "any")]);
      return compiled;
    } catch {
      compiled.dispose();
      console.error("no C compiler (cc) that takes -march=native: fleets are not compared with C");
      return null;
    }
  }

  /** A fleet that takes the lowest GPU of the least key, as ours does, or any GPU of its first bucket. */
  fleet(variant: "lowest" | "any", gpus: number, score: ScoreInC, pairs: number): FleetInC {
    const fleet = new FleetInC(this.#folder, this.#fleets.length, variant, inputOf(gpus, score, pairs));
    this.#fleets.push(fleet);
    return fleet;
  }

  dispose(): void {
    for (const fleet of this.#fleets) fleet.dispose();
    rmSync(this.#folder, { recursive: true });
  }
}

/** What the program reads: the run, the model's plain profiles, the mix. */
function inputOf(gpus: number, score: ScoreInC, pairs: number): string {
  const { memorySlices, profiles } = gpuModel(MODEL);
  const plain = profiles.filter(({ attributes }) => attributes.length === 0);
  const numbers = [
    [gpus, score === "mfi-count" ? 1 : 0, pairs, SEED, FILLING, STAYING],
    [memorySlices, plain.length],
    ...plain.map((profile) => [profile.memorySlices, profile.starts.length, ...profile.starts]),
    [MIX.length, ...MIX.map((wanted) => plain.findIndex(({ name }) => name === wanted))],
  ];
  return numbers.map((line) => `${line.join(" ")}\n`).join("");
}

/** Spoken to through named pipes, since a benchmark takes turns without waiting for events. */
class FleetInC {
  readonly #to: number;
  readonly #from: number;
  checksum = 0;

  constructor(folder: string, number: number, variant: string, input: string) {
    const [to, from] = [join(folder, `to-${number}`), join(folder, `from-${number}`)];
    execFileSync("mkfifo", [to, from]);
    spawn("sh", ["-c", 'exec "$0" < "$1" > "$2"', join(folder, variant), to, from], { stdio: "ignore" }).unref();
    this.#to = openSync(to, "w");
    this.#from = openSync(from, "r");
    writeSync(this.#to, input);
  }

  /** One round; its nanoseconds a pair. */
  round(): number {
    writeSync(this.#to, "1\n");
    const line = Buffer.alloc(64);
    let length = 0;
    while (length === 0 || line[length - 1] !== 0x0a) {
      const read = readSync(this.#from, line, length, line.length - length, null);
      if (read === 0) throw new Error("bench/contenders/fleet.c stopped");
      length += read;
    }
    const [nanoseconds = 0, checksum = 0] = line.toString("ascii", 0, length).split(" ").map(Number);
    this.checksum = checksum;
    return nanoseconds;
  }

  /** Its input ends, and so does it. */
  dispose(): void {
    closeSync(this.#to);
    closeSync(this.#from);
  }
}
