import type { ClusterView } from "../cluster/types.js";

/** Where the view of the cluster comes from. */
export interface ViewSource {
  /** Nothing is known before it is synced: no nodes, so that requests are judged by `onUnknown`. */
  view(): ClusterView;
  synced(): boolean;
  /** Seconds since the view was last known to agree with its source; 0 while it does. */
  age(): number;
  stop(): void;
}

export const NOTHING_KNOWN: ClusterView = Object.freeze({ nodes: Object.freeze([]) });
