import type { Finding } from "../documents/finding.js";

/** What `checkOperatorValues` finds. */
export type OperatorCode =
  /** a key that the chart of this version does not have, which Helm takes without a word */
  | "UNKNOWN_KEY"
  /** a field that the ClusterPolicy does not have, which the API server refuses */
  | "UNKNOWN_FIELD"
  /** a map where a text is needed, and the like */
  | "WRONG_TYPE"
  /** not one of the values that the ClusterPolicy allows */
  | "UNSUPPORTED_VALUE"
  /** a ConfigMap that Helm is to make has no name */
  | "NO_NAME"
  /** a ConfigMap for mig-parted without the key config.yaml */
  | "NO_CONFIG_YAML"
  /** `create` without `data`, or `data` without `create` */
  | "NOT_CREATED"
  /** a default config that is not among those given */
  | "NO_SUCH_DEFAULT"
  /** the name of the operator's own config, which keeps it from reading the hardware */
  | "STATIC_CONFIG"
  /** the MIG manager is off, and a config is given */
  | "MANAGER_OFF"
  /** MIG mode cannot change without a reboot on some clouds */
  | "REBOOT"
  /** the strategy hides what a node holds */
  | "STRATEGY"
  /** ClusterPolicy and GPUCluster at once */
  | "TWO_STACKS"
  /** a `--set` that Helm cannot read */
  | "SET_SYNTAX"
  /** a namespace that is nearly gpu-operator */
  | "NAMESPACE"
  /** a file that the command names, which is not looked into */
  | "NOT_READ";

/** A finding of `checkOperatorValues`. */
export type OperatorFinding = Finding<OperatorCode>;
