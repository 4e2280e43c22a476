import type { ReadNode } from "../../gpu/read-node.js";
import type { GpuModel } from "../../model/types.js";
import { modelsOf, type ReadCluster } from "./cluster.js";

/** The nodes that a nodeSelector leaves. */
export interface Selection {
  /** Those that have its labels, or of which no labels are known. */
  readonly selected: readonly ReadNode[];
  /** Of these, one for all that look alike. */
  readonly selectedKinds: readonly ReadNode[];
  /** Of these and of those that may join, each once. */
  readonly selectedModels: readonly GpuModel[];
}

/** By selector; the pods of a cluster have few of them. */
const answers = new WeakMap<ReadCluster, Map<string, Selection>>();
const KEPT = 64;
/** Characters of a selector that is kept. */
const LONGEST = 1024;

export function selectionOf(cluster: ReadCluster, selector: ReadonlyMap<string, string>): Selection {
  if (selector.size === 0) return { selected: cluster.nodes, selectedKinds: cluster.kinds, selectedModels: cluster.models };
  const ofCluster = answers.get(cluster) ?? new Map<string, Selection>();
  answers.set(cluster, ofCluster);
  const key = JSON.stringify([...selector]);
  const known = ofCluster.get(key);
  if (known !== undefined) return known;
  const answer = select(cluster, selector);
  if (ofCluster.size >= KEPT) ofCluster.clear();
  if (key.length <= LONGEST) ofCluster.set(key, answer);
  return answer;
}

function select({ nodes, kindOf, possible }: ReadCluster, selector: ReadonlyMap<string, string>): Selection {
  const wanted = [...selector];
  const selected = nodes.filter(
    ({ labels }) => wanted.every(([key, value]) => labels[key] === value) || Object.keys(labels).length === 0,
  );
  const selectedKinds = [...new Set(selected.map((node) => kindOf.get(node) ?? node))];
  return { selected, selectedKinds, selectedModels: [...new Set([...modelsOf(selectedKinds), ...possible])] };
}
