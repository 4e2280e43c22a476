/**
 * The stages of a plan, each one program with what the ones before found as rows:
 *
 *   shortfall   only where not all can be served: fewest requests unserved, every one counting alike
 *   cost        least for what is served
 *   levels      the first of those that cost the same, in a written order; see levels.ts
 *
 * Each begins with its relaxation, whose objective is a bound that holds whatever comes after, and
 * whose point, rounded, is where the whole numbers are searched. What comes back is rounded and
 * then held against the planner in whole numbers: only what passes is a plan.
 */
import { Allotment, at } from "./allotment.js";
import type { Board } from "./board.js";
import type { Clock } from "./clock.js";
import { complete, repair } from "./complete.js";
import { type Formulation, formulate, sum } from "./formulate.js";
import { firstOf } from "./levels.js";
import { inMoney, type Prices, unitsOf } from "./prices.js";
import type { Inequality, Program } from "./program.js";
import { serve, trim } from "./serve.js";
import { Solver } from "./solver.js";
import { tidy } from "./tidy.js";
import type { FleetPlan } from "./types.js";

export interface Outcome {
  readonly allotment: Allotment;
  /** No plan that serves as many costs less, in units of price. */
  readonly bound: number;
  /** No plan serves more. */
  readonly shortfallProven: boolean;
  /** How it is known that no plan that serves as many costs less than this one; null: it is not. */
  readonly provenBy: FleetPlan["provenBy"];
}

/** Costs of which one is taken to be proven are off by less than this share of them. */
const SHARE = 1e-9;
const MIDDLE = 0.99;

export async function solve(board: Board, prices: Prices, clock: Clock): Promise<Outcome> {
  clock.check();
  const greedy = new Allotment(board);
  await complete(greedy, prices.units, clock);
  await tidy(greedy, clock);
  if (clock.isOver) return { allotment: greedy, bound: 0, shortfallProven: greedy.shortfall === 0, provenBy: null };
  const solver = await Solver.load();
  return new Stages(board, prices, clock, solver, greedy).run();
}

class Stages {
  readonly #board: Board;
  readonly #prices: Prices;
  readonly #clock: Clock;
  readonly #solver: Solver;
  readonly #form: Formulation;
  readonly #short: readonly number[];
  #best: Allotment;
  #bound = 0;
  /** What of the bound the relaxation alone proves. */
  #relaxed = 0;

  constructor(board: Board, prices: Prices, clock: Clock, solver: Solver, greedy: Allotment) {
    this.#board = board;
    this.#prices = prices;
    this.#clock = clock;
    this.#solver = solver;
    this.#form = formulate(board, prices);
    this.#short = this.#form.short.filter((column) => column >= 0);
    this.#best = greedy;
  }

  async run(): Promise<Outcome> {
    const all = await this.#cheapest(0);
    if (all !== null) return all;
    const { least, proven } = await this.#fewestUnserved();
    const some = await this.#cheapest(least);
    if (some !== null) return { ...some, shortfallProven: some.allotment.shortfall === 0 || (proven && some.shortfallProven) };
    return { allotment: this.#best, bound: 0, shortfallProven: false, provenBy: null };
  }

  /** The cheapest plan with at most so many unserved; null where there is none. */
  async #cheapest(unserved: number): Promise<Outcome | null> {
    const fixed = this.#short.length === 0 ? [] : [sum(this.#short, { upper: unserved })];
    const program = this.#form.program.withObjective(costIn(this.#form.program), fixed);
    const relaxed = this.#solver.relaxed(program, this.#clock.seconds);
    if (relaxed.status === "infeasible") return null;
    if (relaxed.status === "optimal") this.#bound = this.#relaxed = this.#below(relaxed.bound);
    if (relaxed.values !== null) await this.#offer(relaxed.values.map((value) => Math.floor(value + TINY)));
    await this.#pause();
    const start = relaxed.values ?? this.#form.program.zero();
    const solved = this.#solver.whole(program, this.#clock.seconds, start.map(Math.round), this.#apart(relaxed.bound));
    if (solved.status === "infeasible") return null;
    if (solved.bound > Number.NEGATIVE_INFINITY) this.#bound = Math.max(this.#bound, this.#below(solved.bound));
    if (solved.values === null) return this.#outcome(unserved);
    await this.#offer(solved.values.map(Math.round));
    await this.#pause();
    if (solved.status !== "optimal") return this.#outcome(unserved);
    const cost = this.#prices.exact ? Math.round(solved.objective) : solved.objective;
    const slack = this.#prices.exact ? 0 : Math.abs(cost) * SHARE;
    this.#bound = Math.max(this.#bound, cost - slack);
    const atCost = this.#costRow(cost + slack);
    const first = await firstOf(this.#solver, this.#form, this.#prices, [...fixed, atCost], solved.values, this.#clock, () =>
      this.#pause(),
    );
    await this.#offer(first.map(Math.round), true);
    await this.#pause();
    return this.#outcome(unserved);
  }

  /** How few can be unserved, and whether that is proven. */
  async #fewestUnserved(): Promise<{ readonly least: number; readonly proven: boolean }> {
    const own = new Set(this.#short);
    const program = this.#form.program.withObjective((column) => (own.has(column) ? 1 : 0));
    const relaxed = this.#solver.relaxed(program, this.#clock.seconds);
    if (relaxed.values !== null) await this.#offer(relaxed.values.map((value) => Math.floor(value + TINY)));
    await this.#pause();
    const start = (relaxed.values ?? this.#form.program.zero()).map(Math.round);
    const solved = this.#solver.whole(program, this.#clock.seconds, start, MIDDLE);
    if (solved.values !== null) await this.#offer(solved.values.map(Math.round));
    const found = solved.values === null ? Number.POSITIVE_INFINITY : Math.round(solved.objective);
    const least = Math.min(found, this.#best.shortfall);
    return { least, proven: solved.status === "optimal" && found === least };
  }

  /** Rounded columns as a plan, kept where it is better; of equal ones the later where it comes first in the written order. */
  async #offer(values: readonly number[], isFirst = false): Promise<void> {
    const made = await allotmentOf(this.#board, this.#form, values, this.#clock);
    await complete(made, this.#prices.units, this.#clock);
    await tidy(made, this.#clock);
    const difference = made.shortfall - this.#best.shortfall || this.#costOf(made) - this.#costOf(this.#best);
    if (difference < 0 || (difference === 0 && (isFirst || count(made.gpus) <= count(this.#best.gpus)))) this.#best = made;
  }

  #outcome(unserved: number): Outcome {
    const { shortfall } = this.#best;
    const cost = this.#costOf(this.#best);
    // The bound is of plans with at most so many unserved; of a plan that serves fewer it says nothing.
    const bound = shortfall <= unserved ? Math.min(this.#bound, cost) : 0;
    const least = cost - (this.#prices.exact ? 0 : 2 * SHARE * Math.abs(cost));
    const provenBy = bound < least ? null : Math.min(bound, this.#relaxed) >= least ? "relaxation" : "search";
    return { allotment: this.#best, bound: provenBy === null ? bound : cost, shortfallProven: shortfall <= unserved, provenBy };
  }

  #costOf(allotment: Allotment): number {
    return unitsOf(this.#prices, allotment.gpus);
  }

  /** What of the solver's bound is beyond its tolerances; whole where all costs are. */
  #below(bound: number): number {
    const safe = bound - SHARE * Math.abs(bound);
    return Math.max(0, this.#prices.exact ? Math.ceil(safe - TINY) : safe);
  }

  /** Costs nearer to each other than this are equal. */
  #apart(bound: number): number {
    return this.#prices.exact ? MIDDLE : Math.max(TINY, SHARE * Math.abs(bound));
  }

  #costRow(upper: number): Inequality {
    const { fresh, lent } = this.#form;
    const { units } = this.#prices;
    return { lower: Number.NEGATIVE_INFINITY, upper, columns: [...fresh, ...lent], values: [...units, ...units] };
  }

  #pause(): Promise<void> {
    const best = this.#best.shortfall === 0 ? inMoney(this.#prices, this.#costOf(this.#best)) : null;
    return this.#clock.pause(inMoney(this.#prices, this.#bound), best);
  }
}

/** Below what the solver calls zero. */
const TINY = 1e-6;

function costIn(program: Program): (column: number) => number {
  return (column) => program.costAt(column);
}

function count(gpus: readonly number[]): number {
  return gpus.reduce((sum, each) => sum + each, 0);
}

/** Columns in whole numbers as a plan that holds: what does not fit is taken out, and who is served is decided anew. */
async function allotmentOf(board: Board, form: Formulation, values: readonly number[], clock: Clock): Promise<Allotment> {
  const made = new Allotment(board);
  const copy = (to: number[], columns: readonly number[]) => {
    columns.forEach((column, i) => {
      to[i] = Math.max(0, at(values, column));
    });
  };
  copy(made.cells, form.cells);
  copy(made.fresh, form.fresh);
  copy(made.lent, form.lent);
  copy(made.emptied, form.emptied);
  for (const [bin, columns] of form.patterns)
    made.usePatterns(
      bin,
      columns.map((column) => Math.max(0, at(values, column))),
    );
  repair(made);
  await serve(made, clock);
  trim(made);
  return made;
}
