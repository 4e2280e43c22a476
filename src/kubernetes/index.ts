/**
 * `migpack/kubernetes`: names, labels and pods of a cluster with GPUs, the device plugin and
 * mig-manager on a node, and the cluster as handlers see it. The last two stand in rooms above this
 * one, since mig-manager drives mig-parted, and ResourceSlices are DRA's.
 *
 * @module migpack/kubernetes
 */
export type { ClusterView } from "../cluster/types.js";
export { type ClusterObjects, clusterView } from "../cluster/view.js";
export type { Finding, Position } from "../documents/finding.js";
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export * from "../mig-manager/index.js";
export * from "./device-plugin/index.js";
export { type DroppedLabel, droppedLabels } from "./labels/dropped.js";
export { type GpuLabelsOptions, gpuLabels } from "./labels/gpu-labels.js";
export type { LabelSharing } from "./labels/sharing.js";
export { GPU_RESOURCE, profileOfResource, qualifiedResourceName, resourceName, SHARED_SUFFIX } from "./names.js";
export { featureFile, type NodeFeature, nodeFeature, readFeatureFile } from "./nodes/feature-file.js";
export { nodeGpusFromNode } from "./nodes/node-gpus.js";
export { type NodeReading, readNode } from "./nodes/read-node.js";
export * from "./pods/index.js";
