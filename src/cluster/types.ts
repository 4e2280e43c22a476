import type { NodeGpus } from "../gpu/node.js";
import type { ModelRef } from "../model/types.js";

/** The cluster as handlers see it. Without nodes and `possible` nothing is known of it, and nothing is judged by it. */
export interface ClusterView {
  /** Those that have GPUs. */
  readonly nodes: readonly NodeGpus[];
  /** Models that may join, where nodes are made on demand. */
  readonly possible?: readonly ModelRef[];
  /** The mig-parted file in force. */
  readonly migConfig?: string;
}
