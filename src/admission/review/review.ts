import type { ClusterView } from "../../cluster/types.js";
import { MigError } from "../../error.js";
import { readCluster } from "../check-pod/cluster.js";
import { changesOf } from "../mutate/mutate.js";
import { applied, encodedPatch } from "../mutate/patch.js";
import { answer, refusal } from "./answer.js";
import { isWorkload, judgeOf } from "./judges.js";
import { readReviewOptions } from "./options.js";
import { type AdmissionRequest, fieldsOf, readRequest } from "./request.js";
import { unreadable } from "./ruled.js";
import type { AdmissionReviewResponse, ReviewOptions } from "./types.js";

const NOTHING_KNOWN: ClusterView = Object.freeze({ nodes: Object.freeze([]) });
const BUILT_IN = readReviewOptions({});

/**
 * Answers an AdmissionReview of `admission.k8s.io/v1`:
 *
 * - Pods, and what has a pod template: `checkPod`.
 * - Nodes with a new value of `nvidia.com/mig.config`: `migManager`, with the file of the view.
 * - ConfigMaps with a file for mig-parted: `checkMigConfig`.
 * - ClusterPolicies: `checkOperatorValues`.
 *
 * Everything else is allowed, and so are DELETE and CONNECT, subresources such as status, and objects
 * that are being deleted. On UPDATE only what is new against `oldObject` counts.
 *
 * With `mutate` the answer carries a patch as well, and what it makes of the object is judged: names of
 * resources that differ from the device plugin's in spelling alone are put right, and a new Pod with
 * the annotations `migpack.io/min-memory: 18Gi` or `migpack.io/min-compute-slices: "2"` gets one device of
 * the smallest profile that serves, for its first container or the one that `migpack.io/container` names.
 *
 * A denial has code 422 where the object asks for what cannot be, 403 where it could be and the
 * options forbid it. `onUnknown` decides where an object cannot be read, or nothing is known to judge
 * it by; a view that is no view counts as nothing known.
 *
 * Never throws. A review without a readable uid, or of another version, is answered with uid "",
 * allowed false and code 400, options that are none with code 500.
 *
 * Cost: less than a tenth of a millisecond for a pod, besides the first look at a view; tens of
 * milliseconds for a ConfigMap with the operator's file, some hundreds for its first. Options that
 * `readReviewOptions` gave are not read again.
 */
export function reviewAdmission(
  review: unknown,
  cluster: ClusterView,
  options: ReviewOptions = BUILT_IN,
): AdmissionReviewResponse {
  const request = attempt(() => readRequest(review)) ?? null;
  if (request === null) {
    const message = "an AdmissionReview of admission.k8s.io/v1 with a request and its uid is needed";
    return refusal("", { code: 400, reason: "BadRequest", message });
  }
  try {
    return judged(request, usable(cluster), readReviewOptions(options));
  } catch (error) {
    const message = error instanceof MigError ? error.message : "what cannot be read";
    return refusal(request.uid, { code: 500, reason: "InternalError", message: `options: ${message}` });
  }
}

function judged(request: AdmissionRequest, cluster: ClusterView, options: ReviewOptions): AdmissionReviewResponse {
  const { uid, kind, operation, subResource } = request;
  const judge = judgeOf(kind);
  // A review that does not say what is done is taken for one of something new.
  if (judge === null || subResource !== "" || operation === "DELETE" || operation === "CONNECT") return answer(uid, [], null);
  try {
    const object = identified(request.object, kind);
    if (object === null) return answer(uid, [unreadable("the object cannot be read", options)], null);
    if (isBeingDeleted(object)) return answer(uid, [], null);
    const old = operation === "UPDATE" ? identified(request.oldObject, kind) : null;
    if (options.mutate !== true || !isWorkload(kind)) return answer(uid, judge({ object, old, cluster, options }), null);
    const { operations, findings } = changesOf({ object, old, cluster, options });
    const changed = { ...object, ...fieldsOf(applied(object, operations)) };
    const patch = operations.length === 0 ? null : encodedPatch(operations);
    const found = judge({ object: changed, old, cluster, options });
    // The list itself where nothing is added: what is said of it is known to who has said it before.
    return answer(uid, findings.length === 0 ? found : [...findings, ...found], patch);
  } catch {
    // What a getter or a proxy throws, or a depth that no stack holds.
    return answer(uid, [unreadable("the object cannot be read", options)], null);
  }
}

/** With the kind that the request says it is of; null: no object. */
function identified(object: unknown, kind: string): Readonly<Record<string, unknown>> | null {
  if (typeof object !== "object" || object === null || Array.isArray(object)) return null;
  const [group = "", name = ""] = kind.split("/");
  return { ...object, apiVersion: group === "" ? "v1" : `${group}/v1`, kind: name };
}

function isBeingDeleted({ metadata }: Readonly<Record<string, unknown>>): boolean {
  const { deletionTimestamp } = fieldsOf(metadata);
  return deletionTimestamp !== undefined && deletionTimestamp !== null;
}

/** The view, or where it cannot be read the one of nothing. */
function usable(cluster: ClusterView): ClusterView {
  return attempt(() => readCluster(cluster)) === undefined ? NOTHING_KNOWN : cluster;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
