/** Nodes of several models, and what is wanted of them. */
import type { GpuModel } from "../../model/types.js";

/** The GPUs of one model. */
export interface Share {
  readonly model: GpuModel;
  readonly gpus: number;
}

/** A profile that is wanted, and the shares that have it, by number, with what they call it and how many of it fit. */
export interface Row {
  readonly count: number;
  readonly places: readonly { readonly at: number; readonly name: string; readonly most: number }[];
}
