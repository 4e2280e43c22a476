/** The cluster that is served, and what is asked of it. */
export const NODES = 5000;

const MODELS = [
  { product: "NVIDIA-A100-SXM4-40GB", resource: "nvidia.com/mig-1g.5gb" },
  { product: "NVIDIA-A100-SXM4-80GB", resource: "nvidia.com/mig-1g.10gb" },
  { product: "NVIDIA-H100-80GB-HBM3", resource: "nvidia.com/mig-3g.40gb" },
  { product: "NVIDIA-H200", resource: "nvidia.com/mig-2g.35gb" },
] as const;

export function node(i: number): unknown {
  const { product, resource } = MODELS[i % MODELS.length] ?? MODELS[0];
  const labels = {
    "kubernetes.io/hostname": `node-${i}`,
    "nvidia.com/gpu.product": product,
    "nvidia.com/gpu.count": "8",
    "nvidia.com/mig.capable": "true",
    "nvidia.com/mig.strategy": "mixed",
  };
  return { metadata: { name: `node-${i}`, labels }, status: { allocatable: { cpu: "128", [resource]: "8" } } };
}

/** A review as the API server sends it, nine of ten of pods that can run, one in ten of a pod that cannot. */
export function review(i: number): string {
  const { resource } = MODELS[i % MODELS.length] ?? MODELS[0];
  const limits = i % 10 === 0 ? { "nvidia.com/mig-9g.5gb": "1" } : { cpu: "2", [resource]: i % 7 === 0 ? "2" : "1" };
  const container = (name: string) => ({
    name,
    image: "registry.example.com/team/model-server:1.0",
    env: Array.from({ length: 20 }, (_, j) => ({ name: `SETTING_${j}`, value: `value of setting ${j}` })),
    resources: { limits, requests: limits },
    terminationMessagePath: "/dev/termination-log",
    imagePullPolicy: "IfNotPresent",
  });
  return JSON.stringify({
    kind: "AdmissionReview",
    apiVersion: "admission.k8s.io/v1",
    request: {
      uid: `510f6152-1c0f-4aa7-b355-${String(i).padStart(12, "0")}`,
      kind: { group: "", version: "v1", kind: "Pod" },
      operation: "CREATE",
      object: {
        kind: "Pod",
        apiVersion: "v1",
        metadata: { name: `p-${i}`, namespace: "default" },
        spec: { containers: [container("main"), container("side")] },
      },
      oldObject: null,
    },
  });
}
