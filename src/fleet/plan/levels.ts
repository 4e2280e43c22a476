/**
 * Of all plans that cost the least: the one with fewest new GPUs, then with most of them in the
 * first pool, then in the second, and so on; then what is missing is missing to the later requests.
 * One program after another, each with what the ones before found as rows. Most are settled by a
 * relaxation, or by there being no other fleet at the price at all.
 */
import { type Formulation, sum } from "./formulate.js";
import type { Prices } from "./prices.js";
import type { Inequality, Program } from "./program.js";
import type { Solver } from "./solver.js";

/** Pools above which every level is left to the solver. */
const MAX_POOLS = 8;
/** Fleets looked at. */
const MAX_FLEETS = 100_000;
/** What the solver calls whole may be off by so much. */
const TOLERANCE = 1e-6;

/** Time left, in seconds. */
type Left = () => number;

/** The columns of a plan that is first in this order among those that meet `program` and `fixed`; `values` is one of those. */
export function firstOf(
  solver: Solver,
  { program, fresh, lent, short }: Formulation,
  prices: Prices,
  fixed: readonly Inequality[],
  values: readonly number[],
  left: Left,
): readonly number[] {
  const pools = fresh.map((column, i) => [column, lent[i] ?? 0]);
  const unserved = short.filter((column) => column >= 0);
  const isShort = unserved.some((column) => Math.round(values[column] ?? 0) > 0);
  const level = new Levels(solver, program, fixed, values, left);
  if (isAlone(solver, program, fixed, pools, prices, values, left))
    return isShort ? level.all(unserved.map((column) => [column])) : values;
  level.least(pools.flat(), 1);
  for (const pool of pools) level.least(pool, -1);
  return isShort ? level.all(unserved.map((column) => [column])) : level.values;
}

class Levels {
  readonly #solver: Solver;
  readonly #program: Program;
  readonly #fixed: Inequality[];
  readonly #left: Left;
  values: readonly number[];

  constructor(solver: Solver, program: Program, fixed: readonly Inequality[], values: readonly number[], left: Left) {
    this.#solver = solver;
    this.#program = program;
    this.#fixed = [...fixed];
    this.#left = left;
    this.values = values;
  }

  /** Each sum in turn. */
  all(sums: readonly (readonly number[])[]): readonly number[] {
    for (const columns of sums) this.least(columns, 1);
    return this.values;
  }

  /** Makes sign x (sum of the columns) as small as it can be, and keeps it there. */
  least(columns: readonly number[], sign: number): void {
    if (this.#left() <= 0) return;
    // Nothing is fewer than none.
    if (sign > 0 && columns.every((column) => Math.round(this.values[column] ?? 0) === 0)) {
      this.#fixed.push(sum(columns, { upper: 0 }));
      return;
    }
    const own = new Set(columns);
    const program = this.#program.withObjective((column) => (own.has(column) ? sign : 0), this.#fixed);
    const now = Math.round(program.costOf(this.values));
    const relaxed = this.#solver.relaxed(program, this.#left());
    if (
      relaxed.status !== "optimal" ||
      Math.ceil(relaxed.bound - TOLERANCE * Math.max(1, Math.abs(relaxed.bound) * TOLERANCE)) < now
    ) {
      const solved = this.#solver.whole(program, this.#left(), this.values.map(Math.round), 0.99, this.values);
      if (solved.values !== null && Math.round(solved.objective) <= now) this.values = solved.values;
    }
    const best = sign * Math.round(program.costOf(this.values));
    this.#fixed.push(sum(columns, sign > 0 ? { upper: best } : { lower: best }));
  }
}

/** Whether no other numbers of new GPUs, fewer or with more in earlier pools, meet the rows: by what fractions allow. */
function isAlone(
  solver: Solver,
  program: Program,
  fixed: readonly Inequality[],
  pools: readonly (readonly number[])[],
  { units, exact }: Prices,
  values: readonly number[],
  left: Left,
): boolean {
  if (pools.length > MAX_POOLS || !exact) return false;
  const limited = program.withObjective(() => 0, fixed);
  const ranges = solver.ranges(limited, pools, performance.now() + left() * 1000);
  if (ranges === null) return false;
  const now = pools.map((columns) => columns.reduce((all, column) => all + Math.round(values[column] ?? 0), 0));
  const steps = ranges.map(([low, high], i) => {
    const slack = TOLERANCE * Math.max(1, Math.abs(high) * TOLERANCE);
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
