import type { ReadNode } from "../../gpu/read-node.js";
import type { GpuModel } from "../../model/types.js";
import { modelsOf, type ReadCluster } from "./cluster.js";
import { remembered } from "./remembered.js";

/** What is known of a cluster, and the part of it that a nodeSelector leaves. */
export interface Cluster extends ReadCluster {
  /** Nodes that have its labels, or of which no labels are known. */
  readonly selected: readonly ReadNode[];
  /** Of these, one for all that look alike. */
  readonly selectedKinds: readonly ReadNode[];
  /** Of these and of those that may join, each once. */
  readonly selectedModels: readonly GpuModel[];
}

type Selector = ReadonlyMap<string, string>;

/** The same object for equal selectors of one cluster. */
export const selectionOf: (cluster: ReadCluster, selector: Selector) => Cluster = remembered(
  (selector: Selector) => JSON.stringify([...selector]),
  (cluster: ReadCluster, selector) => {
    const { nodes, kinds, kindOf, models, possible } = cluster;
    if (selector.size === 0) return { ...cluster, selected: nodes, selectedKinds: kinds, selectedModels: models };
    const wanted = [...selector];
    const selected = nodes.filter(
      ({ labels }) => wanted.every(([key, value]) => labels[key] === value) || Object.keys(labels).length === 0,
    );
    const selectedKinds = [...new Set(selected.map((node) => kindOf.get(node) ?? node))];
    return { ...cluster, selected, selectedKinds, selectedModels: [...new Set([...modelsOf(selectedKinds), ...possible])] };
  },
);
