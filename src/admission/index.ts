/**
 * `migpack/admission`: pods and what else asks for MIG devices, judged before it is let in.
 *
 * @module migpack/admission
 */
export type { ClusterView } from "../cluster/types.js";
export { checkPod, type PodFinding, type PodRule } from "./check-pod/index.js";
export { webhookManifests } from "./manifests/manifests.js";
export type { KubernetesObject, WebhookManifestOptions } from "./manifests/types.js";
export { readReviewOptions } from "./review/options.js";
export { reviewAdmission } from "./review/review.js";
export type { AdmissionResponse, AdmissionReviewResponse, FileRule, ReviewOptions, RuleAction } from "./review/types.js";
