/** How good a table of values is: what it accepts beyond MFI, on requests that both meet. */
import { readPlan } from "../../src/fleet/simulation/plan.js";
import { Run } from "../../src/fleet/simulation/run.js";
import type { MixName } from "../../src/fleet/simulation/types.js";
import { VALUES } from "../../src/generated/values.js";
import type { Score } from "../../src/gpu/types.js";
import type { GpuModel } from "../../src/model/types.js";
import { geometryKey } from "../../src/planner/values.js";

/** Values by set of taken memory slices. */
export type Values = Readonly<Record<number, number>>;

/** Points of acceptance over MFI that a table has to beat, by mix and load; they weigh the cells against each other. */
const CELLS: readonly { readonly mix: MixName; readonly load: number; readonly points: number }[] = [
  { mix: "uniform", load: 0.85, points: 0.25 },
  { mix: "skew-small", load: 0.85, points: 0.37 },
  { mix: "skew-big", load: 0.85, points: 0.09 },
  { mix: "bimodal", load: 0.85, points: 0.29 },
  { mix: "uniform", load: 1, points: 0.82 },
  { mix: "skew-small", load: 1, points: 1.37 },
  { mix: "skew-big", load: 1, points: 0.22 },
  { mix: "bimodal", load: 1, points: 0.72 },
];

export class Judge {
  readonly #model: GpuModel;
  readonly #gpus: number;

  constructor(model: GpuModel, gpus: number) {
    this.#model = model;
    this.#gpus = gpus;
  }

  /** Points of acceptance over MFI by cell, under these seeds. */
  margins(values: Values, seeds: readonly number[]): readonly number[] {
    return CELLS.map((_, cell) => {
      const points = seeds.map((seed) => 100 * (this.#accepted("least-loss", cell, seed, values) - this.baseline(cell, seed)));
      return points.reduce((a, b) => a + b, 0) / points.length;
    });
  }

  /** Margins added up; a cell counts the more the less there is to gain in it, but less than in proportion, since chance is equal in all. */
  worth(values: Values, seeds: readonly number[]): number {
    return this.margins(values, seeds).reduce((sum, margin, cell) => sum + margin / Math.sqrt(CELLS[cell]?.points ?? 1), 0);
  }

  readonly #baselines = new Map<string, number>();

  baseline(cell: number, seed: number): number {
    const key = `${cell} ${seed}`;
    const known = this.#baselines.get(key) ?? this.#accepted("mfi", cell, seed, {});
    this.#baselines.set(key, known);
    return known;
  }

  #accepted(score: Score, cell: number, seed: number, values: Values): number {
    const { mix, load } = CELLS[cell] ?? { mix: "uniform", load: 1 };
    const fleet = [{ model: this.#model, count: this.#gpus }];
    const plan = readPlan({ fleet, mix, load, scores: [score] });
    // Generated data, and constant for everybody else: here tables are tried where the planner looks for them.
    (VALUES as Record<string, Values>)[geometryKey(this.#model)] = values;
    const run = new Run(plan, score, seed);
    while (run.remaining > 0) run.advance(run.remaining);
    const { accepted, offered } = run.result();
    return accepted / offered;
  }
}

export const CELL_NAMES = CELLS.map(({ mix, load, points }) => `${mix} ${load} (${points})`);
