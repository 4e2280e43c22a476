import { deviceResource } from "../../../kubernetes/pods/device-resource.js";
import { countOf } from "../../../kubernetes/pods/devices.js";
import type { ReadContainer, ReadResources } from "../../../kubernetes/pods/read.js";
import type { Rule } from "../context.js";
import type { PodFinding } from "../types.js";

/**
 * What the API server refuses of extended resources, in its own words (Kubernetes 1.36
 * pkg/apis/core/validation/validation.go), which a mutating webhook sees before it does.
 */
export const badQuantity: Rule = ({ pod, containers }) => [
  ...containers.flatMap((container) => [...uncounted(container.limits), ...ofRequests(container)]),
  ...uncounted(pod.overhead),
];

function uncounted({ path, quantities }: ReadResources): readonly PodFinding[] {
  return [...quantities].flatMap(([resource, quantity]) => {
    const reading = deviceResource(resource) === null ? null : countOf(quantity);
    return reading === null || reading.ok ? [] : [finding(reading.message, [...path, resource])];
  });
}

function ofRequests({ limits, requests }: ReadContainer): readonly PodFinding[] {
  return [...requests.quantities].flatMap(([resource, quantity]) => {
    const limited = limits.quantities.get(resource);
    // What is wrong with a limit that the request was filled in from is told of the limit.
    if (quantity === limited || deviceResource(resource) === null) return [];
    const path = [...requests.path, resource];
    if (limited === undefined)
      return [finding("Limit must be set for non overcommitable resources", path, "write it under limits")];
    const [request, limit] = [countOf(quantity), countOf(limited)];
    if (!limit.ok) return [];
    if (!request.ok) return [finding(request.message, path)];
    if (request.count === limit.count) return [];
    return [finding(`Invalid value: "${request.count}": must be equal to ${resource} limit of ${limit.count}`, path)];
  });
}

function finding(message: string, path: PodFinding["path"], hint?: string): PodFinding {
  return { severity: "error", code: "BAD_QUANTITY", message, path, ...(hint === undefined ? {} : { hint }) };
}
