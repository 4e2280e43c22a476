import type { ClusterView } from "../cluster/types.js";
import { fieldsOf } from "./fields.js";
import { type Answer, type Handler, json, refusal } from "./handler.js";

/** The parts of an answered review that a server looks at. */
interface AnsweredReview {
  readonly response: { readonly uid: string; readonly allowed: boolean; readonly status?: { readonly code: number } };
}

/** Characters of a uid in logs; the API server's have 36. */
const UID = 64;

/**
 * Reviews as HTTP. What is no review of admission.k8s.io/v1, or one without a uid, gets HTTP 400:
 * an answer that named no uid would be refused by the API server all the same, with a text that misleads.
 */
export function reviewHandler(judge: (review: unknown, view: ClusterView) => AnsweredReview): Handler {
  return (body, view): Answer => {
    if (!isReview(body)) return refusal(400, "an AdmissionReview of admission.k8s.io/v1 with a request and its uid is needed");
    const answer = judge(body, view);
    const { uid, allowed, status } = answer.response;
    return json(answer, {
      decision: allowed ? "allowed" : "denied",
      uid: uid.slice(0, UID),
      ...(allowed || status === undefined ? {} : { code: status.code }),
    });
  };
}

function isReview(body: unknown): boolean {
  const { apiVersion, kind, request } = fieldsOf(body);
  const { uid } = fieldsOf(request);
  return apiVersion === "admission.k8s.io/v1" && kind === "AdmissionReview" && typeof uid === "string" && uid !== "";
}
