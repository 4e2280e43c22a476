/** What a pod says it needs of a GPU, in annotations. */
import type { Finding } from "../../documents/finding.js";
import type { Path } from "../../error.js";
import { countOf } from "../../kubernetes/pods/devices.js";
import { parseQuantity } from "../../kubernetes/quantity.js";
import { show } from "../../model/quote.js";
import type { ProfileNeed } from "../../model/smallest.js";
import { fieldsOf } from "../review/request.js";

export const MIN_MEMORY = "migpack.io/min-memory";
export const MIN_COMPUTE = "migpack.io/min-compute-slices";
/** Which container is meant; without it the first. */
export const CONTAINER = "migpack.io/container";

const MIB = 2 ** 20;

/** Annotations that cannot be read, or that nothing serves. */
export type NeedFinding = Finding<"BAD_NEED" | "NO_PROFILE_SERVES">;

export type NeedReading =
  | { readonly ok: true; readonly need: ProfileNeed; readonly says: string; readonly container: string | null }
  | { readonly ok: false; readonly finding: NeedFinding };

/** null: the pod says nothing. `path` is the pod's. */
export function readNeed(pod: unknown, path: Path): NeedReading | null {
  const annotations = fieldsOf(fieldsOf(fieldsOf(pod).metadata).annotations);
  const [memory, compute, container] = [annotations[MIN_MEMORY], annotations[MIN_COMPUTE], annotations[CONTAINER]];
  if (memory === undefined && compute === undefined) return null;
  const bytes = memory === undefined ? null : bytesOf(memory);
  const slices = compute === undefined ? null : countOf(compute);
  if (bytes !== null && !bytes.ok) return bad(path, MIN_MEMORY, bytes.message, "an amount of memory, such as 18Gi");
  if (slices !== null && !slices.ok) return bad(path, MIN_COMPUTE, slices.message, "a number of compute slices, such as 2");
  return {
    ok: true,
    need: {
      ...(bytes === null ? {} : { minMemoryMiB: bytes.bytes / MIB }),
      ...(slices === null ? {} : { minComputeSlices: slices.count }),
    },
    says: [memory === undefined ? [] : `${memory} of memory`, slices === null ? [] : `${slices.count} compute slices`]
      .flat()
      .join(" and "),
    container: typeof container === "string" ? container : null,
  };
}

type Bytes = { readonly ok: true; readonly bytes: number } | { readonly ok: false; readonly message: string };

function bytesOf(memory: unknown): Bytes {
  if (typeof memory !== "string") return { ok: false, message: `a text is needed, not ${show(memory)}` };
  const reading = parseQuantity(memory);
  if (!reading.ok) return reading;
  const { sign, value } = reading.quantity;
  // An amount beyond 64 bits overflows, and comes out negative or as nothing.
  if (sign < 0 || (sign > 0 && value <= 0n)) return { ok: false, message: `${show(memory)} is no amount of memory` };
  return { ok: true, bytes: Number(value) };
}

function bad(path: Path, key: string, message: string, hint: string): NeedReading {
  const at = [...path, "metadata", "annotations", key];
  return { ok: false, finding: { severity: "error", code: "BAD_NEED", message, path: at, hint } };
}
