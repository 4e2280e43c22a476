/** What the view knows, by node. */
import type { ClusterView } from "../cluster/types.js";
import { MigError, type Path, pathText } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { show } from "../model/quote.js";

export interface KnownCluster {
  /** Nothing is known of the cluster, so that nothing is judged by it. */
  readonly isEmpty: boolean;
  readonly byName: ReadonlyMap<string, NodeGpus>;
}

/** Of views that no one can change: one view answers many pods. */
const views = new WeakMap<readonly NodeGpus[], ReadonlyMap<string, NodeGpus>>();

/** @throws MigError INVALID_INPUT for what is no cluster view */
export function knownCluster(cluster: ClusterView): KnownCluster {
  if (typeof cluster !== "object" || cluster === null) throw invalid(["cluster"], `{ nodes } is needed, not ${show(cluster)}`);
  const { nodes, possible = [] } = cluster;
  if (!Array.isArray(nodes)) throw invalid(["cluster", "nodes"], `a list of nodes is needed, not ${show(nodes)}`);
  const list: readonly NodeGpus[] = nodes;
  return { isEmpty: list.length === 0 && possible.length === 0, byName: views.get(list) ?? byNameOf(list) };
}

function byNameOf(nodes: readonly NodeGpus[]): ReadonlyMap<string, NodeGpus> {
  const names = new Map<string, NodeGpus>();
  for (const [i, node] of nodes.entries()) {
    if (typeof node !== "object" || node === null)
      throw invalid(["cluster", "nodes", i], `a node is needed: { name, gpus }, not ${show(node)}`);
    names.set(node.name, node);
  }
  if (Object.isFrozen(nodes) && nodes.every((node) => Object.isFrozen(node))) views.set(nodes, names);
  return names;
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
