/** What of a config the plugin goes by: DisableResourceNamingInConfig and SharingStrategy (api/config/v1/{config,sharing}.go). */
import { atTheDoor } from "../../door.js";
import { deepFreeze } from "../../model/freeze.js";
import { SHARED_SUFFIX } from "../names.js";
import type { PluginFinding } from "./codes.js";
import type { DevicePluginConfig, SharedResource, SharedResources, SharingStrategy } from "./types.js";

/**
 * How a config that was read shares devices: by MPS where it says so, whatever else it says.
 *
 * @throws MigError INVALID_INPUT for what `parseDevicePluginConfig` does not give
 */
export function sharingStrategy(config: DevicePluginConfig): SharingStrategy {
  return atTheDoor(() => {
    const { sharing } = config;
    if (sharing.mps !== undefined) return "mps";
    return sharing.timeSlicing.resources === undefined ? "none" : "time-slicing";
  });
}

/** What is shared, under the strategy that counts. */
export function sharedResourcesOf({ sharing }: DevicePluginConfig): SharedResources {
  return sharing.mps ?? sharing.timeSlicing;
}

/**
 * A config that was read, after the plugin has reset what it does not honour: `resources`, and of
 * shared resources `devices` and every `rename` but the default one.
 *
 * @throws MigError INVALID_INPUT for what `parseDevicePluginConfig` does not give
 */
export function withoutIgnored(config: DevicePluginConfig): DevicePluginConfig {
  return atTheDoor(() => {
    const { timeSlicing, mps } = config.sharing;
    const sharing = { timeSlicing: honoured(timeSlicing), ...(mps === undefined ? {} : { mps: honoured(mps) }) };
    return deepFreeze({ ...config, resources: { gpus: null }, sharing });
  });
}

function honoured(shared: SharedResources): SharedResources {
  if (shared.resources === undefined) return shared;
  return { ...shared, resources: shared.resources.map((resource) => honouredResource(resource, shared)) };
}

function honouredResource(resource: SharedResource, shared: SharedResources): SharedResource {
  const rename = renameOf(resource, shared);
  return { name: resource.name, ...(rename === undefined ? {} : { rename }), devices: "all", replicas: resource.replicas };
}

function renameOf({ name }: SharedResource, { renameByDefault }: SharedResources): string | undefined {
  return renameByDefault === true ? `${name}${SHARED_SUFFIX}` : undefined;
}

/** A warning, in the plugin's words, for each section that it ignores. */
export function ignoredParts(config: DevicePluginConfig): readonly PluginFinding[] {
  const { gpus, mig = [] } = config.resources;
  const findings: PluginFinding[] = [];
  if ((gpus ?? []).length + mig.length > 0) {
    findings.push({
      severity: "warning",
      code: "RESOURCES_IGNORED",
      message: "Customizing the 'resources' field is not yet supported in the config. Ignoring...",
      path: ["resources"],
    });
  }
  for (const section of ["timeSlicing", "mps"] as const) findings.push(...ignoredOfShared(config, section));
  return findings;
}

function ignoredOfShared(config: DevicePluginConfig, section: "timeSlicing" | "mps"): readonly PluginFinding[] {
  const shared = config.sharing[section] ?? {};
  const resources = shared.resources ?? [];
  const path = ["sharing", section, "resources"];
  const renamed = resources.findIndex((resource) => resource.rename !== renameOf(resource, shared));
  const chosen = resources.findIndex(({ devices }) => devices !== "all");
  const findings: PluginFinding[] = [];
  if (renamed >= 0) {
    findings.push({
      severity: "warning",
      code: "RENAME_IGNORED",
      message: `Setting the 'rename' field in sharing.${section}.resources is not yet supported in the config. Ignoring...`,
      path: [...path, renamed, "rename"],
      hint: `renameByDefault: true offers shared resources under their names with ${SHARED_SUFFIX}`,
    });
  }
  if (chosen >= 0) {
    findings.push({
      severity: "warning",
      code: "DEVICES_IGNORED",
      message: `Customizing the 'devices' field in sharing.${section}.resources is not yet supported in the config. Ignoring...`,
      path: [...path, chosen, "devices"],
      hint: "all devices of the resource are shared",
    });
  }
  return findings;
}
