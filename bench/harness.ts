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
  /** `run` returns the nanoseconds that a question took: where not all that it does is to be timed, or another process does it. */
  readonly timesItself?: boolean;
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
    contenders.forEach(({ run, timesItself }, i) => {
      const start = performance.now();
      const result = run();
      const took = ((performance.now() - start) * 1e6) / questions;
      sink += result;
      times[i]?.push(timesItself ? result : took);
    });
  }
  const timings = contenders.map(({ name }, i) => ({
    name,
    nanoseconds: median(times[i] ?? []),
    fastest: Math.min(...(times[i] ?? [])),
    slowest: Math.max(...(times[i] ?? [])),
    ratio: 1,
  }));
  return comparison(title, { questions, rounds }, timings, options.target);
}

/** Some timings of one run under a title of their own, as ratios to the first of them. */
export function comparison(
  title: string,
  { questions, rounds }: { readonly questions: number; readonly rounds: number },
  timings: readonly Timing[],
  target?: string,
): Comparison {
  const first = timings[0]?.nanoseconds ?? 1;
  const ratios = timings.map((timing) => ({ ...timing, ratio: timing.nanoseconds / first }));
  return { title, questions, rounds, ...(target === undefined ? {} : { target }), timings: ratios };
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
