/**
 * Of all plans that cost the least: the one with fewest new GPUs, then with most of them in the
 * first pool, then in the second, and so on; then what is missing is missing to the later requests.
 * One program after another, each with what the ones before found as rows. Most are settled by a
 * relaxation, or by there being no other fleet at the price at all.
 */
import type { Clock } from "./clock.js";
import { isAlone, slackOf } from "./fleets.js";
import { type Formulation, sum } from "./formulate.js";
import type { Prices } from "./prices.js";
import type { Inequality, Program } from "./program.js";
import type { Solver } from "./solver.js";

/** Whole numbers nearer to each other than this are equal. */
const MIDDLE = 0.99;

/** Between two calls of the solver. */
type Pause = () => Promise<void>;

/** The columns of a plan that is first in this order among those that meet `program` and `fixed`; `values` is one of those. */
export async function firstOf(
  solver: Solver,
  { program, fresh, lent, short }: Formulation,
  prices: Prices,
  fixed: readonly Inequality[],
  values: readonly number[],
  clock: Clock,
  pause: Pause,
): Promise<readonly number[]> {
  const pools = fresh.map((column, i) => [column, lent[i] ?? 0]);
  const unserved = short.filter((column) => column >= 0);
  const isShort = unserved.some((column) => Math.round(values[column] ?? 0) > 0);
  const level = new Levels(solver, program, fixed, values, clock, pause);
  if (
    !isAlone(
      solver,
      program.withObjective(() => 0, fixed),
      pools,
      prices,
      values,
      clock.seconds,
    )
  ) {
    await level.least(pools.flat(), 1);
    for (const pool of pools) await level.least(pool, -1);
  }
  if (isShort) for (const column of unserved) await level.least([column], 1);
  return level.values;
}

class Levels {
  readonly #solver: Solver;
  readonly #program: Program;
  readonly #fixed: Inequality[];
  readonly #clock: Clock;
  readonly #pause: Pause;
  values: readonly number[];

  constructor(
    solver: Solver,
    program: Program,
    fixed: readonly Inequality[],
    values: readonly number[],
    clock: Clock,
    pause: Pause,
  ) {
    this.#solver = solver;
    this.#program = program;
    this.#fixed = [...fixed];
    this.#clock = clock;
    this.#pause = pause;
    this.values = values;
  }

  /** Makes sign x (sum of the columns) as small as it can be, and keeps it there. */
  async least(columns: readonly number[], sign: number): Promise<void> {
    if (this.#clock.isOver) return;
    // Nothing is fewer than none.
    if (sign > 0 && columns.every((column) => Math.round(this.values[column] ?? 0) === 0)) {
      this.#fixed.push(sum(columns, { upper: 0 }));
      return;
    }
    const own = new Set(columns);
    const program = this.#program.withObjective((column) => (own.has(column) ? sign : 0), this.#fixed);
    const now = Math.round(program.costOf(this.values));
    const relaxed = this.#solver.relaxed(program, this.#clock.seconds);
    await this.#pause();
    if (relaxed.status !== "optimal" || Math.ceil(relaxed.bound - slackOf(relaxed.bound)) < now) {
      const solved = this.#solver.whole(program, this.#clock.seconds, this.values.map(Math.round), MIDDLE, this.values);
      await this.#pause();
      if (solved.values !== null && Math.round(solved.objective) <= now) this.values = solved.values;
    }
    const best = sign * Math.round(program.costOf(this.values));
    this.#fixed.push(sum(columns, sign > 0 ? { upper: best } : { lower: best }));
  }
}
