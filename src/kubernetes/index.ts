/** `migpack/kubernetes`: names, labels and pods of a cluster with GPUs. */
export { GPU_RESOURCE, profileOfResource, qualifiedResourceName, resourceName, SHARED_SUFFIX } from "./names.js";
