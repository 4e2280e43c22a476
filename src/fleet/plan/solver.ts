/**
 * HiGHS, the solver of integer programs, as npm's `highs` brings it: loaded on first use, and held
 * only as long as something is being solved or nobody needs the memory. Its calls block; they are
 * given the time left as their own limit.
 */
import { MigError } from "../../error.js";
import type { Program } from "./program.js";

/**
 * Not written in the `import`, where bundlers would follow it: it imports modules of Node's, which
 * would break the bundles of pages that never plan a fleet. In a page, an import map can name it.
 */
const PACKAGE = { name: "highs" };

interface Loader {
  readonly default: () => Promise<Highs>;
}

/** What of `highs` is used here. */
interface Highs {
  readonly memoryBytes: number;
  createModel(data: unknown): Model;
}
interface Model {
  readonly options: { set(values: Readonly<Record<string, unknown>>): void };
  readonly info: { get(name: string): number | bigint };
  run(): unknown;
  getModelStatus(): number;
  getObjectiveValue(): number;
  getSolution(): { readonly colValue: ArrayLike<number> };
  setSolution(solution: { readonly colValue: readonly number[] }): unknown;
  changeColCost(column: number, cost: number): unknown;
  dispose(): void;
}

/** Of `constants.modelStatus` of highs. */
const OPTIMAL = 7;
const INFEASIBLE = 8;
const UNBOUNDED_OR_INFEASIBLE = 9;
/** Of `primal_solution_status`: a point that meets every row. */
const FEASIBLE_POINT = 2;

/** An instance whose memory has grown past it is not used again. */
const FRESH_AFTER_BYTES = 256 << 20;

/** Between solves the instance may be collected: it holds 20 MB and more, and is made again in a tenth of a second. */
let kept: WeakRef<Highs> | undefined;

export interface Solved {
  /** limit: the time ended, or the solver failed; `values` is then what it had found, if anything. */
  readonly status: "optimal" | "infeasible" | "limit";
  readonly values: readonly number[] | null;
  readonly objective: number;
  /** No point has a lower objective. */
  readonly bound: number;
}

const NOTHING: Solved = { status: "limit", values: null, objective: Number.POSITIVE_INFINITY, bound: Number.NEGATIVE_INFINITY };

export class Solver {
  readonly #highs: Highs;
  /** It failed once: nothing more is asked of it. */
  #isBroken = false;

  private constructor(highs: Highs) {
    this.#highs = highs;
  }

  /** @throws MigError WASM_UNAVAILABLE */
  static async load(): Promise<Solver> {
    return new Solver(await instance());
  }

  /** The least objective, fractions allowed. */
  relaxed(program: Program, seconds: number): Solved {
    return this.#attempt(program, false, (model) => {
      model.options.set({ ...QUIET, time_limit: seconds });
      model.run();
      return resultOf(model, false);
    });
  }

  /**
   * The least objective in whole numbers, near a known point: the program is moved so that the point
   * is its origin. Then what the solver sees is small however large counts are, and its tolerances
   * hold. Objectives that differ by less than `apart` count as equal.
   */
  whole(program: Program, seconds: number, centre: readonly number[], apart: number, start?: readonly number[]): Solved {
    const { moved, offset } = program.movedTo(centre);
    const solved = this.#attempt(moved, true, (model) => {
      model.options.set({ ...QUIET, ...EXACT, mip_abs_gap: apart, time_limit: seconds });
      if (start !== undefined) model.setSolution({ colValue: start.map((value, i) => value - (centre[i] ?? 0)) });
      model.run();
      return resultOf(model, true);
    });
    return {
      ...solved,
      values: solved.values?.map((value, i) => value + (centre[i] ?? 0)) ?? null,
      objective: solved.objective + offset,
      bound: solved.bound + offset,
    };
  }

  /** Least and greatest value of each sum of columns, fractions allowed; null where the solver does not say. */
  ranges(
    program: Program,
    sums: readonly (readonly number[])[],
    deadline: number,
  ): readonly (readonly [number, number])[] | null {
    const ranges: (readonly [number, number])[] = [];
    const { numCols } = program;
    this.#attempt(program, false, (model) => {
      model.options.set({ ...QUIET, presolve: "off" });
      for (const columns of sums) {
        const ends: number[] = [];
        for (const sign of [1, -1]) {
          const left = (deadline - performance.now()) / 1000;
          if (left <= 0) return NOTHING;
          for (let column = 0; column < numCols; column++) model.changeColCost(column, columns.includes(column) ? sign : 0);
          model.options.set({ time_limit: left });
          model.run();
          if (model.getModelStatus() !== OPTIMAL) return NOTHING;
          ends.push(sign * model.getObjectiveValue());
        }
        ranges.push([ends[0] ?? 0, ends[1] ?? 0]);
      }
      return NOTHING;
    });
    return ranges.length === sums.length ? ranges : null;
  }

  /** Runs on a model of the solver; one that fails inside, for want of memory say, is as one that ran out of time. */
  #attempt(program: Program, integral: boolean, run: (model: Model) => Solved): Solved {
    if (this.#isBroken) return NOTHING;
    try {
      const model = this.#highs.createModel(program.data(integral));
      try {
        return run(model);
      } finally {
        model.dispose();
      }
    } catch (error) {
      // What aborted is not to be used again, by this plan or another.
      kept = undefined;
      this.#isBroken = true;
      if (!failedInside(error)) throw error;
      return NOTHING;
    }
  }
}

const QUIET = { output_flag: false, random_seed: 0 };
/** Heuristics of the solver seldom find what the first relaxations of these programs do not. */
const EXACT = { mip_rel_gap: 0, mip_heuristic_effort: 0, mip_feasibility_tolerance: 1e-7 };

/** A trap or an error of the solver itself; what its wrapper refuses is a fault of ours. */
function failedInside(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || (error instanceof Error && error.name === "HighsError");
}

function resultOf(model: Model, integral: boolean): Solved {
  const status = model.getModelStatus();
  if (status === INFEASIBLE || status === UNBOUNDED_OR_INFEASIBLE) return { ...NOTHING, status: "infeasible" };
  const hasPoint = model.info.get("primal_solution_status") === FEASIBLE_POINT;
  const bound = integral ? Number(model.info.get("mip_dual_bound")) : model.getObjectiveValue();
  if (!hasPoint) return integral ? { ...NOTHING, bound } : NOTHING;
  // A relaxation that was cut short proves nothing.
  if (!integral && status !== OPTIMAL) return NOTHING;
  return {
    status: status === OPTIMAL ? "optimal" : "limit",
    values: Array.from(model.getSolution().colValue),
    objective: model.getObjectiveValue(),
    bound,
  };
}

async function instance(): Promise<Highs> {
  const known = kept?.deref();
  if (known !== undefined && known.memoryBytes <= FRESH_AFTER_BYTES) return known;
  try {
    // As an ES module, its default export is the loader.
    const { default: load } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ PACKAGE.name)) as Loader;
    const made = await load();
    kept = new WeakRef(made);
    return made;
  } catch (cause) {
    throw new MigError(
      "WASM_UNAVAILABLE",
      "the solver HiGHS cannot be loaded: is the package highs to be found here, and may WebAssembly run?",
      {
        cause,
      },
    );
  }
}
