/**
 * `migpack/mig-parted`: config files of NVIDIA/mig-parted, read, judged, applied and written.
 *
 * @module migpack/mig-parted
 */
export type { Finding, Position } from "../documents/finding.js";
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export { type CheckOptions, checkMigConfig } from "./check.js";
export { matchesDeviceFilter } from "./device-filter.js";
export { emitMigConfig } from "./export.js";
export type { MigConfigCode } from "./findings.js";
export { formatMigConfig } from "./format.js";
export { generateMigConfig } from "./generate.js";
export { migConfigForNodes, type NodeConfigs } from "./node-configs.js";
export { parseMigConfig } from "./parse.js";
export { beginsLikeMigConfig, holdsMigConfig } from "./recognise.js";
export { resolveMigConfig } from "./resolve.js";
export { selectMigConfig } from "./select.js";
export type { MigConfigEntry, MigConfigFile, ResolvedGpu } from "./types.js";
