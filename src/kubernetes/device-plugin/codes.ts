import type { Finding } from "../../documents/finding.js";

/** What a finding about the device plugin is about. */
export type DevicePluginCode =
  /** the plugin does not read the config */
  | "INVALID_CONFIG"
  /** a flag has a value, or stands beside another, with which the plugin does not start */
  | "INVALID_FLAG"
  /** a key that the plugin passes over */
  | "UNKNOWN_KEY"
  /** `resources` is read and reset */
  | "RESOURCES_IGNORED"
  /** a `rename` of a shared resource is read and reset */
  | "RENAME_IGNORED"
  /** `devices` of a shared resource is read and reset */
  | "DEVICES_IGNORED"
  /** `timeSlicing` stands beside `mps`, which wins */
  | "TIME_SLICING_IGNORED"
  /** a shared resource is not among those that the node offers */
  | "NOT_OFFERED"
  /** several entries share one resource, and the largest counts */
  | "SHARED_TWICE"
  /** requests for several replicas: refused, or no more than one gives */
  | "SHARED_REQUESTS"
  /** MPS with MIG devices, or more clients than MPS has */
  | "MPS_UNSUPPORTED"
  /** MIG mode is on, and there are no MIG devices */
  | "NO_MIG_DEVICES"
  /** single strategy: devices of different kinds */
  | "DIFFERENT_DEVICES"
  /** single strategy: MIG mode on and off */
  | "DIFFERENT_MODES"
  /** mixed strategy: a part of a GPU instance, which has no resource */
  | "NO_RESOURCE"
  /** none strategy: MIG devices are hidden, and their GPUs offered whole */
  | "MIG_HIDDEN"
  /** MIG devices are known by count only, so that modes and GPUs are taken for granted */
  | "COUNTS_ONLY"
  /** nothing to offer */
  | "NO_DEVICES";

/** A finding of `checkDevicePluginConfig`. */
export type PluginFinding = Finding<DevicePluginCode>;
