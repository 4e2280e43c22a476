/** The device plugin on a node: whether it starts, and what it offers. */
import type { Finding } from "../../documents/finding.js";
import { atTheDoor } from "../../door.js";
import type { MigStrategy, NodeGpus } from "../../gpu/node.js";
import { type ReadNode, readNodeGpus } from "../../gpu/read-node.js";
import { deepFreeze } from "../../model/freeze.js";
import { GPU_RESOURCE } from "../names.js";
import { configFindings, readOrFinding } from "./check.js";
import type { DevicePluginCode } from "./codes.js";
import { sharingStrategy, withoutIgnored } from "./effective.js";
import { flagFindings } from "./flag-values.js";
import { type Offer, offerOf } from "./offer.js";
import { shareOut } from "./replicas.js";
import type { DevicePluginConfig } from "./types.js";

/** What the device plugin does on a node. */
export interface PluginOnNode {
  /** false: it exits with an error, over and over. */
  readonly starts: boolean;
  /** resource -> what the node's capacity shows: devices, or devices times replicas where they are shared. */
  readonly resources: Readonly<Record<string, number>>;
  /** Paths of findings about the config lead into the config, of those about devices into the node. */
  readonly findings: readonly Finding<DevicePluginCode>[];
}

/** What the plugin takes a Tegra system for. */
const TEGRA: Offer = { resources: new Map([[GPU_RESOURCE, 1]]), hasMigDevices: false, findings: [] };

/**
 * What the device plugin (v0.20) offers for a node, or why it does not start, in its own words.
 *
 * The MIG strategy is `flags.migStrategy` of the config, else the node's, else none. A GPU whose
 * `mig` is absent counts as one with MIG mode off; where MIG devices are known by count alone
 * (`instances`), all GPUs that can do MIG count as having it on.
 *
 * @param config text or object as `parseDevicePluginConfig` takes it; absent: the plugin runs on
 *   its command line alone
 * @throws MigError as `readNodeGpus` does, for a node that cannot be; never for the config
 */
export function devicePlugin(node: NodeGpus, config?: unknown): PluginOnNode {
  return atTheDoor(() => deepFreeze(onNode(readNodeGpus(node), config)));
}

function onNode(node: ReadNode, given: unknown): PluginOnNode {
  const read = readOrFinding(given ?? {});
  if ("severity" in read) return { starts: false, resources: {}, findings: [read] };
  const config = withoutIgnored(read.config);
  const strategy = config.flags.migStrategy ?? node.strategy ?? "none";
  const findings = [...configFindings(read), ...flagFindings(config, strategy)];
  if (!starts(findings)) return { starts: false, resources: {}, findings };
  const { resources, findings: onDevices } = offered(node, config, strategy as MigStrategy); // an error above for any other
  const all = [...findings, ...onDevices];
  return starts(all) ? { starts: true, resources, findings: all } : { starts: false, resources: {}, findings: all };
}

function offered(
  node: ReadNode,
  config: DevicePluginConfig,
  strategy: MigStrategy,
): Pick<PluginOnNode, "resources" | "findings"> {
  const offer = config.flags.deviceDiscoveryStrategy === "tegra" ? TEGRA : offerOf(node, strategy);
  const shared = shareOut(offer, config);
  const findings = [...offer.findings, ...shared.findings];
  if (sharingStrategy(config) === "mps" && offer.hasMigDevices) findings.push(MPS_WITH_MIG);
  if (offer.resources.size === 0 && starts(findings)) findings.push(NO_DEVICES);
  const byName = [...shared.resources].sort(([a], [b]) => (a < b ? -1 : 1));
  return { resources: Object.fromEntries(byName), findings };
}

function starts(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== "error");
}

const MPS_WITH_MIG: Finding<DevicePluginCode> = {
  severity: "error",
  code: "MPS_UNSUPPORTED",
  message: "sharing using MPS is not supported for MIG devices",
  path: ["sharing", "mps"],
  hint: "share MIG devices by timeSlicing",
};

const NO_DEVICES: Finding<DevicePluginCode> = {
  severity: "note",
  code: "NO_DEVICES",
  message: "No devices found. Waiting indefinitely.",
  path: ["gpus"],
};
