/** Which objects are judged, and by whom. */
import { judgeClusterPolicy } from "./cluster-policy.js";
import { judgeConfigMap } from "./config-map.js";
import { judgeNode } from "./node.js";
import { judgePods } from "./pods.js";
import { added } from "./ruled.js";
import type { Judge } from "./types.js";

/** What is wrong now and was not before. */
function againstOld(judge: Judge): Judge {
  return (judged) => {
    const now = judge(judged);
    if (now.length === 0 || judged.old === null) return now;
    return added(now, judge({ ...judged, object: judged.old, old: null }));
  };
}

const WORKLOADS = [
  "/Pod",
  "/PodTemplate",
  "/ReplicationController",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "batch/Job",
  "batch/CronJob",
];

/** By "group/Kind". */
const JUDGES: ReadonlyMap<string, Judge> = new Map([
  ...WORKLOADS.map((kind) => [kind, againstOld(judgePods)] as const),
  ["/Node", judgeNode],
  ["/ConfigMap", againstOld(judgeConfigMap)],
  ["nvidia.com/ClusterPolicy", againstOld(judgeClusterPolicy)],
]);

/** Whether objects of a kind are pods, or make them. */
export function isWorkload(kind: string): boolean {
  return WORKLOADS.includes(kind);
}

/** null: a kind that is none of ours. */
export function judgeOf(kind: string): Judge | null {
  return JUDGES.get(kind) ?? null;
}
