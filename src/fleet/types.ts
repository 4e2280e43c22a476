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
  /** w: whole numbers by profile. */
  readonly weights: Demand;
  /** No layout of one GPU weighs more. */
  readonly perGpu: number;
  /** GPUs that the inequality asks for. */
  readonly value: number;
  /** What runs out, in words: "memory slices", "4g starts", "nothing to place", ... */
  readonly says: string;
}

/** The answer of `minGpus`. */
export interface MinGpus {
  /** GPUs that hold the demand, and, where `optimal`, the fewest. */
  readonly gpus: number;
  /** No fewer GPUs hold it. */
  readonly lowerBound: number;
  /** Whether `gpus` equals `lowerBound`. */
  readonly optimal: boolean;
  /** Why no fewer than `lowerBound`. */
  readonly certificate: Certificate;
}

/** `count` GPUs share one layout. */
export interface LayoutGroup {
  /** GPUs that share the layout. */
  readonly count: number;
  /** What sits on each of them. */
  readonly layout: Layout;
}

/** An optimal packing, run-length coded. Sums to exactly the demand. */
export interface Packing extends MinGpus {
  /** GPUs by layout. */
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
  /** Name of the GPU's model. */
  readonly model: string;
  /** Name of the profile on that model. */
  readonly profile: string;
  /** Memory slices. */
  readonly size: number;
}

/** A name stands for that profile on every model of the fleet that has it, whatever its size there; or say which, by `model` and `profile`. */
export type ProfileRef = string | { readonly model: string; readonly profile: string };

/** GPUs that a fleet begins with: empty ones of a `model` by `count`, or one that already holds a `layout`. */
export type FleetSpec = readonly (
  | { readonly model: ModelRef; readonly count: number }
  | { readonly model: ModelRef; readonly layout: readonly PlacementInput[] }
)[];

/** What one model's GPUs of a fleet hold. */
export interface ModelUse {
  /** GPUs in all. */
  readonly gpus: number;
  /** Those with an instance. */
  readonly gpusInUse: number;
  /** Of all its GPUs. */
  readonly memorySlices: number;
  /** Those taken by instances. */
  readonly memorySlicesUsed: number;
  /** Of all its GPUs. */
  readonly computeSlices: number;
  /** Those taken by instances. */
  readonly computeSlicesUsed: number;
}

/** The answer of `Fleet.stats`. */
export interface FleetStats {
  /** GPUs with an instance. */
  readonly gpusInUse: number;
  /** Share, 0 to 1, of the GPUs in use that an optimal packing of what runs would not need. */
  readonly fragmentation: number;
  /** By name of the model. */
  readonly byModel: Readonly<Record<string, ModelUse>>;
}

/** A fleet as data, run-length coded: `runs` is layout index, count, layout index, count, ... in GPU order. */
export interface FleetSnapshot {
  /** Of this format. */
  readonly version: 1;
  /** How the fleet chooses among places. */
  readonly score: Score;
  /** Names of built-in models; others in full. */
  readonly models: readonly (string | GpuModelSpec)[];
  /** Every `layout` that some GPU has, with the place of its `model` in `models`. */
  readonly layouts: readonly { readonly model: number; readonly layout: Layout }[];
  /** Place in `layouts`, GPUs, place in `layouts`, GPUs, ... */
  readonly runs: readonly number[];
  /** GPUs on which nothing new is placed. */
  readonly unavailable?: readonly number[];
}
