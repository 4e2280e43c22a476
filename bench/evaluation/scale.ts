/** What every part of the evaluation shares, in full and as a trial that only shows that everything runs. */
import type { MixName, SimulationSpec } from "../../src/index.js";

export const MODEL = "A100-80GB";
export const MIXES: readonly MixName[] = ["uniform", "skew-small", "skew-big", "bimodal"];

/** Seeds below a million: those from there on are for tuning. */
const first = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

export interface Scale {
  readonly seeds: readonly number[];
  /** Of the table: its differences are small, and its runs short. */
  readonly tableSeeds: readonly number[];
  /** Fillings of an empty fleet are short, and each is one sample: they take many seeds. */
  readonly fillings: readonly number[];
  readonly gpus: (wanted: number) => number;
  readonly requests: Pick<SimulationSpec, "arrivals" | "warmup">;
}

export const FULL: Scale = {
  seeds: first(16),
  tableSeeds: first(128),
  fillings: first(256),
  gpus: (wanted) => wanted,
  requests: {},
};

export const QUICK: Scale = {
  seeds: first(2),
  tableSeeds: first(2),
  fillings: first(2),
  gpus: (wanted) => Math.min(wanted, 10),
  requests: { arrivals: 200, warmup: 50 },
};
