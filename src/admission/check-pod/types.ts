import type { Finding } from "../../documents/finding.js";

/** What a pod's request for MIG devices can be wrong or suspicious in. */
export type PodRule =
  /** no model of the cluster has the profile */
  | "UNKNOWN_PROFILE"
  /** a resource name that the device plugin never gives, and that means one it does */
  | "BAD_SPELLING"
  /** a quantity, or a request beside its limit, that the API server refuses */
  | "BAD_QUANTITY"
  /** MIG resources where the nodes offer their devices as GPUs, or not at all */
  | "STRATEGY_MISMATCH"
  /** one container asks for devices of two resources, and sees only one */
  | "SEVERAL_MIG_RESOURCES"
  /** one container asks for several devices, and CUDA uses one */
  | "SEVERAL_DEVICES"
  /** a variable that only a privileged container may set */
  | "UNPRIVILEGED_MIG_ENV"
  /** more than any node could hold, however its GPUs were divided */
  | "NO_NODE_CAN_HOLD"
  /** the placements of a model in question are taken from a sibling */
  | "INFERRED_PLACEMENTS"
  /** some nodes that the pod selects cannot have the profile */
  | "SOME_NODES_LACK_PROFILE";

/** A finding of `checkPod`: what would go wrong with a pod, and where in it. */
export type PodFinding = Finding<PodRule>;
