/** Pods as texts that tell them apart. */
import type { ReadContainer, ReadPod, ReadResources } from "../../kubernetes/pods/read.js";

/**
 * All that was read of a pod: pods with the same text have the same findings. null: a quantity is
 * neither text nor number, and no text says what it is.
 */
export function textOf({ containers, initContainers, overhead, nodeSelector }: ReadPod): string | null {
  const parts = [containers.map(partsOf), initContainers.map(partsOf), [...overhead.quantities], [...nodeSelector]];
  const isPlain =
    areTexts(overhead) && [...containers, ...initContainers].every((each) => areTexts(each.limits) && areTexts(each.requests));
  return isPlain ? JSON.stringify(parts) : null;
}

function partsOf({ name, isSidecar, isAdmin, limits, requests, variables }: ReadContainer): readonly unknown[] {
  return [name, isSidecar, isAdmin, [...limits.quantities], [...requests.quantities], variables];
}

function areTexts({ quantities }: ReadResources): boolean {
  for (const quantity of quantities.values()) if (typeof quantity !== "string" && !Number.isFinite(quantity)) return false;
  return true;
}
