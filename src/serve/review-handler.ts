import type { AdmissionReviewResponse } from "../admission/index.js";
import type { ClusterView } from "../cluster/types.js";
import { type Handler, json, refusal } from "./handler.js";

/** Characters of a uid in logs; the API server's have 36. */
const UID = 64;

/**
 * Reviews as HTTP. What is none gets HTTP 400: an answer that names no uid would be refused by the
 * API server all the same, with a text that misleads.
 */
export function reviewHandler(judge: (review: unknown, view: ClusterView) => AdmissionReviewResponse): Handler {
  return (body, view) => {
    const answer = judge(body, view);
    const { uid, allowed, status } = answer.response;
    if (uid === "") return refusal(status?.code ?? 400, status?.message ?? "no AdmissionReview");
    return json(answer, {
      decision: allowed ? "allowed" : "denied",
      uid: uid.slice(0, UID),
      ...(allowed || status === undefined ? {} : { code: status.code }),
    });
  };
}
