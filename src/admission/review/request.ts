/** A review read at the door: admission/v1 types.go of k8s.io/api. */

/** The parts of an AdmissionRequest that decide. */
export interface AdmissionRequest {
  readonly uid: string;
  /** "group/Kind", the group "" for the core. */
  readonly kind: string;
  readonly operation: string;
  /** "" for the object itself. */
  readonly subResource: string;
  /** As they came; neither is read yet. */
  readonly object: unknown;
  readonly oldObject: unknown;
}

const VERSION = "admission.k8s.io/v1";
/** The API server's have 36 characters. */
const LONGEST_UID = 1024;

/**
 * null: no review that can be answered, since it names no uid, or is of another version, whose
 * answer would be another. A review without any `apiVersion` and `kind` is taken for one of v1.
 */
export function readRequest(review: unknown): AdmissionRequest | null {
  const { apiVersion, kind, request } = fieldsOf(review);
  if (!isAbsentOr(apiVersion, VERSION) || !isAbsentOr(kind, "AdmissionReview")) return null;
  const { uid, kind: of, operation, subResource, object, oldObject } = fieldsOf(request);
  if (typeof uid !== "string" || uid === "" || uid.length > LONGEST_UID) return null;
  return {
    uid,
    kind: kindOf(fieldsOf(of), fieldsOf(object)),
    operation: textOf(operation),
    subResource: textOf(subResource),
    object,
    oldObject,
  };
}

/** As the request says, else as the object does. */
function kindOf({ group, kind }: Fields, { apiVersion, kind: own }: Fields): string {
  if (typeof kind === "string") return `${textOf(group)}/${kind}`;
  const version = textOf(apiVersion);
  return `${version.includes("/") ? version.slice(0, version.indexOf("/")) : ""}/${textOf(own)}`;
}

function isAbsentOr(value: unknown, wanted: string): boolean {
  return value === undefined || value === null || value === wanted;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

type Fields = Readonly<Record<string, unknown>>;

/** The own fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
