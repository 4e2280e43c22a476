/**
 * `migpack/cdi`: how containers ask for devices, and the Container Device Interface.
 *
 * @module migpack/cdi
 */
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export { type DeviceId, parseDeviceId } from "./device-id.js";
export type { DeviceNameStrategy } from "./device-names.js";
export type { InstanceId } from "./order.js";
export { type CdiEdits, type CdiSpec, cdiSpec } from "./spec.js";
export { parseVisibleDevices } from "./visible-devices.js";
