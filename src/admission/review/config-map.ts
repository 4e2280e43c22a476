import type { ClusterView } from "../../cluster/types.js";
import type { Finding } from "../../documents/finding.js";
import { MigError, type Path } from "../../error.js";
import type { NodeGpus } from "../../gpu/node.js";
import { checkMigConfig, holdsMigConfig } from "../../mig-parted/index.js";
import { readCluster } from "../check-pod/cluster.js";
import { fieldsOf } from "./request.js";
import { ruled, unreadable } from "./ruled.js";
import type { Judge } from "./types.js";

/** Larger files than any cluster needs would cost seconds; the operator's has 11 KiB. */
const LONGEST = 262_144;

/**
 * Files for mig-parted, judged by the built-in models rather than by the nodes: one file serves all
 * of a cluster's GPUs, and the operator's own names profiles of many models, of which a cluster has few.
 * Models that are not built in are looked at where a config suits no other.
 */
export const judgeConfigMap: Judge = ({ object, old, cluster, options }) => {
  const before = fieldsOf(old?.data);
  return Object.entries(fieldsOf(object.data)).flatMap(([key, text]) => {
    if (typeof text !== "string" || text === before[key] || !holdsMigConfig(text)) return [];
    if (text.length > LONGEST)
      return [unreadable(`data.${key} is longer than ${LONGEST} characters, and was not judged`, options)];
    return ruled(fileFindings(text, ["data", key], cluster), options.fileRules);
  });
};

function fileFindings(text: string, place: Path, cluster: ClusterView): readonly Finding[] {
  return judged(text, cluster).map(({ position, ...finding }) => {
    const message = position === undefined ? finding.message : `line ${position.line}: ${finding.message}`;
    return { ...finding, message, path: [...place, ...finding.path] };
  });
}

function judged(text: string, cluster: ClusterView): readonly Finding[] {
  try {
    const findings = checkMigConfig(text);
    if (!findings.some(isError)) return findings;
    const nodes = kindsOf(cluster);
    if (nodes.length === 0) return findings;
    const failing = new Set(checkMigConfig(text, { nodes }).filter(isError).map(configOf));
    return findings.filter((finding) => !isError(finding) || failing.has(configOf(finding)));
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    return [{ severity: "error", code: "REFUSED", message: error.message, path: [] }];
  }
}

/** As nodes: what the cluster has and may have, without what runs there. */
function kindsOf(cluster: ClusterView): readonly NodeGpus[] {
  const { kinds, possible } = readCluster(cluster);
  const nodes = kinds.map(({ name, strategy, gpus }) => ({
    name,
    ...(strategy === null ? {} : { strategy }),
    gpus: gpus.map((gpu) => (gpu.model === null ? { model: gpu.name, migCapable: false } : { model: gpu.model })),
  }));
  return [...nodes, ...possible.map((model) => ({ name: model.name, gpus: [{ model }] }))];
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

function configOf({ path }: Finding): string {
  return String(path[1]);
}
