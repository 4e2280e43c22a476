import type { Score } from "../../gpu/types.js";
import type { Demand, ModelRef } from "../../model/types.js";

/** Relative rates over the plain profiles by size rank; as in the literature, reconstructed (see mix.ts). */
export type MixName = "uniform" | "skew-small" | "skew-big" | "bimodal";

/** How long instances stay, in mean lifetimes: all but "none" have mean 1. */
export type LifetimeLaw = "exponential" | "uniform" | "lognormal" | "none";

/** A request that arrived. Times in any one unit; `departure` null: it stays. */
export interface TraceEntry {
  /** When it arrived. */
  readonly arrival: number;
  /** When it leaves; null: never. */
  readonly departure: number | null;
  /** Name of a profile of the fleet. */
  readonly profile: string;
}

/** What to simulate. */
export interface SimulationSpec {
  /** `count` GPUs of each `model`, in this order; all empty at first. */
  readonly fleet: readonly { readonly model: ModelRef; readonly count: number }[];
  /** Relative rates by profile; a named mix spreads over the plain profiles of each model by size rank. */
  readonly mix: MixName | Readonly<Record<string, number>>;
  /** Offered load, as a share of the fleet's memory slices: above 0. A name with several sizes counts with that on the first model that has it. */
  readonly load: number;
  /** Default "exponential". "none": nobody leaves, and requests arrive until they make up the load. */
  readonly lifetimes?: LifetimeLaw;
  /** Requests that count, after the warm-up. Default: those of 100 mean lifetimes; of "none", those that make up the load. */
  readonly arrivals?: number;
  /** Requests before counting begins. Default: those of 10 mean lifetimes; 0 for "none" and for a trace. */
  readonly warmup?: number;
  /** Whole numbers from 0, all different. Each score meets the same requests under the same seed. Default 1 to 8; a trace takes one. */
  readonly seeds?: readonly number[];
  /** The first is what the others are compared with. */
  readonly scores: readonly Score[];
  /** Instances that may be recreated elsewhere to let one refused request in. Default 0. */
  readonly movesPerReject?: number;
  /** In place of mix and load: what really arrived, in any order. */
  readonly trace?: readonly TraceEntry[];
}

/** One score under one seed. */
export interface SimulationRun {
  /** How places were chosen. */
  readonly score: Score;
  /** Of the requests. */
  readonly seed: number;
  /** Requests that count. */
  readonly offered: number;
  /** Those of them that were placed. */
  readonly accepted: number;
  /** `offered`, by profile. */
  readonly offeredByProfile: Demand;
  /** `accepted`, by profile. */
  readonly acceptedByProfile: Demand;
  /** Share of the offered memory slices that was accepted; sizes as for `load`. */
  readonly memoryAccepted: number;
  /** Instances recreated to let requests in. */
  readonly moves: number;
  /** Mean over time. */
  readonly meanGpusInUse: number;
}

/** A score against the first one, paired by seed. */
export interface SimulationComparison {
  /** The score that is compared with the first. */
  readonly score: Score;
  /** Mean over seeds of the share accepted, by count. */
  readonly acceptance: number;
  /** Its share minus that of the first score; mean over seeds. */
  readonly difference: number;
  /** Of the 95% interval around `difference` (Student's t); null for a single seed. */
  readonly halfWidth: number | null;
}

/** What came of it. Shares are 0 to 1. */
export interface SimulationReport {
  /** Of this format. */
  readonly version: 1;
  /** As it was run: defaults filled in, seeds ascending. */
  readonly spec: SimulationSpec;
  /** By score in the order of the spec, then by seed. */
  readonly runs: readonly SimulationRun[];
  /** One for each score, in the order of the spec. */
  readonly comparison: readonly SimulationComparison[];
  /** What no scheduler exceeds (`fluidAcceptance`). */
  readonly bound: {
    /** No scheduler accepts a larger share by count in the long run, not even with any number of moves. */
    readonly fluidAcceptance: number;
  };
}
