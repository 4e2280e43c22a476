/** What the searches for room speak of. */
import type { Demand } from "../model/types.js";
import type { GpuInUse, Instance } from "./use.js";

export interface Arrangement {
  readonly gpus: readonly GpuInUse[];
  /** Instances to place, wherever there is room. */
  readonly places: Demand;
  /** Of the loose instances, how many may go. */
  readonly spare: Demand;
  /** GPUs to lend whole. */
  readonly wholes: number;
}

/** Counts in an order that the user of them knows. */
export type Counts = readonly number[];

/** Instances placed on a GPU, or the GPU lent whole, and which loose instances go for it. */
export interface Option {
  readonly placed: Counts;
  readonly whole: number;
  readonly gone: readonly Instance[];
}
