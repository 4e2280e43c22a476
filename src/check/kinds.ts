/** What a document is, told from its own words: Kubernetes objects by their kind, files of programs by their keys. */
import { nearest } from "../model/nearest.js";

/** Kinds that migpack checks, and what people call them. */
export const KINDS = {
  "mig-parted": "mig-parted config",
  configMap: "ConfigMap",
  workload: "pod or pod template",
  operator: "GPU Operator values or ClusterPolicy",
  "device-plugin": "device-plugin config",
} as const;

export type Kind = keyof typeof KINDS;

/** The top-level key of mig-parted's config. */
const CONFIGS = "mig-configs";
/** Top-level keys of the GPU Operator's values that other charts do not have. */
const OPERATOR_KEYS = ["mig", "migManager", "devicePlugin", "dcgmExporter", "gfd", "sandboxDevicePlugin", "vgpuDeviceManager"];
/** Top-level keys of which the device plugin's config has one at least. */
const PLUGIN_KEYS = ["flags", "sharing"];

/** The kind of a document's value; null: nothing that migpack checks. */
export function kindOf(value: unknown, hasPods: (object: unknown) => boolean): Kind | null {
  const fields = fieldsOf(value);
  const has = (key: string) => Object.hasOwn(fields, key);
  if (has("apiVersion") && has("kind")) {
    if (fields.kind === "ConfigMap") return "configMap";
    if (fields.kind === "ClusterPolicy") return "operator";
    return hasPods(value) ? "workload" : null;
  }
  if (has(CONFIGS)) return "mig-parted";
  if (OPERATOR_KEYS.some(has)) return "operator";
  if (PLUGIN_KEYS.some(has)) return "device-plugin";
  // mig-parted itself will say which field it does not expect.
  return has("version") && Object.keys(fields).some((key) => nearest(key, [CONFIGS]).length > 0) ? "mig-parted" : null;
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Whether a text is a command that installs a chart, or the assignments of one, rather than a document. */
export function isHelmLine(text: unknown): boolean {
  return typeof text === "string" && /^(?:#.*\n|\s)*(?:\$ )?(?:helm\s|--set)/.test(text);
}
