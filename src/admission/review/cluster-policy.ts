import { MigError } from "../../error.js";
import { checkOperatorValues, type OperatorFinding } from "../../operator/index.js";
import { ruled, unreadable } from "./ruled.js";
import type { Judge } from "./types.js";

/**
 * The MIG part of a ClusterPolicy, by itself: what nodes hold today is changed with it. A field that
 * the API server has not pruned is one that the CRD has, of a newer operator if not of a known one:
 * that is worth a word, and no reason to stop an upgrade.
 */
export const judgeClusterPolicy: Judge = ({ object, options }) => {
  try {
    return ruled(checkOperatorValues(object).map(softened), options.fileRules);
  } catch (error) {
    if (error instanceof MigError) return [unreadable(error.message, options)];
    throw error;
  }
};

function softened(finding: OperatorFinding): OperatorFinding {
  return finding.code === "UNKNOWN_FIELD" ? { ...finding, severity: "warning" } : finding;
}
