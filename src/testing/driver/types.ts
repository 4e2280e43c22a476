/** What a MIG driver is asked, and how it answers. Names are those of NVML, without their prefix. */

/** The answers of NVML that MIG calls give: `NVML_ERROR_INSUFFICIENT_RESOURCES` and its like (go-nvml gen/nvml/nvml.h). */
export type DriverError =
  | "INSUFFICIENT_RESOURCES"
  | "INVALID_ARGUMENT"
  | "NOT_SUPPORTED"
  | "IN_USE"
  | "NOT_FOUND"
  | "RESET_REQUIRED";

/** A refusal is a value, as it is in NVML. */
export type DriverResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: DriverError };

/** The calls that can be made to fail. */
export type DriverCall =
  | "createGpuInstance"
  | "createComputeInstance"
  | "destroyGpuInstance"
  | "destroyComputeInstance"
  | "setMigMode"
  | "resetGpu";

/** How a chip numbers its GPU instances; chips of one server may differ (R26). */
export type IdMap = "direct" | "swapped";

export interface MigDriverOptions {
  /** Of every GPU, or of each in turn. Default "direct". */
  readonly idMap?: IdMap | readonly IdMap[];
  /** Goes into the UUIDs: drivers of two nodes need two names, or their GPUs are the same. Default "". */
  readonly node?: string;
}

export interface CreatedGpuInstance {
  readonly id: number;
  /** In memory slices, as is `size`. */
  readonly start: number;
  readonly size: number;
}

export interface CreatedComputeInstance {
  readonly id: number;
  /** "MIG-8443519f-66f7-5962-8955-60dba0866f3a" */
  readonly uuid: string;
  /** In compute slices of the GPU instance, as is `size`. */
  readonly start: number;
  readonly size: number;
}

export interface ComputeInstance extends CreatedComputeInstance {
  readonly profileId: number;
}
