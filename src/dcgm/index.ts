/**
 * `migpack/dcgm`: what dcgm-exporter measures of GPU instances, and what follows from it.
 *
 * @module migpack/dcgm
 */
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export { nodesOfDcgm } from "./nodes.js";
export { type RightSizeOptions, type RightSizing, rightSize } from "./right-size.js";
export { type DcgmSample, readDcgmMetrics } from "./samples.js";
