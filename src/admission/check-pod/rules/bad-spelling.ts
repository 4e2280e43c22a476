import type { Path } from "../../../error.js";
import { resourceName } from "../../../kubernetes/names.js";
import type { ReadResources } from "../../../kubernetes/pods/read.js";
import { quote } from "../../../model/quote.js";
import type { Rule } from "../context.js";
import { misspelt } from "../spelling.js";
import type { PodFinding } from "../types.js";

/**
 * Names that the device plugin never gives, but that mean one it does: the pod is refused by the
 * API server, or stays pending for ever, as with `nvidia.com/MIG-1g.10gb`.
 */
export const badSpelling: Rule = ({ pod, containers }) => [
  ...containers.flatMap(({ limits, requests }) => [
    ...toldOf(limits, () => true),
    // The API server fills requests in from limits: one finding for both.
    ...toldOf(requests, (resource) => !limits.quantities.has(resource)),
  ]),
  ...toldOf(pod.overhead, () => true),
];

function toldOf({ path, quantities }: ReadResources, isAsked: (resource: string) => boolean): readonly PodFinding[] {
  return [...quantities.keys()].filter(isAsked).flatMap((resource) => told(resource, [...path, resource]));
}

function told(resource: string, path: Path): readonly PodFinding[] {
  const found = misspelt(resource);
  if (found === null) return [];
  const message = `${quote(resource)} is no resource of the device plugin`;
  const hint = found.meant ?? `its names read ${resourceName("1g.10gb")} or ${resourceName("1g.10gb+me")}`;
  return [{ severity: "error", code: "BAD_SPELLING", message, path, hint }];
}
