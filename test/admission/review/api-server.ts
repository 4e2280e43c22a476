/** What an API server asks of an answer: k8s.io/apiserver pkg/admission/plugin/webhook/request, apimachinery pkg/util/net/http.go NewWarningHeader. */
import { expect } from "vitest";

interface Answer {
  readonly apiVersion: string;
  readonly kind: string;
  readonly response: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly status?: { readonly code: number; readonly message: string };
    readonly patch?: string;
    readonly patchType?: string;
    readonly warnings?: readonly string[];
    readonly auditAnnotations?: Readonly<Record<string, string>>;
  };
}

/** Beyond it the server begins to cut warnings. */
const ALL_WARNINGS = 4096;

export function validAnswer(review: unknown, answer: Answer): void {
  expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  const { apiVersion, kind, response } = answer;
  expect([apiVersion, kind]).toEqual(["admission.k8s.io/v1", "AdmissionReview"]);
  const { uid, allowed, status, patch, patchType, warnings = [], auditAnnotations = {} } = response;
  if (status?.code === 400) expect([uid, allowed]).toEqual(["", false]);
  else expect(uid).toBe((review as { request: { uid: string } }).request.uid);
  expect(allowed).toBe(status === undefined);
  if (status !== undefined) {
    expect([400, 403, 422, 500]).toContain(status.code);
    expect(status.message).not.toBe("");
  }
  expect(patchType).toBe(patch === undefined ? undefined : "JSONPatch");
  expect(new Set(warnings).size).toBe(warnings.length);
  for (const warning of warnings) {
    expect(warning).not.toMatch(/\p{Cc}/u);
    expect(warning).not.toMatch(/\p{Cs}/u);
    expect(warning.length).toBeGreaterThan(0);
    expect(warning.length).toBeLessThanOrEqual(120);
  }
  expect([...warnings.join("")].length).toBeLessThanOrEqual(ALL_WARNINGS);
  for (const [key, value] of Object.entries(auditAnnotations)) {
    expect(key).toMatch(/^[a-z-]+$/);
    expect(value).toMatch(/^[A-Z_,]+$/);
  }
}
