/** Many GPUs of one model, packed all at once. */
import type { Layout } from "../gpu/types.js";
import type { Demand } from "../model/types.js";

/**
 * The proof that no fewer GPUs can do: w . layout <= perGpu for every layout of the model, and
 * value = ceil(w . demand / perGpu). Weights are whole and given for every profile with weight.
 */
export interface Certificate {
  /** inequality: `value` is the answer. search: `value` is the best inequality, and an exhausted search closed the rest. */
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
