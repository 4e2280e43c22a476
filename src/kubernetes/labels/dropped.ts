import { atTheDoor } from "../../door.js";
import { deepFreeze } from "../../model/freeze.js";
import { entriesOf } from "../nodes/feature-file.js";
import { labelValueFaults, qualifiedNameFaults } from "../validation.js";

/** A label that would not reach the node. */
export interface DroppedLabel {
  /** Of the label. */
  readonly key: string;
  /** Of the label. */
  readonly value: string;
  /** In the words of Kubernetes. */
  readonly reason: string;
}

/**
 * The labels that node-feature-discovery would leave out, by key, each with the reason in the words
 * of Kubernetes. Of `gpuLabels` they are product names beyond 63 characters: a shared
 * "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb.me.all-SHARED" has 70, and a node
 * without its product label cannot be told by it.
 *
 * Source: node-feature-discovery pkg/apis/nfd/validate/validate.go. What its configuration denies
 * besides is not known here.
 *
 * @throws MigError INVALID_INPUT for what are no labels
 */
export function droppedLabels(labels: Readonly<Record<string, string>>): readonly DroppedLabel[] {
  return atTheDoor(() =>
    deepFreeze(
      entriesOf(labels).flatMap(([key, value]) => {
        const [reason] = [...qualifiedNameFaults(key), ...namespaceFaults(key), ...labelValueFaults(value)];
        return reason === undefined ? [] : [{ key, value, reason }];
      }),
    ),
  );
}

const NAMESPACE = /^([^/]*)\//;
/** Those of Kubernetes, but for what is set aside for features and profiles. */
const DENIED = /(?:^|\.)kubernetes\.io$/;
const ALLOWED = /(?:^|\.)(?:feature|profile)\.node\.kubernetes\.io$/;

/** A key without a prefix gets one that is allowed. */
function namespaceFaults(key: string): readonly string[] {
  const [, namespace = ""] = NAMESPACE.exec(key) ?? [];
  return DENIED.test(namespace) && !ALLOWED.test(namespace) ? [`namespace ${JSON.stringify(namespace)} is not allowed`] : [];
}
