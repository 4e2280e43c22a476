/** Flags with which the plugin does not start: validateFlags (cmd/nvidia-device-plugin/main.go), in its own words. */
import type { Path } from "../../error.js";
import { nearest } from "../../model/nearest.js";
import type { PluginFinding } from "./codes.js";
import { sharingStrategy } from "./effective.js";
import type { DevicePluginConfig } from "./types.js";

const LIST_STRATEGIES = ["envvar", "volume-mounts", "cdi-annotations", "cdi-cri"];
const ID_STRATEGIES = ["uuid", "index"];
const ALLOCATION_POLICIES = ["distributed", "packed"];
const DISCOVERY_STRATEGIES = ["auto", "nvml", "tegra"];
const MIG_STRATEGIES = ["none", "single", "mixed"];

/**
 * Every fault of the flags, where the plugin tells only the first.
 *
 * @param strategy the MIG strategy in force; null: not known
 */
export function flagFindings(config: DevicePluginConfig, strategy: string | null): readonly PluginFinding[] {
  const { flags, imex } = config;
  const { deviceListStrategy, deviceIDStrategy, sharedDevicesAllocationPolicy } = flags.plugin ?? NO_FLAGS;
  const isMps = sharingStrategy(config) === "mps";
  return [
    ...(deviceListStrategy ?? []).flatMap((value) =>
      oneOf(LIST_STRATEGIES, value, `invalid --device-list-strategy option: invalid strategy: ${value}`, [
        "plugin",
        "deviceListStrategy",
      ]),
    ),
    ...oneOf(ID_STRATEGIES, deviceIDStrategy, `invalid --device-id-strategy option: ${deviceIDStrategy}`, [
      "plugin",
      "deviceIDStrategy",
    ]),
    ...oneOf(
      ALLOCATION_POLICIES,
      sharedDevicesAllocationPolicy,
      `invalid --shared-devices-allocation-policy option: ${sharedDevicesAllocationPolicy}`,
      ["plugin", "sharedDevicesAllocationPolicy"],
    ),
    ...(isMps && strategy === "mixed" ? [mpsWithMixed(flags.migStrategy !== null)] : []),
    ...(isMps && flags.mpsRoot === "" ? [fault("using MPS requires --mps-root to be specified", ["flags", "mpsRoot"])] : []),
    ...oneOf(
      DISCOVERY_STRATEGIES,
      flags.deviceDiscoveryStrategy,
      `invalid --device-discovery-strategy option ${flags.deviceDiscoveryStrategy}`,
      ["deviceDiscoveryStrategy"],
    ),
    ...oneOf(MIG_STRATEGIES, strategy, `unknown MIG strategy: ${strategy}`, ["migStrategy"]),
    ...channelFaults(imex.channelIDs ?? []),
  ];
}

const NO_FLAGS = { deviceListStrategy: null, deviceIDStrategy: null, sharedDevicesAllocationPolicy: null };

function oneOf(values: readonly string[], value: string | null, message: string, path: Path): readonly PluginFinding[] {
  if (value === null || values.includes(value)) return [];
  const [near] = nearest(value, values, 1);
  return [fault(message, ["flags", ...path], near ?? `there are ${values.join(", ")}`)];
}

function mpsWithMixed(inConfig: boolean): PluginFinding {
  return {
    severity: "error",
    code: "MPS_UNSUPPORTED",
    message: "using --mig-strategy=mixed is not supported with MPS",
    path: inConfig ? ["flags", "migStrategy"] : ["sharing", "mps"],
    hint: "share MIG devices by timeSlicing",
  };
}

/** AssertChannelIDsValid (api/config/v1/imex.go). */
function channelFaults(ids: readonly number[]): readonly PluginFinding[] {
  if (ids.length === 0 || (ids.length === 1 && ids[0] === 0)) return [];
  const message = `invalid IMEX channel IDs: invalid IMEX config: channelIDs must be [] or [0]; found [${ids.join(" ")}]`;
  return [fault(message, ["imex", "channelIDs"])];
}

function fault(message: string, path: Path, hint?: string): PluginFinding {
  return { severity: "error", code: "INVALID_FLAG", message, path, ...(hint === undefined ? {} : { hint }) };
}
