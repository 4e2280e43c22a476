/** The device plugin's config as the plugin holds it: what it prints after "Running with config" (api/config/v1). */

export interface DevicePluginConfig {
  readonly version: "v1";
  readonly flags: DevicePluginFlags;
  /** Read, and then ignored with a warning (`withoutIgnored`). */
  readonly resources: { readonly gpus: readonly NamedPattern[] | null; readonly mig?: readonly NamedPattern[] };
  /** Where both are given, MPS counts. */
  readonly sharing: { readonly timeSlicing: SharedResources; readonly mps?: SharedResources };
  readonly imex: { readonly channelIDs?: readonly number[]; readonly required?: true };
}

/** null: not set, so that the command line and the environment decide. */
export interface DevicePluginFlags {
  readonly migStrategy: string | null;
  readonly failOnInitError: boolean | null;
  readonly mpsRoot?: string;
  readonly nvidiaDriverRoot?: string;
  readonly nvidiaDevRoot?: string;
  readonly gdrcopyEnabled: boolean | null;
  readonly gdsEnabled: boolean | null;
  readonly mofedEnabled: boolean | null;
  readonly useNodeFeatureAPI: boolean | null;
  readonly deviceDiscoveryStrategy: string | null;
  readonly plugin?: PluginFlags;
  /** Of GPU feature discovery, which reads the same file. */
  readonly gfd?: FeatureDiscoveryFlags;
}

export interface PluginFlags {
  readonly passDeviceSpecs: boolean | null;
  readonly deviceListStrategy: readonly string[] | null;
  readonly deviceIDStrategy: string | null;
  readonly cdiAnnotationPrefix: string | null;
  readonly nvidiaCTKPath: string | null;
  readonly containerDriverRoot: string | null;
  readonly sharedDevicesAllocationPolicy: string | null;
}

export interface FeatureDiscoveryFlags {
  readonly oneshot: boolean | null;
  readonly noTimestamp: boolean | null;
  /** As Go writes durations: "1m0s". */
  readonly sleepInterval: string | null;
  readonly outputFile: string | null;
  readonly machineTypeFile: string | null;
}

export interface NamedPattern {
  readonly pattern: string;
  readonly name: string;
}

/** `sharing.timeSlicing` or `sharing.mps`; {}: not given. */
export interface SharedResources {
  readonly renameByDefault?: true;
  readonly failRequestsGreaterThanOne?: boolean;
  readonly resources?: readonly SharedResource[];
}

export interface SharedResource {
  /** With its domain. */
  readonly name: string;
  readonly rename?: string;
  /** All, how many, or which: indices "0", "0:1", UUIDs. */
  readonly devices: "all" | number | readonly string[];
  /** From 2. */
  readonly replicas: number;
}

export type SharingStrategy = "none" | "time-slicing" | "mps";
