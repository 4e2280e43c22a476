/** Packing as an integer program over all maximal patterns, solved by HiGHS: shares nothing with the planner. */
import highs, { type Highs } from "highs";
import type { Geometry } from "./geometry.js";
import { allNames, isMaximal, layoutsOf, multisetOf, setsOf } from "./layouts.js";

/** How many of each profile, in the model's profile order. */
export type Counts = readonly number[];

// The declarations are read as CommonJS, where the loader would stand under `default`; the module that runs is ESM.
const loadHighs = highs as unknown as typeof highs.default;
let loading: Promise<Highs> | undefined;

/** One maximal layout for each multiset; every other layout holds less. */
export function maximalPatterns(geometry: Geometry): readonly Counts[] {
  const names = allNames(geometry);
  const maximal = [...layoutsOf(geometry, names)].filter((layout) => isMaximal(geometry, layout, names));
  return [...setsOf(maximal).values()].map((layout) => {
    const set = multisetOf(geometry, layout);
    return names.map((name) => set[name] ?? 0);
  });
}

/** Every multiset that one GPU holds. */
export function allPatterns(geometry: Geometry): readonly Counts[] {
  const names = allNames(geometry);
  return [...setsOf(layoutsOf(geometry, names)).values()].map((layout) => {
    const set = multisetOf(geometry, layout);
    return names.map((name) => set[name] ?? 0);
  });
}

/** HiGHS answers within a tolerance, and now and then with minus zero. */
function whole(value: number): number {
  return Math.round(value) + 0;
}

export class PackOracle {
  private constructor(
    private readonly solver: Highs,
    private readonly patterns: readonly Counts[],
  ) {}

  static async of(geometry: Geometry): Promise<PackOracle> {
    loading ??= loadHighs();
    return new PackOracle(await loading, maximalPatterns(geometry));
  }

  /** Fewest GPUs that hold `demand`. */
  minGpus(demand: Counts): number {
    if (demand.every((count) => count === 0)) return 0;
    return whole(this.solve("Minimize", this.gpus(), [...this.rows(demand, () => "")], true));
  }

  /** Most instances of one profile that `gpus` hold beside `demand`; null where they do not even hold `demand`. */
  more(gpus: number, demand: Counts, profile: number): number | null {
    if (this.minGpus(demand) > gpus) return null;
    const rows = [...this.rows(demand, (p) => (p === profile ? " - m" : "")), `${this.gpus()} <= ${gpus}`];
    return whole(this.solve("Maximize", "m", rows, true));
  }

  /** The largest factor by which `demand` can grow on `gpus`, fractions of layouts allowed. */
  scale(gpus: number, demand: Counts): number {
    const none = demand.map(() => 0);
    const rows = [...this.rows(none, (p) => (demand[p] ? ` - ${demand[p]} s` : "")), `${this.gpus()} <= ${gpus}`];
    return this.solve("Maximize", "s", rows, false);
  }

  private gpus(): string {
    return this.patterns.map((_, i) => `x${i}`).join(" + ");
  }

  /** "what the patterns give of each profile >= what is asked". */
  private *rows(demand: Counts, extra: (profile: number) => string): Generator<string> {
    for (const [p, count] of demand.entries()) {
      const terms = this.patterns.flatMap((pattern, i) => (pattern[p] ? [`${pattern[p]} x${i}`] : []));
      const tail = extra(p);
      if (count > 0 || tail !== "") yield `${terms.join(" + ") || "0 x0"}${tail} >= ${count}`;
    }
  }

  private solve(sense: "Minimize" | "Maximize", objective: string, rows: readonly string[], isInteger: boolean): number {
    const names = [...this.patterns.map((_, i) => `x${i}`), ...(/^[ms]$/.test(objective) ? [objective] : [])];
    const generals = isInteger ? `Generals\n ${names.join(" ")}\n` : "";
    const text = `${sense}\n obj: ${objective}\nSubject To\n ${rows.join("\n ")}\n${generals}End`;
    // The default gap of 1e-4 would call a packing of 10,000 GPUs optimal when it is one too many.
    const result = this.solver.solve(text, { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.5 });
    if (result.Status !== "Optimal") throw new Error(`HiGHS says ${result.Status} of\n${text}`);
    return result.ObjectiveValue;
  }
}
