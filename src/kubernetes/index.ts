/** `migpack/kubernetes`: names, labels and pods of a cluster with GPUs. */
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export { type DroppedLabel, droppedLabels } from "./labels/dropped.js";
export { type GpuLabelsOptions, gpuLabels } from "./labels/gpu-labels.js";
export type { LabelSharing } from "./labels/sharing.js";
export { GPU_RESOURCE, profileOfResource, qualifiedResourceName, resourceName, SHARED_SUFFIX } from "./names.js";
export { featureFile, type NodeFeature, nodeFeature, readFeatureFile } from "./nodes/feature-file.js";
export { nodeGpusFromNode } from "./nodes/node-gpus.js";
export { type NodeReading, readNode } from "./nodes/read-node.js";
