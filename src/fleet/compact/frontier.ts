import type { FleetPlanner } from "../../planner/index.js";
import { minGpus } from "../pack.js";
import { exact } from "./exact.js";
import type { Pace } from "./pace.js";
import { type Ground, Relaxation } from "./relaxation.js";
import { type Assignment, assignment, rounded } from "./rounding.js";

/** GPUs freed for a number of moves. */
export interface Point {
  readonly freed: number;
  readonly plan: Assignment;
}

/** As many points as are told of a frontier. */
export const MOST_POINTS = 32;

/**
 * The fewest moves that free so many GPUs of one model, for 1 GPU, 2, ... up to all that can be
 * freed, or at so many numbers spread over these.
 */
export class Frontier {
  readonly ground: Ground;
  /** Ascending, beginning with nothing freed. */
  readonly points: Point[];
  readonly #planner: FleetPlanner;
  readonly #relaxation: Relaxation;
  /** Nothing is proven of fewer GPUs in use than that but that there is no way. */
  #least: number;

  constructor(planner: FleetPlanner, ground: Ground) {
    this.ground = ground;
    this.#planner = planner;
    this.#relaxation = new Relaxation(planner, ground);
    this.#least = leastGpus(ground);
    this.points = [
      { freed: 0, plan: assignment(ground.stay.map((column, i) => ({ column, gpus: ground.classes[i]?.gpus ?? 0 }))) },
    ];
  }

  /** GPUs that can be freed at the most, as far as is known. */
  get most(): number {
    return this.ground.inUse - this.#least;
  }

  /** How few moves can free so many. */
  bound(freed: number): number {
    return this.#relaxation.bound(this.ground.inUse - freed);
  }

  /**
   * What cannot be beaten: to free more than each `freed` takes more than its `moves`, up to what can
   * be freed at all within so many moves.
   */
  bounds(maxMoves: number): { readonly freed: number; readonly moves: number }[] {
    const last = this.#possible(maxMoves);
    const steps = [0, ...this.points.flatMap(({ freed }) => [freed, freed + 1])].filter((freed) => freed <= last);
    const from = [...new Set(steps)].sort((a, b) => a - b);
    return from.map((freed, i) => ({ freed: (from[i + 1] ?? last + 1) - 1, moves: this.bound(freed) }));
  }

  /** The most that can be freed within so many moves, as far as is known. */
  #possible(maxMoves: number): number {
    const instances = this.ground.demand.reduce((sum, count) => sum + count, 0);
    let low = 0;
    let high = this.most;
    while (low < high) {
      const middle = low + Math.ceil((high - low) / 2);
      if (this.bound(middle) <= Math.min(maxMoves, instances)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Finds the points within so many moves, in ascending order, and after each tells what it has. */
  async find(pace: Pace, maxMoves: number, tell: () => void): Promise<void> {
    if (!(await this.#findLeast(pace))) return;
    for (let i = 1; i <= Math.min(this.most, MOST_POINTS); i++) {
      const freed = Math.round((this.most * i) / Math.min(this.most, MOST_POINTS));
      const before = this.points.at(-1)?.freed ?? 0;
      if (freed <= before) continue;
      if (await this.#findAt(freed, pace, maxMoves)) tell();
      else if (pace.left <= 0) return;
      else {
        await this.#refine(before, freed, pace, maxMoves);
        return;
      }
    }
  }

  /** Fewer GPUs than packing needs cannot do, and with pins and closed GPUs not always as many. */
  async #findLeast(pace: Pace): Promise<boolean> {
    const { classes, inUse, demand } = this.ground;
    if (classes.every(({ open, pins }) => open && pins === 0)) return true;
    const instances = demand.reduce((sum, count) => sum + count, 0);
    for (; this.#least < inUse; this.#least++) {
      if (!(await this.#relax(this.#least, pace))) return false;
      if (this.#relaxation.bound(this.#least) <= instances) return true;
    }
    return true;
  }

  /** Solves the linear program; false where time is up. */
  async #relax(gpus: number, pace: Pace): Promise<boolean> {
    this.#relaxation.allow(gpus);
    do {
      if (!(await pace.goesOn())) return false;
    } while (this.#relaxation.improve());
    return true;
  }

  /** A plan that frees so many GPUs; false where there is none within so many moves, or none is found. */
  async #findAt(freed: number, pace: Pace, maxMoves: number): Promise<boolean> {
    const gpus = this.ground.inUse - freed;
    if (!(await this.#relax(gpus, pace)) || this.bound(freed) > maxMoves) return false;
    let plan = rounded(this.#planner, this.#relaxation, gpus);
    if (plan === null || plan.moves > this.bound(freed)) {
      const known = plan?.moves ?? Number.POSITIVE_INFINITY;
      const { better, proven } = await exact(this.#planner, this.#relaxation, gpus, known, pace.left / 1000);
      plan = better ?? plan;
      if (proven) this.#relaxation.prove(gpus, plan?.moves ?? Number.MAX_SAFE_INTEGER);
    }
    if (plan === null || plan.moves > maxMoves) return false;
    this.points.push({ freed, plan });
    return true;
  }

  /** Between a number that can be freed and one that cannot, the largest that can. */
  async #refine(can: number, cannot: number, pace: Pace, maxMoves: number): Promise<void> {
    let low = can;
    let high = cannot;
    while (high - low > 1 && (await pace.goesOn())) {
      const middle = low + Math.floor((high - low) / 2);
      if (await this.#findAt(middle, pace, maxMoves)) low = middle;
      else high = middle;
    }
  }
}

function leastGpus({ words, demand }: Ground): number {
  const { profiles } = words.model;
  return minGpus(words.model, Object.fromEntries(profiles.map(({ name }, profile) => [name, demand[profile] ?? 0]))).lowerBound;
}
