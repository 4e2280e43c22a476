import type { ClusterView } from "../cluster/types.js";
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { type ExtenderOptions, type Judged, judge } from "./question.js";

/** ExtenderFilterResult of k8s.io/kube-scheduler extender/v1, keys as Go spells them there. */
export interface ExtenderFilterResult {
  /** A NodeList of the same Node objects. Present where `Nodes` was sent. */
  readonly Nodes?: unknown;
  /** Present where `NodeNames` was sent. */
  readonly NodeNames?: readonly string[];
  /** Node -> why not; pods of it may be preempted. */
  readonly FailedNodes?: Readonly<Record<string, string>>;
  /** Node -> why not; preemption cannot help. */
  readonly FailedAndUnresolvableNodes?: Readonly<Record<string, string>>;
  /** Why nothing was judged; alone. */
  readonly Error?: string;
}

/**
 * The filter verb of a kube-scheduler extender: on which of the nodes sent a pod may run. Never throws.
 *
 * - Static MIG, the default: where allocatable minus allocated covers its devices, its own and
 *   shared ones together, whole GPUs (and MIG devices under the single strategy) as "gpu".
 * - `dynamic`, instances made on demand: where its own devices can be placed beside those in use,
 *   over all the node's GPUs. Instances marked `inUse` stay where they are; of others as many stay
 *   as pods hold (`allocated`), which ones is not known, and one choice that leaves room is enough;
 *   what pods hold beyond that, and on nodes without any layout all of it, may sit anywhere.
 *   Everything else may be destroyed, and a GPU with nothing in use may be lent whole. Shared
 *   devices, nodes of the single strategy, and nodes whose GPUs are not known or cannot hold what
 *   pods hold there, are judged as static.
 *
 * A pod without devices passes everywhere. What is allocatable is read off the Node object where one
 * is sent, everything else off the view. A node that neither tells about fails; where the view knows
 * nothing at all, names pass. A node that cannot be read fails alone.
 *
 * `Error` where the arguments themselves cannot be read. The Node objects in `Nodes` are those sent,
 * neither copied nor frozen.
 *
 * Cost: some microseconds for each node, and with `dynamic` up to some hundred for each state that
 * nodes are in. The search ends after a fixed number of steps for a node and for a call: a node not
 * decided by then, where a pod asks for many instances of several profiles, fails and says so.
 */
export function extenderFilter(args: unknown, cluster: ClusterView, options?: ExtenderOptions): ExtenderFilterResult {
  try {
    return atTheDoor(() => resultOf(judge(args, cluster, options)));
  } catch (error) {
    return Object.freeze({ Error: error instanceof MigError ? error.message : "the arguments cannot be read" });
  }
}

function resultOf({ list, nodes }: Judged): ExtenderFilterResult {
  const passing = nodes.filter(({ verdict }) => verdict.passes).map(({ candidate }) => candidate);
  const failed = (isResolvable: boolean) =>
    Object.freeze(
      Object.fromEntries(
        nodes.flatMap(({ candidate, verdict }) =>
          verdict.passes || verdict.isResolvable !== isResolvable ? [] : [[candidate.name, verdict.reason]],
        ),
      ),
    );
  return Object.freeze({
    ...(list === null
      ? { NodeNames: Object.freeze(passing.map(({ name }) => name)) }
      : { Nodes: Object.freeze({ ...list, items: Object.freeze(passing.map(({ object }) => object)) }) }),
    FailedNodes: failed(true),
    FailedAndUnresolvableNodes: failed(false),
  });
}
