import type { ClusterView } from "../../cluster/types.js";
import type { Finding } from "../../documents/finding.js";
import type { MigManagerCode } from "../../mig-manager/index.js";
import type { MigConfigCode } from "../../mig-parted/index.js";
import type { OperatorCode } from "../../operator/index.js";
import type { PodRule } from "../check-pod/index.js";

/** What becomes of a finding: the request is refused, let in with a warning, or let in without a word. */
export type RuleAction = "deny" | "warn" | "off";

/** What can be wrong in a file for mig-parted or in a ClusterPolicy. */
export type FileRule = MigConfigCode | OperatorCode | "REFUSED";

/** Without a word on a rule, errors deny, warnings warn, and notes are not told. */
export interface ReviewOptions {
  /** Pods are changed as well: for a mutating webhook, since a validating one may not send patches. Default false. */
  readonly mutate?: boolean;
  /** For pods, by the code of a finding. */
  readonly rules?: Readonly<Partial<Record<PodRule, RuleAction>>>;
  /** For a new value of `nvidia.com/mig.config` on a node; `IN_USE: "deny"` keeps instances in use. */
  readonly nodeRules?: Readonly<Partial<Record<MigManagerCode, RuleAction>>>;
  /** For ConfigMaps with a mig-parted file (`REFUSED`: mig-parted does not read it) and ClusterPolicies. */
  readonly fileRules?: Readonly<Partial<Record<FileRule, RuleAction>>>;
  /** An object that cannot be read, or nothing known that it could be judged by. Default allow, with a warning. */
  readonly onUnknown?: "allow" | "deny";
}

/** A review of `admission.k8s.io/v1` as the API server takes it. */
export interface AdmissionReviewResponse {
  /** Of the answered request. */
  readonly apiVersion: "admission.k8s.io/v1";
  /** Of the answered request. */
  readonly kind: "AdmissionReview";
  /** What the API server acts on. */
  readonly response: AdmissionResponse;
}

/** The answer to one request (`k8s.io/api/admission/v1`). */
export interface AdmissionResponse {
  /** Of the request. */
  readonly uid: string;
  /** Whether the object may be stored. */
  readonly allowed: boolean;
  /** Why not: an HTTP `code`, a `reason` of the API's list, and a `message` for people. */
  readonly status?: { readonly code: number; readonly reason?: string; readonly message: string };
  /** The only kind of patch that there is. */
  readonly patchType?: "JSONPatch";
  /** Base64 of a JSON Patch. */
  readonly patch?: string;
  /** Each of at most 120 characters, without control characters. */
  readonly warnings?: readonly string[];
  /** Codes of rules alone, never what the object holds. */
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** A finding, and what the options make of it. */
export interface Ruled {
  readonly finding: Finding;
  readonly action: RuleAction;
}

/** An object, and what it was before: null where it is new. */
export interface Judged {
  readonly object: Fields;
  readonly old: Fields | null;
  readonly cluster: ClusterView;
  readonly options: ReviewOptions;
}

type Fields = Readonly<Record<string, unknown>>;

export type Judge = (judged: Judged) => readonly Ruled[];
