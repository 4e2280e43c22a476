/** `flags` of the config: set, or left to the command line and the environment (api/config/v1/{flags,duration}.go). */
import { formatDuration, parseDuration } from "./duration.js";
import { GoFault, goJson } from "./go-json.js";
import { bool, pointer, type Reader, struct, text } from "./go-readers.js";
import type { DevicePluginFlags, FeatureDiscoveryFlags, PluginFlags } from "./types.js";

/** Every flag, set or not. */
export type Nullable<T> = { readonly [K in keyof T]-?: T[K] | null };

const NO_FLAGS: Nullable<DevicePluginFlags> = {
  migStrategy: null,
  failOnInitError: null,
  mpsRoot: null,
  nvidiaDriverRoot: null,
  nvidiaDevRoot: null,
  gdrcopyEnabled: null,
  gdsEnabled: null,
  mofedEnabled: null,
  useNodeFeatureAPI: null,
  deviceDiscoveryStrategy: null,
  plugin: null,
  gfd: null,
};

/** Flags as the plugin writes them: what is not set is null, or left out. */
export function flagsOf(given: Partial<Nullable<DevicePluginFlags>>): DevicePluginFlags {
  const { mpsRoot, nvidiaDriverRoot, nvidiaDevRoot, plugin, gfd, ...rest } = { ...NO_FLAGS, ...given };
  return {
    ...rest,
    ...(mpsRoot === null ? {} : { mpsRoot }),
    ...(nvidiaDriverRoot === null ? {} : { nvidiaDriverRoot }),
    ...(nvidiaDevRoot === null ? {} : { nvidiaDevRoot }),
    ...(plugin === null ? {} : { plugin }),
    ...(gfd === null ? {} : { gfd }),
  };
}

const NO_PLUGIN_FLAGS: PluginFlags = {
  passDeviceSpecs: null,
  deviceListStrategy: null,
  deviceIDStrategy: null,
  cdiAnnotationPrefix: null,
  nvidiaCTKPath: null,
  containerDriverRoot: null,
  sharedDevicesAllocationPolicy: null,
};

const NO_FEATURE_DISCOVERY_FLAGS: FeatureDiscoveryFlags = {
  oneshot: null,
  noTimestamp: null,
  sleepInterval: null,
  outputFile: null,
  machineTypeFile: null,
};

/** "envvar", or a list of such. */
const textOrTexts: Reader<readonly string[]> = (value, at) =>
  at.method(({ path }) => {
    if (typeof value === "string") return [value];
    const isTexts = Array.isArray(value) && value.every((item) => typeof item === "string" || item === null);
    if (!isTexts) throw new GoFault(path, `invalid deviceListStrategy: ${goJson(value)}`);
    return Array.from(value, (item) => (item === null ? "" : String(item)));
  });

const duration: Reader<string> = (value, at) =>
  at.method(({ path }) => {
    if (typeof value === "number" || typeof value === "bigint") return formatDuration(toInt64(Number(value)));
    if (typeof value !== "string") throw new GoFault(path, "invalid duration");
    const reading = parseDuration(value);
    if (!reading.ok) throw new GoFault(path, reading.message);
    return formatDuration(reading.nanoseconds);
  });

/** A float64 as Go converts it to an int64 on amd64. */
function toInt64(value: number): bigint {
  const whole = BigInt(Math.trunc(value));
  return BigInt.asIntN(64, whole) === whole ? whole : -(2n ** 63n);
}

const pluginFlags = struct<PluginFlags>("PluginCommandLineFlags", {
  passDeviceSpecs: pointer(bool),
  deviceListStrategy: pointer(textOrTexts),
  deviceIDStrategy: pointer(text),
  cdiAnnotationPrefix: pointer(text),
  nvidiaCTKPath: pointer(text),
  containerDriverRoot: pointer(text),
  sharedDevicesAllocationPolicy: pointer(text),
});

const featureDiscoveryFlags = struct<FeatureDiscoveryFlags>("GFDCommandLineFlags", {
  oneshot: pointer(bool),
  noTimestamp: pointer(bool),
  sleepInterval: pointer(duration),
  outputFile: pointer(text),
  machineTypeFile: pointer(text),
});

/** What `read` gives, over what holds where nothing is given. */
function filled<T extends object>(read: Reader<Partial<T>>, nothing: T): Reader<T> {
  return (value, at) => ({ ...nothing, ...read(value, at) });
}

/** `flags`. */
export const flags = struct<Nullable<DevicePluginFlags>>(
  "Flags",
  {
    migStrategy: pointer(text),
    failOnInitError: pointer(bool),
    mpsRoot: pointer(text),
    nvidiaDriverRoot: pointer(text),
    nvidiaDevRoot: pointer(text),
    gdrcopyEnabled: pointer(bool),
    gdsEnabled: pointer(bool),
    mofedEnabled: pointer(bool),
    useNodeFeatureAPI: pointer(bool),
    deviceDiscoveryStrategy: pointer(text),
    plugin: pointer(filled(pluginFlags, NO_PLUGIN_FLAGS)),
    gfd: pointer(filled(featureDiscoveryFlags, NO_FEATURE_DISCOVERY_FLAGS)),
  },
  ["CommandLineFlags"],
);
