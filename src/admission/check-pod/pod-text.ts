/** Pods as texts that tell them apart. */
import type { ReadContainer, ReadPod, ReadResources } from "../../kubernetes/pods/read.js";

/**
 * All that was read of a pod: pods with the same text have the same findings. null: a quantity is
 * neither text nor number, and no text says what it is.
 *
 * Every list begins with its length and every text too, so that no two pods run together; joined by
 * hand, since this is most of what a pod like one before costs.
 */
export function textOf({ containers, initContainers, overhead, nodeSelector }: ReadPod): string | null {
  let text = `${containers.length},${initContainers.length},${nodeSelector.size},`;
  for (const [key, value] of nodeSelector) text += counted(key) + counted(value);
  for (const list of [containers, initContainers])
    for (const container of list) {
      const own = ofContainer(container);
      if (own === null) return null;
      text += own;
    }
  const last = ofResources(overhead);
  return last === null ? null : text + last;
}

function ofContainer({ name, isSidecar, isAdmin, limits, requests, variables }: ReadContainer): string | null {
  const [limited, requested] = [ofResources(limits), ofResources(requests)];
  if (limited === null || requested === null) return null;
  let text = `${counted(name)}${isSidecar},${isAdmin},${limited}${requested}${variables.length},`;
  for (const { name: variable, value, index } of variables) text += `${counted(variable)}${counted(value)}${index},`;
  return text;
}

function ofResources({ quantities }: ReadResources): string | null {
  let text = `${quantities.size},`;
  for (const [resource, quantity] of quantities) {
    if (typeof quantity === "string") text += `${counted(resource)}"${counted(quantity)}`;
    else if (Number.isFinite(quantity)) text += `${counted(resource)}${quantity},`;
    else return null;
  }
  return text;
}

function counted(text: string): string {
  return `${text.length}:${text}`;
}
