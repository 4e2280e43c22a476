/**
 * What a view needs of each kind of object, and no more of it is kept: pods of a large cluster
 * would take gigabytes whole, and what they run is no one's business here. These never throw.
 */
import { deviceResource } from "../../kubernetes/pods/device-resource.js";
import { fieldsOf } from "../fields.js";
import type { Listed } from "./follow.js";

type Fields = Readonly<Record<string, unknown>>;

export function nodePart(node: unknown): Listed {
  const { metadata, status } = fieldsOf(node);
  const labels = Object.entries(fieldsOf(fieldsOf(metadata).labels)).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value] as const] : [],
  );
  return {
    metadata: { ...named(metadata), labels: Object.fromEntries(labels) },
    status: { allocatable: devices(fieldsOf(status).allocatable) },
  };
}

/** Of a pod without GPUs only that it is there. */
export function podPart(pod: unknown): Listed {
  const { metadata, spec, status } = fieldsOf(pod);
  const { nodeName, containers, initContainers, overhead } = fieldsOf(spec);
  const parts = { containers: containerParts(containers), initContainers: containerParts(initContainers) };
  const above = devices(overhead);
  const holds = [...parts.containers, ...parts.initContainers].some(holdsDevices) || Object.keys(above).length > 0;
  if (!holds) return { metadata: named(metadata) };
  return {
    metadata: named(metadata),
    spec: { nodeName, ...parts, overhead: above },
    status: { phase: fieldsOf(status).phase },
  };
}

export function slicePart(slice: unknown): Listed {
  const { metadata, spec } = fieldsOf(slice);
  return { metadata: named(metadata), spec };
}

export function configMapPart(configMap: unknown): Listed {
  const { metadata, data } = fieldsOf(configMap);
  return { kind: "ConfigMap", metadata: named(metadata), data };
}

function named(metadata: unknown): Listed["metadata"] {
  const { name, namespace, resourceVersion } = fieldsOf(metadata);
  return {
    name: typeof name === "string" ? name : "",
    ...(typeof namespace === "string" ? { namespace } : {}),
    ...(typeof resourceVersion === "string" ? { resourceVersion } : {}),
  };
}

function containerParts(containers: unknown): readonly { readonly resources: { limits: Fields; requests: Fields } }[] {
  if (!Array.isArray(containers)) return [];
  return containers.map((container) => {
    const { restartPolicy, resources } = fieldsOf(container);
    const { limits, requests } = fieldsOf(resources);
    return { restartPolicy, resources: { limits: devices(limits), requests: devices(requests) } };
  });
}

function holdsDevices({ resources }: { readonly resources: { limits: Fields; requests: Fields } }): boolean {
  return Object.keys(resources.limits).length + Object.keys(resources.requests).length > 0;
}

/** GPUs and MIG devices, without cpu, memory and their like. */
function devices(resources: unknown): Fields {
  return Object.fromEntries(Object.entries(fieldsOf(resources)).filter(([name]) => deviceResource(name) !== null));
}
