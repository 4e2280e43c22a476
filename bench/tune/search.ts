/**
 * A cross-entropy search: candidates are drawn around a mean, the better part of them pulls the
 * mean and the spread towards itself. Each generation is judged on seeds of its own, so that no
 * table profits from luck twice.
 */
import { random } from "../random.js";

export interface SearchOptions {
  readonly generations: number;
  readonly candidates: number;
  readonly elite: number;
  readonly spread: number;
  readonly seed: number;
  readonly onGeneration?: (generation: number, mean: readonly number[]) => void;
}

/** How much of the mean a generation replaces, and of the spread. */
const PULL = 0.6;
const SPREAD_PULL = 0.3;
/** The spread never falls below so much of where it began, so that the search keeps looking. */
const FLOOR = 0.08;
/** Of the last generations, the share whose means make the answer: they wander around the best table, and their average does not. */
const AVERAGED = 0.4;

/** Where the search came to, from a first mean. */
export function crossEntropy(
  first: readonly number[],
  judge: (candidate: readonly number[], generation: number) => number,
  { generations, candidates, elite, spread, seed, onGeneration }: SearchOptions,
): readonly number[] {
  const next = random(seed);
  let mean = [...first];
  let spreads = first.map(() => spread);
  const from = Math.floor(generations * (1 - AVERAGED));
  const sums = first.map(() => 0);
  for (let generation = 0; generation < generations; generation++) {
    // The mean is a candidate too; the others come in pairs, one the mirror image of the other.
    const drawn = [mean];
    while (drawn.length < candidates) {
      const steps = spreads.map((width) => width * normal(next));
      drawn.push(
        mean.map((m, i) => m + (steps[i] ?? 0)),
        mean.map((m, i) => m - (steps[i] ?? 0)),
      );
    }
    const ranked = drawn
      .map((candidate) => ({ candidate, worth: judge(candidate, generation) }))
      .sort((a, b) => b.worth - a.worth);
    const best = ranked.slice(0, elite).map(({ candidate }) => candidate);
    const average = mean.map((_, i) => best.reduce((sum, candidate) => sum + (candidate[i] ?? 0), 0) / elite);
    spreads = spreads.map((width, i) => {
      const variance = best.reduce((sum, candidate) => sum + ((candidate[i] ?? 0) - (average[i] ?? 0)) ** 2, 0) / elite;
      return Math.max(spread * FLOOR, (1 - SPREAD_PULL) * width + SPREAD_PULL * Math.sqrt(variance));
    });
    mean = mean.map((m, i) => (1 - PULL) * m + PULL * (average[i] ?? 0));
    if (generation >= from) for (const [i, m] of mean.entries()) sums[i] = (sums[i] ?? 0) + m;
    onGeneration?.(generation, mean);
  }
  return sums.map((sum) => sum / (generations - from));
}

function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
