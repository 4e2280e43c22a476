import type { ClusterView } from "../../../src/cluster/types.js";
import type { NodeGpus } from "../../../src/gpu/node.js";

export const SMALL = "nvidia.com/mig-1g.10gb";

export const gpuNode = (name: string, more: Partial<NodeGpus> = {}): NodeGpus => ({
  name,
  strategy: "mixed",
  labels: { "kubernetes.io/hostname": name },
  gpus: [{ model: "H100-80GB" }, { model: "H100-80GB" }],
  ...more,
});

export const one: ClusterView = { nodes: [gpuNode("a")] };
export const NOTHING: ClusterView = { nodes: [] };

type Limits = Readonly<Record<string, string | number>>;

export const podOf = (...limits: readonly Limits[]) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "default" },
  spec: { containers: limits.map((each, i) => ({ name: `c${i}`, resources: { limits: each, requests: each } })) },
});

export const deploymentOf = (...limits: readonly Limits[]) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d" },
  spec: { template: { metadata: {}, spec: podOf(...limits).spec } },
});

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A review as an API server sends it. */
export function reviewOf(object: Named | null, more: Readonly<Record<string, unknown>> = {}) {
  const { apiVersion = "v1", kind = "Pod" } = object ?? {};
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "510f6152-1c0f-4aa7-b355-07031449c8e9",
      kind: { group, version, kind },
      resource: { group, version, resource: `${kind.toLowerCase()}s` },
      operation: "CREATE",
      object,
      oldObject: null,
      dryRun: false,
      ...more,
    },
  };
}

export const updateOf = (oldObject: Named | null, object: Named) => reviewOf(object, { operation: "UPDATE", oldObject });
