import type { Layout, Misfit } from "../gpu/types.js";
import type { Demand } from "../model/types.js";

/** One entry of a config: which GPUs, and what is to be on each. */
export interface MigConfigEntry {
  /** PCI ids "0x20B210DE" (device, then vendor), or "0x233010DE:0x16C010DE" with the subsystem; absent: every GPU. */
  readonly "device-filter"?: string | readonly string[];
  /** Indices as nvidia-smi counts. */
  readonly devices: "all" | readonly number[];
  /** Whether MIG mode is to be on. */
  readonly "mig-enabled": boolean;
  /** profile -> instances on each GPU; needed where `mig-enabled` is true. */
  readonly "mig-devices"?: Demand;
}

/** A file of NVIDIA/mig-parted, version v1: named configs, each a list of entries. */
export interface MigConfigFile {
  /** The only version that there is. */
  readonly version: "v1";
  /** Entries by name of the config. */
  readonly "mig-configs": Readonly<Record<string, readonly MigConfigEntry[]>>;
}

/**
 * What applying a config does to one GPU, by the index of the `gpu`: `outcome` says which. With
 * "layout" it holds that, with "misfit" mig-parted fails on it for the reason in `misfit`, with
 * "disabled" MIG mode goes off, and with "untouched" no entry speaks of it.
 */
export type ResolvedGpu =
  | {
      readonly gpu: number;
      readonly outcome: "layout";
      /** What the driver is predicted to build under mig-parted's search through all orders. */
      readonly layout: Layout;
    }
  | { readonly gpu: number; readonly outcome: "misfit"; readonly misfit: Misfit }
  | { readonly gpu: number; readonly outcome: "disabled" }
  | { readonly gpu: number; readonly outcome: "untouched" };
