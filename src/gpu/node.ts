import type { Demand, ModelRef } from "../model/types.js";
import type { PlacementInput } from "./types.js";

/** How a node shows its MIG devices: not at all, as GPUs, or by profile. */
export type MigStrategy = "none" | "single" | "mixed";

/** One GPU of a node. */
export interface NodeGpu {
  readonly model: ModelRef;
  /** false: a board without MIG, such as a T4; `model` is then only what it is called. */
  readonly migCapable?: boolean;
  readonly uuid?: string;
  /** absent: MIG mode is off, or nothing is known of it; empty: on, and no instances. */
  readonly mig?: readonly (PlacementInput & ({ readonly inUse?: boolean; readonly uuid?: string } | string))[];
}

/** The GPUs of one node, in index order. */
export interface NodeGpus {
  readonly name: string;
  readonly strategy?: MigStrategy;
  /** Driver branch. */
  readonly driver?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly gpus: readonly NodeGpu[];
  /** What is known by count only: labels, device lists and allocatable carry no starts. */
  readonly instances?: Demand;
  readonly allocatable?: Demand;
  readonly allocated?: Demand;
}
