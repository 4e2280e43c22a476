/**
 * What the charts of the GPU Operator take, as far as MIG or common mistakes go: every release from
 * v1.7.0 to v26.7.0 of NVIDIA/gpu-operator, deployments/gpu-operator/{values.yaml,templates,crds}.
 */

/** Major, minor and patch. */
export type Version = readonly [number, number, number];

/** The newest release that the table knows; later ones are judged as this one. */
export const NEWEST: Version = [26, 7, 0];

/**
 * section: a map whose keys are all in the table, and which templates look into without asking
 * whether it is there. map: any keys. text: no map and no list. list. any.
 */
export type Kind = "section" | "map" | "text" | "list" | "any";

export interface KnownKey {
  readonly path: string;
  readonly kind: Kind;
  readonly since: Version;
  /** The first release without it; null: the newest has it. */
  readonly until: Version | null;
}

const FIRST: Version = [1, 7, 0];
/** Where the keys that every operand had moved to `daemonsets`. */
const DAEMONSETS: Version = [1, 8, 0];

type Row = readonly [path: string, kind: Kind, since?: Version, until?: Version];

const ROWS: readonly Row[] = [
  ["mig", "section"],
  ["mig.strategy", "text"],
  ["migManager", "section"],
  ["migManager.enabled", "text"],
  ["migManager.repository", "text"],
  ["migManager.image", "text"],
  ["migManager.version", "text"],
  ["migManager.imagePullPolicy", "text"],
  ["migManager.imagePullSecrets", "list"],
  ["migManager.env", "list"],
  ["migManager.args", "list"],
  ["migManager.resources", "map"],
  ["migManager.tolerations", "any", FIRST, DAEMONSETS],
  ["migManager.nodeSelector", "any", FIRST, DAEMONSETS],
  ["migManager.affinity", "any", FIRST, DAEMONSETS],
  ["migManager.podSecurityContext", "any", FIRST, DAEMONSETS],
  ["migManager.priorityClassName", "any", FIRST, DAEMONSETS],
  ["migManager.securityContext", "any", FIRST, [1, 11, 0]],
  ["migManager.hostNetwork", "text", [26, 3, 1]],
  ["migManager.config", "section", [1, 8, 2]],
  ["migManager.config.name", "text", [1, 8, 2]],
  ["migManager.config.default", "text", [23, 3, 0]],
  ["migManager.config.create", "text", [24, 6, 0]],
  ["migManager.config.data", "map", [24, 6, 0]],
  ["migManager.gpuClientsConfig", "section", [1, 9, 0]],
  ["migManager.gpuClientsConfig.name", "text", [1, 9, 0]],
  ["devicePlugin", "map"],
  ["devicePlugin.enabled", "text", [22, 9, 0]],
  ["devicePlugin.config", "section", [1, 11, 0]],
  ["devicePlugin.config.name", "text", [1, 11, 0]],
  ["devicePlugin.config.default", "text", [1, 11, 0]],
  ["devicePlugin.config.create", "text", [22, 9, 1]],
  ["devicePlugin.config.data", "map", [22, 9, 1]],
  ["gfd", "map"],
  ["gfd.enabled", "text", [22, 9, 0]],
  ["dcgmExporter", "map"],
  ["dcgmExporter.enabled", "text", [22, 9, 0]],
  ["cdi", "map", [23, 3, 0]],
  ["cdi.enabled", "text", [23, 3, 0]],
  ["cdi.default", "text", [23, 3, 0], [25, 10, 0]],
  ["daemonsets", "map", [1, 8, 0]],
  ["daemonsets.labels", "map", [22, 9, 2]],
  ["daemonsets.annotations", "map", [22, 9, 2]],
  ["driver", "map"],
  ["driver.image", "text"],
  ["driver.usePrecompiled", "text", [23, 3, 0]],
  ["operator", "map"],
  ["operator.image", "text"],
  ["operator.defaultRuntime", "text", FIRST, [25, 3, 0]],
  ["psp", "map", FIRST, [24, 3, 0]],
  ["psa", "map", [23, 6, 0]],
  ["toolkit", "map"],
  ["toolkit.image", "text"],
  ["validator", "map"],
  ["validator.repository", "text"],
  ["validator.image", "text"],
  ["validator.version", "text"],
  ["clusterPolicy", "map", [26, 7, 0]],
  ["gpuCluster", "map", [26, 7, 0]],
  ["draDriver", "map", [26, 7, 0]],
  ["hostPaths", "map", [24, 6, 0]],
  ["gdrcopy", "map", [24, 3, 0]],
  ["kataManager", "map", [23, 6, 0]],
  ["ccManager", "map", [23, 6, 0]],
  ["kataSandboxDevicePlugin", "map", [26, 3, 0]],
  ["extraObjects", "list", [26, 3, 0]],
  ["sandboxWorkloads", "map", [1, 11, 0]],
  ["sandboxDevicePlugin", "map", [1, 11, 0]],
  ["vgpuManager", "map", [1, 11, 0]],
  ["vgpuDeviceManager", "map", [1, 11, 0]],
  ["vfioManager", "map", [1, 11, 0]],
  ["gds", "map", [1, 10, 0]],
  ["dcgm", "map", [1, 8, 0]],
  ["nodeStatusExporter", "map", [1, 8, 0]],
  ["platform", "map"],
  ["nfd", "map"],
  ["node-feature-discovery", "map"],
  // Helm's own.
  ["global", "map"],
];

/** By path. Those at the top are all that there are. */
export const KNOWN_KEYS: ReadonlyMap<string, KnownKey> = new Map(
  ROWS.map(([path, kind, since = FIRST, until = null]) => [path, { path, kind, since, until }] as const),
);

/** The release from which on the operator makes the config from the hardware where none is named (controllers/object_controls.go). */
export const GENERATED_CONFIG: Version = [26, 3, 0];
/** From which on templates refuse what cannot work (templates/validations.yaml). */
export const VALIDATIONS: Version = [26, 7, 0];

/** A field of the ClusterPolicy (crds/nvidia.com_clusterpolicies.yaml); `env` lists objects with fields of their own. */
export type FieldType = "object" | "array" | "string" | "boolean";

type FieldRow = readonly [path: string, type: FieldType, since?: Version];

const FIELDS: readonly FieldRow[] = [
  ["mig", "object"],
  ["mig.strategy", "string"],
  ["migManager", "object"],
  ["migManager.args", "array"],
  ["migManager.config", "object"],
  ["migManager.config.default", "string", [23, 3, 0]],
  ["migManager.config.name", "string"],
  ["migManager.enabled", "boolean"],
  ["migManager.env", "array"],
  ["migManager.gpuClientsConfig", "object"],
  ["migManager.gpuClientsConfig.name", "string"],
  ["migManager.hostNetwork", "boolean", [26, 3, 1]],
  ["migManager.image", "string"],
  ["migManager.imagePullPolicy", "string"],
  ["migManager.imagePullSecrets", "array"],
  ["migManager.repository", "string"],
  ["migManager.resources", "object"],
  ["migManager.version", "string"],
];

export interface Field {
  readonly path: string;
  readonly type: FieldType;
  readonly since: Version;
}

/** By path below `spec`. */
export const FIELDS_OF_POLICY: ReadonlyMap<string, Field> = new Map(
  FIELDS.map(([path, type, since = FIRST]) => [path, { path, type, since }] as const),
);
/** Fields of `spec` beside those: only their names are looked at. */
export const OTHER_SECTIONS: readonly string[] = [
  ...["ccManager", "cdi", "daemonsets", "dcgm", "dcgmExporter", "devicePlugin", "driver", "gdrcopy", "gds", "gfd", "hostPaths"],
  ...["kataManager", "kataSandboxDevicePlugin", "nodeStatusExporter", "operator", "psa", "psp", "sandboxDevicePlugin"],
  ...["sandboxWorkloads", "toolkit", "validator", "vfioManager", "vgpuDeviceManager", "vgpuManager"],
];

/** "v24.6.0", or "24.6"; null: no release, as a range of versions is none. */
export function versionOf(text: string): Version | null {
  const [, major, minor, patch = "0"] = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[-+].*)?$/.exec(text.trim()) ?? [];
  return major === undefined ? null : [Number(major), Number(minor), Number(patch)];
}

export function versionText(version: Version): string {
  return `v${version.join(".")}`;
}

/** Whether a release is `since` or later. */
export function isFrom(version: Version, since: Version): boolean {
  const [major, minor, patch] = version.map((part, i) => part - (since[i] ?? 0));
  return (major || minor || patch || 0) >= 0;
}
