/** What is told to the API server. */
import { deepFreeze } from "../../model/freeze.js";
import type { AdmissionResponse, AdmissionReviewResponse, Ruled } from "./types.js";
import { denialOf, warningsOf } from "./warnings.js";

type Status = NonNullable<AdmissionResponse["status"]>;

/** What cannot work is invalid; what could, and is not wanted, is forbidden. */
const INVALID = { code: 422, reason: "Invalid" };
const FORBIDDEN = { code: 403, reason: "Forbidden" };

/** What a response says besides the uid and the patch. */
type Verdict = Omit<AdmissionResponse, "uid" | "patch" | "patchType">;

/** By the findings, which pods that are alike share. */
const verdicts = new WeakMap<readonly Ruled[], Verdict>();

/** @param patch a JSON Patch in base64 */
export function answer(uid: string, findings: readonly Ruled[], patch: string | null): AdmissionReviewResponse {
  let verdict = verdicts.get(findings);
  if (verdict === undefined) {
    verdict = deepFreeze(verdictOf(findings));
    verdicts.set(findings, verdict);
  }
  return reviewOf({ uid, ...verdict, ...(verdict.allowed && patch !== null ? { patchType: "JSONPatch", patch } : {}) });
}

function verdictOf(findings: readonly Ruled[]): Verdict {
  const denying = findings.filter(({ action }) => action === "deny").map(({ finding }) => finding);
  const warning = findings.filter(({ action }) => action === "warn").map(({ finding }) => finding);
  const allowed = denying.length === 0;
  const warnings = warningsOf(warning);
  const audit = {
    ...(allowed ? {} : { denied: codesOf(denying) }),
    ...(warning.length === 0 ? {} : { warned: codesOf(warning) }),
  };
  const kind = denying.some(({ severity }) => severity === "error") ? INVALID : FORBIDDEN;
  return {
    allowed,
    ...(allowed ? {} : { status: { ...kind, message: denialOf(denying) } }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(Object.keys(audit).length === 0 ? {} : { auditAnnotations: audit }),
  };
}

function codesOf(findings: readonly { readonly code: string }[]): string {
  return [...new Set(findings.map(({ code }) => code))].join(",");
}

export function refusal(uid: string, status: Status): AdmissionReviewResponse {
  return reviewOf({ uid, allowed: false, status });
}

function reviewOf(response: AdmissionResponse): AdmissionReviewResponse {
  return deepFreeze({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response });
}
