/** The device plugin's config as the plugin holds it: what it prints after "Running with config" (api/config/v1). */

/** The config file of the device plugin and of feature discovery, defaults filled in. */
export interface DevicePluginConfig {
  /** Of the file format. */
  readonly version: "v1";
  /** What the command line could set too. */
  readonly flags: DevicePluginFlags;
  /** Patterns for `gpus` and `mig` devices: read, and then ignored with a warning (`withoutIgnored`). */
  readonly resources: { readonly gpus: readonly NamedPattern[] | null; readonly mig?: readonly NamedPattern[] };
  /** `timeSlicing` and `mps`; where both are given, MPS counts. */
  readonly sharing: { readonly timeSlicing: SharedResources; readonly mps?: SharedResources };
  /** IMEX channels by number (`channelIDs`), and whether they must be there (`required`). */
  readonly imex: { readonly channelIDs?: readonly number[]; readonly required?: true };
}

/** null: not set, so that the command line and the environment decide. */
export interface DevicePluginFlags {
  /** "none", "single" or "mixed". */
  readonly migStrategy: string | null;
  /** Whether the plugin ends where it finds no device. */
  readonly failOnInitError: boolean | null;
  /** Directory of the MPS daemon on the host. */
  readonly mpsRoot?: string;
  /** Root of the driver installation on the host. */
  readonly nvidiaDriverRoot?: string;
  /** Root of the device nodes on the host. */
  readonly nvidiaDevRoot?: string;
  /** Whether containers get the GDRCopy device. */
  readonly gdrcopyEnabled: boolean | null;
  /** Whether containers get the GPUDirect Storage devices. */
  readonly gdsEnabled: boolean | null;
  /** Whether containers get the Mellanox devices. */
  readonly mofedEnabled: boolean | null;
  /** Whether feature discovery writes NodeFeature objects in place of a file. */
  readonly useNodeFeatureAPI: boolean | null;
  /** "auto", "nvml" or "tegra": how devices are found. */
  readonly deviceDiscoveryStrategy: string | null;
  /** Of the plugin alone. */
  readonly plugin?: PluginFlags;
  /** Of GPU feature discovery, which reads the same file. */
  readonly gfd?: FeatureDiscoveryFlags;
}

/** What concerns only the device plugin, not feature discovery. */
export interface PluginFlags {
  /** Whether device nodes are passed to the kubelet by path. */
  readonly passDeviceSpecs: boolean | null;
  /** How containers are told their devices: "envvar", "volume-mounts", "cdi-annotations", "cdi-cri". */
  readonly deviceListStrategy: readonly string[] | null;
  /** What containers are told: "uuid" or "index". */
  readonly deviceIDStrategy: string | null;
  /** Prefix of the CDI annotations. */
  readonly cdiAnnotationPrefix: string | null;
  /** Path of nvidia-ctk on the host. */
  readonly nvidiaCTKPath: string | null;
  /** Where the plugin's container sees the driver. */
  readonly containerDriverRoot: string | null;
  /** How replicas of shared devices are chosen: "distributed" or "packed". */
  readonly sharedDevicesAllocationPolicy: string | null;
}

/** What concerns only GPU feature discovery. */
export interface FeatureDiscoveryFlags {
  /** Label once and end. */
  readonly oneshot: boolean | null;
  /** Leave the time stamp out. */
  readonly noTimestamp: boolean | null;
  /** As Go writes durations: "1m0s". */
  readonly sleepInterval: string | null;
  /** The feature file; empty: standard output. */
  readonly outputFile: string | null;
  /** Where the machine type is read. */
  readonly machineTypeFile: string | null;
}

/** A resource name for what matches a pattern. */
export interface NamedPattern {
  /** With * for any characters, matched with the product name or the profile. */
  readonly pattern: string;
  /** The resource name. */
  readonly name: string;
}

/** `sharing.timeSlicing` or `sharing.mps`; {}: not given. */
export interface SharedResources {
  /** Shared resources get the suffix ".shared". */
  readonly renameByDefault?: true;
  /** Requests for more than one replica fail. */
  readonly failRequestsGreaterThanOne?: boolean;
  /** What is shared, by resource. */
  readonly resources?: readonly SharedResource[];
}

/** One resource, and how far it is shared. */
export interface SharedResource {
  /** With its domain. */
  readonly name: string;
  /** Another name for the shared resource. */
  readonly rename?: string;
  /** All, how many, or which: indices "0", "0:1", UUIDs. */
  readonly devices: "all" | number | readonly string[];
  /** From 2. */
  readonly replicas: number;
}

/** How devices are shared out. */
export type SharingStrategy = "none" | "time-slicing" | "mps";
