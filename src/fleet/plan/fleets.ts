/**
 * Whether a fleet is the only one at its price. Prices seldom have two: 28,000 and 36,000 a GPU make
 * equal sums only in steps of nine and seven GPUs, while relaxations leave each pool a few GPUs of
 * freedom. So what would take a search by the solver is mostly a few thousand sums.
 */
import type { Prices } from "./prices.js";
import type { Program } from "./program.js";
import type { Solver } from "./solver.js";

/** Pools above which it is not looked at. */
const MAX_POOLS = 8;
/** Fleets looked at. */
const MAX_FLEETS = 100_000;
/** What the solver calls whole may be off by so much, and by so much again of large numbers. */
const TOLERANCE = 1e-6;

/** How far the solver may be off at a value. */
export function slackOf(value: number): number {
  return TOLERANCE * Math.max(1, Math.abs(value) * TOLERANCE);
}

/** Whether no other numbers of new GPUs, fewer or with more in earlier pools, meet the rows: by what fractions allow. */
export function isAlone(
  solver: Solver,
  program: Program,
  pools: readonly (readonly number[])[],
  { units, exact }: Prices,
  values: readonly number[],
  seconds: number,
): boolean {
  if (pools.length > MAX_POOLS || !exact) return false;
  const ranges = solver.ranges(program, pools, performance.now() + seconds * 1000);
  if (ranges === null) return false;
  const now = pools.map((columns) => columns.reduce((all, column) => all + Math.round(values[column] ?? 0), 0));
  const steps = ranges.map(([low, high], i) => {
    const slack = slackOf(high);
    return { from: Math.ceil(low - slack) - (now[i] ?? 0), to: Math.floor(high + slack) - (now[i] ?? 0), price: units[i] ?? 0 };
  });
  return !hasBetter(steps);
}

interface Step {
  /** By how many GPUs a pool may differ. */
  readonly from: number;
  readonly to: number;
  readonly price: number;
}

/** Whether differences of no cost in all exist that mean fewer GPUs, or as many with more in an earlier pool. True where there is too much to look at. */
function hasBetter(steps: readonly Step[]): boolean {
  let looked = 0;
  const search = (i: number, cost: number, gpus: number, first: number): boolean => {
    const step = steps[i];
    if (step === undefined) return cost === 0 && (gpus < 0 || (gpus === 0 && first > 0));
    if (++looked > MAX_FLEETS) return true;
    // The last pool is settled by what the others cost.
    const isLast = i === steps.length - 1 && step.price > 0;
    const only = -cost / step.price;
    const from = isLast ? only : step.from;
    const to = isLast ? only : step.to;
    if (isLast && (!Number.isInteger(only) || only < step.from || only > step.to)) return false;
    if (to - from > MAX_FLEETS) return true;
    for (let more = from; more <= to; more++) {
      if (search(i + 1, cost + more * step.price, gpus + more, first === 0 ? more : first)) return true;
    }
    return false;
  };
  return search(0, 0, 0, 0);
}
