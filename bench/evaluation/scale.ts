/** What every part of the evaluation shares, in full and as a trial that only shows that everything runs. */
import type { MixName, SimulationSpec } from "../../src/index.js";

export const MODEL = "A100-80GB";
export const MIXES: readonly MixName[] = ["uniform", "skew-small", "skew-big", "bimodal"];

/** Below a million: those from there on are for tuning. */
const SEEDS = Array.from({ length: 16 }, (_, i) => i + 1);

export interface Scale {
  readonly seeds: readonly number[];
  /** Fillings of an empty fleet are short, and each is one sample: they take many seeds. */
  readonly fillings: readonly number[];
  readonly gpus: (wanted: number) => number;
  readonly requests: Pick<SimulationSpec, "arrivals" | "warmup">;
}

export const FULL: Scale = {
  seeds: SEEDS,
  fillings: Array.from({ length: 256 }, (_, i) => i + 1),
  gpus: (wanted) => wanted,
  requests: {},
};

export const QUICK: Scale = {
  seeds: [1, 2],
  fillings: [1, 2],
  gpus: (wanted) => Math.min(wanted, 10),
  requests: { arrivals: 200, warmup: 50 },
};
