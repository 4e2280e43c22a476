/** A pod's requests for MIG devices, judged. */
export { checkPod } from "./check-pod.js";
export type { PodFinding, PodRule } from "./types.js";
