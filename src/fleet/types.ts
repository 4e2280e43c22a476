/** Many GPUs of one model, packed all at once. */
import type { GpuStart, Layout, PlacementInput, Score } from "../gpu/types.js";
import type { Demand, GpuModelSpec, ModelRef } from "../model/types.js";

/**
 * The proof that no fewer GPUs can do: w . layout <= perGpu for every layout of the model, and
 * value = ceil(w . demand / perGpu). Weights are whole and given for every profile with weight.
 */
export interface Certificate {
  /** inequality: `value` is the answer. search: `value` is the best inequality; where `optimal`, an exhausted search closed the rest. */
  readonly kind: "inequality" | "search";
  readonly weights: Demand;
  readonly perGpu: number;
  readonly value: number;
  /** What runs out, in words: "memory slices", "4g starts", "nothing to place", ... */
  readonly says: string;
}

/** The answer of `minGpus`. */
export interface MinGpus {
  readonly gpus: number;
  readonly lowerBound: number;
  readonly optimal: boolean;
  readonly certificate: Certificate;
}

/** `count` GPUs share one layout. */
export interface LayoutGroup {
  readonly count: number;
  readonly layout: Layout;
}

/** An optimal packing, run-length coded. Sums to exactly the demand. */
export interface Packing extends MinGpus {
  readonly groups: readonly LayoutGroup[];
}

/** The answer of `headroom`. */
export interface Headroom {
  /** How many more of each profile alone. */
  readonly more: Demand;
  /** The largest factor by which the demand can grow; null for an empty demand, below 1 where it does not even fit. */
  readonly scale: number | null;
}

/** An instance on one GPU of a fleet. */
export interface FleetPlacement extends GpuStart {
  readonly model: string;
  readonly profile: string;
  /** Memory slices. */
  readonly size: number;
}

/** A name stands for that profile on every model of the fleet that has it, whatever its size there; or say which. */
export type ProfileRef = string | { readonly model: string; readonly profile: string };

/** GPUs that a fleet begins with: empty ones by count, or one that already holds a layout. */
export type FleetSpec = readonly (
  | { readonly model: ModelRef; readonly count: number }
  | { readonly model: ModelRef; readonly layout: readonly PlacementInput[] }
)[];

/** What one model's GPUs of a fleet hold. */
export interface ModelUse {
  readonly gpus: number;
  readonly gpusInUse: number;
  readonly memorySlices: number;
  readonly memorySlicesUsed: number;
  readonly computeSlices: number;
  readonly computeSlicesUsed: number;
}

/** The answer of `Fleet.stats`. */
export interface FleetStats {
  readonly gpusInUse: number;
  /** Share, 0 to 1, of the GPUs in use that an optimal packing of what runs would not need. */
  readonly fragmentation: number;
  readonly byModel: Readonly<Record<string, ModelUse>>;
}

/** A fleet as data, run-length coded: `runs` is layout index, count, layout index, count, ... in GPU order. */
export interface FleetSnapshot {
  readonly version: 1;
  readonly score: Score;
  readonly models: readonly (string | GpuModelSpec)[];
  readonly layouts: readonly { readonly model: number; readonly layout: Layout }[];
  readonly runs: readonly number[];
  /** GPUs on which nothing new is placed. */
  readonly unavailable?: readonly number[];
}
