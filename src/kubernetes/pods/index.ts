/** Pods and the devices they ask for. */
export { effectiveMigRequest, type PodDevices, podDevices } from "./request.js";
export { type PodTemplate, podTemplatesOf } from "./templates.js";
export type { ContainerLike, PodLike } from "./types.js";
