/** What a list of shared devices names (api/config/v1/replicas.go). */

const MAX_UINT64 = 2n ** 64n - 1n;
const UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
/** github.com/google/uuid: plain, without dashes, as URN, or in what need not be braces. */
const ANY_UUID = new RegExp(`^(?:${UUID}|[0-9a-fA-F]{32}|[uU][rR][nN]:[uU][uU][iI][dD]:${UUID}|[^]${UUID}[^])$`);
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

function isUint(text: string): boolean {
  // Twenty digits and any number of zeros before them.
  return /^0*[0-9]{1,20}$/.test(text) && BigInt(text.replace(/^0+(?=.)/, "")) <= MAX_UINT64;
}

function isGpuUuid(text: string): boolean {
  return text.startsWith("GPU-") && ANY_UUID.test(text.slice(4));
}

function isMigUuid(text: string): boolean {
  if (!text.startsWith("MIG-")) return false;
  const rest = text.slice(4);
  if (ANY_UUID.test(rest)) return true;
  const parts = rest.split("/");
  const [gpu = "", instance = "", computeInstance = ""] = parts;
  return parts.length === 3 && isGpuUuid(gpu) && isUint(instance) && isUint(computeInstance);
}
