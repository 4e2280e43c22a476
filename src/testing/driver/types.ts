/** What a MIG driver is asked, and how it answers. Names are those of NVML, without their prefix. */

/** The answers of NVML that MIG calls give: `NVML_ERROR_INSUFFICIENT_RESOURCES` and its like (go-nvml gen/nvml/nvml.h). */
export type DriverError =
  | "INSUFFICIENT_RESOURCES"
  | "INVALID_ARGUMENT"
  | "NOT_SUPPORTED"
  | "IN_USE"
  | "NOT_FOUND"
  | "RESET_REQUIRED";

/** `ok` with a `value`, or the `error`: a refusal is a value, as it is in NVML. */
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

/** How `MigDriver` sets up its GPUs. */
export interface MigDriverOptions {
  /** Of every GPU, or of each in turn. Default "direct". */
  readonly idMap?: IdMap | readonly IdMap[];
  /** Goes into the UUIDs: drivers of two nodes need two names, or their GPUs are the same. Default "". */
  readonly node?: string;
}

/** What `createGpuInstance` made. */
export interface CreatedGpuInstance {
  /** GPU instance id; not the placement (R26). */
  readonly id: number;
  /** In memory slices, as is `size`. */
  readonly start: number;
  /** Memory slices. */
  readonly size: number;
}

/** What `createComputeInstance` made. */
export interface CreatedComputeInstance {
  /** Within its GPU instance. */
  readonly id: number;
  /** "MIG-8443519f-66f7-5962-8955-60dba0866f3a" */
  readonly uuid: string;
  /** In compute slices of the GPU instance, as is `size`. */
  readonly start: number;
  /** Compute slices. */
  readonly size: number;
}

/** A compute instance that is there. */
export interface ComputeInstance extends CreatedComputeInstance {
  /** The "ID" of its profile. */
  readonly profileId: number;
}
