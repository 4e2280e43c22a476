/** Which resources the plugin makes of a node's devices: buildDeviceMapFromConfigResources (internal/rm/device_map.go). */
import type { Path } from "../../error.js";
import type { MigStrategy } from "../../gpu/node.js";
import type { ReadGpu, ReadNode } from "../../gpu/read-node.js";
import { GPU_RESOURCE, resourceName } from "../names.js";
import type { PluginFinding } from "./codes.js";
import { areAlike, devicesByName, type MigDevice, migDevicesOf, visibleGpus } from "./devices.js";

export interface Offer {
  /** resource -> devices; where a finding is an error, nothing is offered. */
  readonly resources: ReadonlyMap<string, number>;
  /** Whether MIG devices are among them. */
  readonly hasMigDevices: boolean;
  readonly findings: readonly PluginFinding[];
}

/** The GPUs of a node by their MIG mode, and the MIG devices. */
interface Seen {
  readonly full: readonly ReadGpu[];
  readonly withMig: readonly ReadGpu[];
  /** With MIG mode on, and no device. */
  readonly empty: readonly ReadGpu[];
  readonly devices: readonly MigDevice[];
  readonly findings: readonly PluginFinding[];
}

/** What the plugin offers before it shares anything. */
export function offerOf(node: ReadNode, strategy: MigStrategy): Offer {
  const seen = see(node);
  const { full, withMig, devices } = seen;
  if (strategy === "none") {
    const findings = withMig.length === 0 ? [] : [migHidden(withMig)];
    return offer(full.length + withMig.length, [], [...seen.findings, ...findings]);
  }
  if (strategy === "single") {
    const offered = devices.map(({ count }) => [GPU_RESOURCE, count] as const);
    return offer(full.length, offered, [...seen.findings, ...singleFaults(seen)]);
  }
  const whole = devices.filter(({ isWhole }) => isWhole);
  const parts = devices.filter(({ isWhole }) => !isWhole);
  const offered = whole.map(({ profile, count }) => [resourceName(profile), count] as const);
  const faults = [...parts.map(noResource), ...seen.empty.map((gpu) => noMigDevices(gpu, "warning"))];
  return offer(full.length, offered, [...seen.findings, ...faults]);
}

function offer(gpus: number, mig: readonly (readonly [string, number])[], findings: readonly PluginFinding[]): Offer {
  const resources = new Map<string, number>(gpus === 0 ? [] : [[GPU_RESOURCE, gpus]]);
  for (const [name, count] of mig) resources.set(name, (resources.get(name) ?? 0) + count);
  return { resources, hasMigDevices: mig.length > 0, findings };
}

function see(node: ReadNode): Seen {
  const gpus = visibleGpus(node);
  const counts = Object.entries(node.instances).filter(([, count]) => count > 0);
  if (counts.length > 0 && gpus.every(({ mig }) => mig === null)) return seenByCount(gpus, counts);
  const withMig = gpus.filter(({ mig }) => mig !== null);
  const devices = withMig.flatMap(migDevicesOf);
  return {
    full: gpus.filter(({ mig }) => mig === null),
    withMig,
    empty: withMig.filter(({ index }) => devices.every(({ gpu }) => gpu !== index)),
    devices,
    findings: [],
  };
}

function seenByCount(gpus: readonly ReadGpu[], counts: readonly [string, number][]): Seen {
  const withMig = gpus.filter(({ model }) => model !== null);
  const finding: PluginFinding = {
    severity: "note",
    code: "COUNTS_ONLY",
    message: "which GPUs hold the MIG devices is not known; all that can are taken to have MIG mode on, and at least one",
    path: ["instances"],
  };
  return {
    full: gpus.filter(({ model }) => model === null),
    withMig,
    empty: [],
    devices: counts.map(([profile, count]) => devicesByName(profile, count)),
    findings: [finding],
  };
}

/** assertAllMigDevicesAreValid, and the check of the modes. */
function singleFaults({ full, empty, devices }: Seen): readonly PluginFinding[] {
  const [first] = devices;
  const other = devices.find((device) => first !== undefined && !areAlike(first, device));
  return [
    ...empty.map((gpu) => noMigDevices(gpu, "error")),
    ...(first === undefined || other === undefined ? [] : [differentDevices(first, other)]),
    ...(full.length > 0 && devices.length > 0 ? [differentModes(full)] : []),
  ];
}

function noMigDevices({ index }: ReadGpu, severity: "error" | "warning"): PluginFinding {
  const message = `device ${index} has no MIG devices configured`;
  return {
    severity,
    code: "NO_MIG_DEVICES",
    message,
    path: pathOf(index),
    hint: "create instances on it, or switch MIG mode off",
  };
}

function differentDevices(a: MigDevice, b: MigDevice): PluginFinding {
  const hint = `${described(a)} and ${described(b)} differ; under single all must be alike, mixed offers each by its name`;
  const message = "more than one MIG device type present on node";
  return { severity: "error", code: "DIFFERENT_DEVICES", message, path: pathOf(b.gpu), hint };
}

function described({ gpu, profile }: MigDevice): string {
  return gpu === null ? profile : `${profile} on GPU ${gpu}`;
}

function differentModes(full: readonly ReadGpu[]): PluginFinding {
  return {
    severity: "error",
    code: "DIFFERENT_MODES",
    message: "all devices on the node must be configured with the same migEnabled value",
    path: pathOf(full[0]?.index ?? null),
    hint: `MIG mode is off on ${gpuNames(full)}`,
  };
}

function noResource({ gpu, profile }: MigDevice): PluginFinding {
  return {
    severity: "error",
    code: "NO_RESOURCE",
    message: `MIG profile '${profile}' does not match any resource patterns`,
    path: pathOf(gpu),
    hint: "under mixed only whole GPU instances are offered; single takes their parts",
  };
}

function migHidden(withMig: readonly ReadGpu[]): PluginFinding {
  const [first] = withMig;
  return {
    severity: "warning",
    code: "MIG_HIDDEN",
    message: `MIG mode is on on ${gpuNames(withMig)}, and the strategy none offers each as a whole GPU, on which CUDA finds no device`,
    path: pathOf(first?.index ?? null),
    hint: "the strategies single and mixed offer MIG devices",
  };
}

function gpuNames(gpus: readonly ReadGpu[]): string {
  return `${gpus.length === 1 ? "GPU" : "GPUs"} ${gpus.map(({ index }) => index).join(", ")}`;
}

/** Into the node. */
function pathOf(gpu: number | null): Path {
  return gpu === null ? ["instances"] : ["gpus", gpu];
}
