/** What importing the package costs, in fresh processes: the median with the import over the median without. */
import { spawnSync } from "node:child_process";
import { isQuick, median } from "./harness.js";

export interface ColdStart {
  readonly emptyMs: number;
  readonly importMs: number;
  readonly firstAnswerMs: number;
}

const SCRIPTS = {
  emptyMs: "0",
  importMs: 'import("migpack")',
  firstAnswerMs: 'import("migpack").then(({ fit }) => fit("H100-80GB", ["3g.40gb", "1g.10gb"]))',
} as const;

export function coldStart(): ColdStart {
  const rounds = isQuick ? 1 : 15;
  const times: Record<keyof ColdStart, number[]> = { emptyMs: [], importMs: [], firstAnswerMs: [] };
  for (let round = 0; round < rounds; round++) {
    for (const key of Object.keys(SCRIPTS) as (keyof ColdStart)[]) {
      const start = performance.now();
      spawnSync(process.execPath, ["--input-type=module", "-e", SCRIPTS[key]], { stdio: "ignore" });
      times[key].push(performance.now() - start);
    }
  }
  return { emptyMs: median(times.emptyMs), importMs: median(times.importMs), firstAnswerMs: median(times.firstAnswerMs) };
}
