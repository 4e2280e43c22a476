/**
 * `migpack/nvidia-smi`: text that people paste, read; commands that they run, written.
 *
 * @module migpack/nvidia-smi
 */
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export { type CommandOptions, emitCommands } from "./commands.js";
export { type CreatedInstance, parseCreated } from "./created.js";
export { type DeviceListRow, type MigDeviceRow, parseDeviceList } from "./devices.js";
export { type ComputeInstanceRow, type GpuInstanceRow, parseComputeInstances, parseGpuInstances } from "./instances.js";
export { modelFromNvidiaSmi } from "./model.js";
export { type MigDeviceUsage, parseMigDevicesTable } from "./overview.js";
export {
  type ComputeInstanceProfileRow,
  type GpuInstanceProfileRow,
  type PossiblePlacementsRow,
  parseComputeInstanceProfiles,
  parseGpuInstanceProfiles,
  parsePossiblePlacements,
} from "./profiles.js";
export { readNvidiaSmi } from "./read.js";
