/** `minGpus` as an integer program over the maximal patterns, solved by HiGHS. */
import { createRequire } from "node:module";
import { type Demand, type ModelRef, profileSets } from "migpack";

/** The part of highs that is used here; its own types describe much more. */
interface Highs {
  solve(problem: string, options?: Record<string, unknown>): { Status: string; ObjectiveValue: number };
}

export async function loadHighs(): Promise<Highs> {
  // highs is a CommonJS module whose default export is a factory.
  const load = createRequire(import.meta.url)("highs") as () => Promise<Highs>;
  return load();
}

export class PatternProgram {
  readonly #highs: Highs;
  readonly #patterns: readonly Demand[];

  constructor(highs: Highs, model: ModelRef, profiles: readonly string[]) {
    this.#highs = highs;
    this.#patterns = [...profileSets(model, { maximal: true, profiles })];
  }

  minGpus(demand: Demand): number {
    const columns = this.#patterns.map((_, i) => `x${i}`);
    const rows = Object.entries(demand).map(([profile, count], r) => {
      const terms = this.#patterns.flatMap((pattern, i) => (pattern[profile] ? [`${pattern[profile]} x${i}`] : []));
      return `c${r}: ${terms.join(" + ")} >= ${count}`;
    });
    const program = `Minimize\nobj: ${columns.join(" + ")}\nSubject To\n${rows.join("\n")}\nGeneral\n${columns.join(" ")}\nEnd\n`;
    return Math.round(this.#highs.solve(program, { mip_rel_gap: 0 }).ObjectiveValue);
  }
}
