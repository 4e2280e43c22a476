import type { NodeGpus } from "../../gpu/node.js";
import type { ModelRef } from "../../model/types.js";

/** A cluster as its handlers see it. No nodes and no `possible`: nothing is known. */
export interface ClusterView {
  readonly nodes: readonly NodeGpus[];
  /** Models of nodes that may join, where groups of nodes scale from zero. */
  readonly possible?: readonly ModelRef[];
  /** The mig-parted file in force. */
  readonly migConfig?: string;
}
