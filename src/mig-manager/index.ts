/** mig-manager of the GPU Operator: what setting `nvidia.com/mig.config` on a node does. */

export type { MigManagerCode, MigManagerFinding } from "./findings.js";
export type { MigState } from "./labels.js";
export { type MigManagerOutcome, migManager } from "./mig-manager.js";
