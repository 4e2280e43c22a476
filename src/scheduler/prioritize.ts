import type { ClusterView } from "../cluster/types.js";
import { atTheDoor } from "../door.js";
import { deepFreeze } from "../model/freeze.js";
import { type ExtenderOptions, judge } from "./question.js";

/** HostPriorityList of k8s.io/kube-scheduler extender/v1: for each `Host` a `Score`, whole, from 0 to 10. */
export type HostPriorityList = readonly { readonly Host: string; readonly Score: number }[];

/**
 * The prioritize verb of a kube-scheduler extender: how well a pod sits on each of the nodes sent, in
 * their order. Never throws; empty for arguments that cannot be read.
 *
 * - Static MIG: 1 to 10 by the share of the node's devices in use with this pod on it: full nodes first.
 * - `dynamic`: 4 to 10 where there is room beside everything that may be in use: 10 where no
 *   (profile, start) pair is lost, 7 where as many are as on empty GPUs, 4 where twice as many are.
 *   1 to 3 where only some arrangement is known to exist, by the share of devices in use.
 * - 0 for a node that `extenderFilter` does not let pass or knows nothing of, and for a pod without devices.
 *
 * Cost: as `extenderFilter`.
 */
export function extenderPrioritize(args: unknown, cluster: ClusterView, options?: ExtenderOptions): HostPriorityList {
  try {
    return atTheDoor(() =>
      deepFreeze(
        judge(args, cluster, options).nodes.map(({ candidate, verdict }) => ({
          Host: candidate.name,
          Score: verdict.passes ? verdict.score : 0,
        })),
      ),
    );
  } catch {
    return Object.freeze([]);
  }
}
