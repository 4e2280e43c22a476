/**
 * `migpack/operator`: the GPU Operator's Helm values and ClusterPolicy, their MIG part.
 *
 * @module migpack/operator
 */
export type { Finding, Position } from "../documents/finding.js";
export type { MigStrategy, NodeGpu, NodeGpus } from "../gpu/node.js";
export { type CheckOperatorOptions, checkOperatorValues } from "./check.js";
export {
  clusterPolicyPatch,
  type MigConfigMap,
  migConfigMap,
  type OperatorValues,
  type OperatorValuesInput,
  operatorValues,
  setArguments,
} from "./emit.js";
export { type FoundMigConfig, migConfigIn } from "./mig-config.js";
export type { OperatorCode, OperatorFinding } from "./types.js";
