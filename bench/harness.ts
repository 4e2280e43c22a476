/**
 * Timing that can be compared: contenders take turns within each round, so that a machine that
 * slows down slows them all; the median over rounds is printed, and ratios are between medians of
 * the same run. Inputs come from a seeded generator, so that runs before and after a change ask
 * the same questions.
 */
import { cpus } from "node:os";

export interface Contender {
  readonly name: string;
  /** Answers all questions once; returns something that depends on every answer, so that nothing can be left out. */
  readonly run: () => number;
}

export interface Timing {
  readonly name: string;
  /** per question, of the median round */
  readonly nanoseconds: number;
  readonly fastest: number;
  readonly slowest: number;
  /** this contender's median over that of the first */
  readonly ratio: number;
}

export interface Comparison {
  readonly title: string;
  readonly questions: number;
  readonly rounds: number;
  readonly target?: string;
  readonly timings: readonly Timing[];
}

/** `--quick`: every contender runs and answers are compared, but the times say nothing. */
export const isQuick = process.argv.includes("--quick");

let sink = 0;

export function compare(
  title: string,
  questions: number,
  contenders: readonly Contender[],
  options: { rounds?: number; target?: string } = {},
): Comparison {
  const rounds = isQuick ? 1 : (options.rounds ?? 11);
  const times = contenders.map((): number[] => []);
  for (const { run } of contenders) sink += run();
  for (let round = 0; round < rounds; round++) {
    contenders.forEach(({ run }, i) => {
      const start = performance.now();
      sink += run();
      times[i]?.push(((performance.now() - start) * 1e6) / questions);
    });
  }
  const medians = times.map(median);
  const timings = contenders.map(({ name }, i) => ({
    name,
    nanoseconds: medians[i] ?? 0,
    fastest: Math.min(...(times[i] ?? [])),
    slowest: Math.max(...(times[i] ?? [])),
    ratio: (medians[i] ?? 0) / (medians[0] ?? 1),
  }));
  return { title, questions, rounds, ...(options.target === undefined ? {} : { target: options.target }), timings };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

export function machine(): { node: string; cpu: string; cores: number; sink: number } {
  return { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, sink: sink % 2 };
}

export function print({ title, questions, rounds, target, timings }: Comparison): void {
  console.log(
    `\n${title}  (${questions} questions, median of ${rounds} rounds${target === undefined ? "" : `; target: ${target}`})`,
  );
  for (const { name, nanoseconds, fastest, slowest, ratio } of timings) {
    const range = `${duration(fastest)} .. ${duration(slowest)}`;
    console.log(`  ${name.padEnd(34)} ${duration(nanoseconds).padStart(9)}  x ${ratio.toFixed(2).padStart(8)}   ${range}`);
  }
}

function duration(ns: number): string {
  if (ns < 1000) return `${ns.toFixed(0)} ns`;
  return ns < 1e6 ? `${(ns / 1000).toFixed(2)} us` : `${(ns / 1e6).toFixed(2)} ms`;
}
