/**
 * `migpack/dra`: resource.k8s.io/v1, as the NVIDIA DRA driver publishes it.
 *
 * @module migpack/dra
 */
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export type { NodeAttributes } from "./attributes.js";
export { type ClaimCode, type ClaimFinding, checkResourceClaim } from "./check-claim.js";
export { deviceClass, profileSelector, type ResourceClaimOptions, resourceClaim } from "./claims.js";
export { modelsFromResourceSlices, type ReadSlicesOptions } from "./models.js";
export { nodesFromResourceSlices } from "./nodes.js";
export { type ResourceSliceOptions, resourceSlices } from "./slices.js";
export type * from "./types.js";
