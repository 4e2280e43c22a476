/** What a list of shared devices names (api/config/v1/replicas.go). */
import { isGpuUuid, isUint, isUuid } from "../../gpu/uuid.js";

/** Longer than any reference. */
const LONGEST = 128;

/** gpu-index "0"; mig-index "0:1"; gpu-uuid "GPU-..."; mig-uuid "MIG-..." or "MIG-GPU-.../3/0". */
export type DeviceReferenceKind = "gpu-index" | "mig-index" | "gpu-uuid" | "mig-uuid";

/** What kind of device a text refers to, or null where the plugin takes it for none. Never throws. */
export function deviceReferenceKind(text: string): DeviceReferenceKind | null {
  if (typeof text !== "string") return null;
  if (isUint(text)) return "gpu-index";
  if (text.length > LONGEST) return null;
  const colon = text.indexOf(":");
  if (colon >= 0 && isUint(text.slice(0, colon)) && isUint(text.slice(colon + 1))) return "mig-index";
  if (isGpuUuid(text)) return "gpu-uuid";
  return isMigUuid(text) ? "mig-uuid" : null;
}

function isMigUuid(text: string): boolean {
  if (!text.startsWith("MIG-")) return false;
  const rest = text.slice(4);
  if (isUuid(rest)) return true;
  const parts = rest.split("/");
  const [gpu = "", instance = "", computeInstance = ""] = parts;
  return parts.length === 3 && isGpuUuid(gpu) && isUint(instance) && isUint(computeInstance);
}
