import type { ClusterView } from "../../cluster/types.js";
import { atTheDoor } from "../../door.js";
import { type ReadPod, readPod } from "../../kubernetes/pods/read.js";
import type { PodLike } from "../../kubernetes/pods/types.js";
import { deepFreeze } from "../../model/freeze.js";
import { type ReadCluster, readCluster } from "./cluster.js";
import { contextOf, type Rule } from "./context.js";
import { textOf } from "./pod-text.js";
import { remembered } from "./remembered.js";
import { badQuantity } from "./rules/bad-quantity.js";
import { badSpelling } from "./rules/bad-spelling.js";
import { inferredPlacements } from "./rules/inferred-placements.js";
import { noNodeCanHold } from "./rules/no-node-can-hold.js";
import { severalDevices, severalMigResources } from "./rules/one-container.js";
import { someNodesLackProfile } from "./rules/some-nodes-lack-profile.js";
import { strategyMismatch } from "./rules/strategy-mismatch.js";
import { unknownProfile } from "./rules/unknown-profile.js";
import { unprivilegedMigEnv } from "./rules/unprivileged-mig-env.js";
import type { PodFinding } from "./types.js";

/** In the order in which findings come. */
const RULES: readonly Rule[] = [
  badSpelling,
  badQuantity,
  unknownProfile,
  strategyMismatch,
  severalMigResources,
  severalDevices,
  unprivilegedMigEnv,
  noNodeCanHold,
  inferredPlacements,
  someNodesLackProfile,
];

/**
 * Everything wrong (errors) or suspicious (warnings) in a pod's requests for GPUs and MIG devices,
 * against what the cluster has. A pod that asks for none has no findings but those of its
 * environment variables. Paths lead into the pod.
 *
 * Where nothing is known of the cluster (no nodes and no `possible`), only the rules that need no
 * knowledge speak: spelling, quantities, several resources or devices in one container, variables.
 * "Possible" nodes can be of any size. NO_NODE_CAN_HOLD is exact; only nodes of several models on
 * which a search of fixed length ends early count as able.
 *
 * Cost: a view is read at its first pod, some microseconds a node, and taken to stay as it is; then a
 * pod takes some tens of microseconds, one like another before it some microseconds, and the first
 * with a nodeSelector a look at the labels of each node.
 *
 * @throws MigError INVALID_INPUT for what is no pod or no cluster view, with the path; as the
 *   models and layouts of the nodes ask for (UNKNOWN_MODEL, INVALID_LAYOUT, ...)
 */
export function checkPod(pod: PodLike, cluster: ClusterView): readonly PodFinding[] {
  return atTheDoor(() => judgePod(pod, cluster).findings);
}

/** A judged pod. */
export interface JudgedPod {
  readonly findings: readonly PodFinding[];
  /** It asks for devices, and nothing is known of any cluster that has them. */
  readonly isBlind: boolean;
}

/** As `checkPod`: the same object for pods that differ in nothing that a rule looks at. */
export function judgePod(pod: unknown, view: ClusterView): JudgedPod {
  return judged(readCluster(view), readPod(pod));
}

const judged: (cluster: ReadCluster, pod: ReadPod) => JudgedPod = remembered(textOf, (cluster, pod) => {
  const context = contextOf(pod, cluster);
  const isBlind = context.asked.length > 0 && !cluster.isKnown;
  return deepFreeze({ findings: RULES.flatMap((rule) => rule(context)), isBlind });
});
