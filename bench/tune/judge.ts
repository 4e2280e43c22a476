/** How good a table of values is: what it accepts beyond MFI, on requests that both meet. */
import { readPlan } from "../../src/fleet/simulation/plan.js";
import { Run } from "../../src/fleet/simulation/run.js";
import type { MixName } from "../../src/fleet/simulation/types.js";
import { TUNED } from "../../src/generated/values.js";
import type { Score } from "../../src/gpu/types.js";
import type { GpuModel } from "../../src/model/types.js";
import { geometryKey, type Tuned } from "../../src/planner/values.js";

export interface Cell {
  readonly mix: MixName;
  readonly load: number;
  readonly weight: number;
}

/**
 * Heavier loads than the ones that count, 0.85 and 1.0: more is refused there, so that a table shows sooner what it
 * is worth. The lighter one weighs more, since there is less to gain.
 */
export const SEARCH: readonly Cell[] = cells({ 0.9: 2, 1.05: 1 });

/** Where room is scarce a light load must not pay for what a heavy one gains: there is more to gain at heavy ones. */
export const SCARCE_SEARCH: readonly Cell[] = cells({ 0.85: 4, 1: 1 });

/** The loads that count, for the log. */
export const TRIAL: readonly Cell[] = cells({ 0.85: 1, 1: 1 });

function cells(weights: Readonly<Record<number, number>>): readonly Cell[] {
  const mixes: readonly MixName[] = ["uniform", "skew-small", "skew-big", "bimodal"];
  return Object.entries(weights).flatMap(([load, weight]) => mixes.map((mix) => ({ mix, load: Number(load), weight })));
}

export class Judge {
  readonly #model: GpuModel;
  readonly #gpus: number;

  constructor(model: GpuModel, gpus: number) {
    this.#model = model;
    this.#gpus = gpus;
  }

  /** Points of acceptance over MFI by cell, under these seeds. */
  margins(tuned: Tuned, of: readonly Cell[], seeds: readonly number[]): readonly number[] {
    return of.map((cell) => {
      const points = seeds.map((seed) => 100 * (this.#accepted("least-loss", cell, seed, tuned) - this.#baseline(cell, seed)));
      return points.reduce((a, b) => a + b, 0) / points.length;
    });
  }

  /** Margins by weight, added up. */
  worth(tuned: Tuned, of: readonly Cell[], seeds: readonly number[]): number {
    return this.margins(tuned, of, seeds).reduce((sum, margin, i) => sum + margin * (of[i]?.weight ?? 0), 0);
  }

  readonly #baselines = new Map<string, number>();

  #baseline(cell: Cell, seed: number): number {
    const key = `${cell.mix} ${cell.load} ${seed}`;
    const known = this.#baselines.get(key) ?? this.#accepted("mfi", cell, seed, { values: {} });
    this.#baselines.set(key, known);
    return known;
  }

  #accepted(score: Score, { mix, load }: Cell, seed: number, tuned: Tuned): number {
    const fleet = [{ model: this.#model, count: this.#gpus }];
    const plan = readPlan({ fleet, mix, load, scores: [score] });
    // Generated data, and constant for everybody else: here tables are tried where the planner looks for them.
    (TUNED as Record<string, Tuned>)[geometryKey(this.#model)] = tuned;
    const run = new Run(plan, score, seed);
    while (run.remaining > 0) run.advance(run.remaining);
    const { accepted, offered } = run.result();
    return accepted / offered;
  }
}
