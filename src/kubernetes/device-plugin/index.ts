/** NVIDIA's device plugin (NVIDIA/k8s-device-plugin v0.20): its config, and what it offers for a node. */
export { checkDevicePluginConfig } from "./check.js";
export type { DevicePluginCode, PluginFinding } from "./codes.js";
export { parseDevicePluginConfig } from "./config.js";
export { sharingStrategy, withoutIgnored } from "./effective.js";
export { devicePlugin, type PluginOnNode } from "./plugin.js";
export { type DeviceReferenceKind, deviceReferenceKind } from "./references.js";
export type * from "./types.js";
