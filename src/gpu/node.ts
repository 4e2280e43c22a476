import type { Demand, ModelRef } from "../model/types.js";
import type { PlacementInput } from "./types.js";

/** How a node shows its MIG devices: not at all, as GPUs, or by profile. */
export type MigStrategy = "none" | "single" | "mixed";

/** One GPU of a node. */
export interface NodeGpu {
  /** A built-in model by name, product name or PCI id, or one of your own. */
  readonly model: ModelRef;
  /** false: a board without MIG, such as a T4; `model` is then only what it is called. */
  readonly migCapable?: boolean;
  /** "GPU-b4895dbf-9350-2524-a89b-98161ddd9fe4". */
  readonly uuid?: string;
  /** Its instances, with `inUse` and `uuid` where known. absent: MIG mode is off, or nothing is known of it; empty: on, and no instances. */
  readonly mig?: readonly (PlacementInput & ({ readonly inUse?: boolean; readonly uuid?: string } | string))[];
}

/** The GPUs of one node, in index order. */
export interface NodeGpus {
  /** As the cluster spells it. */
  readonly name: string;
  /** How the device plugin offers the instances; absent: not known. */
  readonly strategy?: MigStrategy;
  /** Driver branch. */
  readonly driver?: number;
  /** Labels of the Node object. */
  readonly labels?: Readonly<Record<string, string>>;
  /** By index, as nvidia-smi counts. */
  readonly gpus: readonly NodeGpu[];
  /** What is known by count only: labels, device lists and allocatable carry no starts. */
  readonly instances?: Demand;
  /** Devices that the node offers, by profile; whole GPUs as "gpu". */
  readonly allocatable?: Demand;
  /** Devices that pods hold, likewise. */
  readonly allocated?: Demand;
}
