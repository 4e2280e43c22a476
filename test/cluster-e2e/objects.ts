/** What is asked of the API server. */
import fc from "fast-check";

type Resources = Readonly<Record<string, string>>;

export function pod(name: string, limits: Resources, more: Readonly<Record<string, unknown>> = {}) {
  return { apiVersion: "v1", kind: "Pod", metadata: { name }, spec: { containers: [container("main", limits)], ...more } };
}

function container(name: string, limits: Resources) {
  return { name, image: "x", resources: { limits } };
}

export function deployment(name: string, limits: Resources) {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [container("main", limits)] } };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec: { selector: { matchLabels: labels }, template } };
}

export function node(name: string, labels: Readonly<Record<string, string>> = {}) {
  const facts = {
    "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB",
    "nvidia.com/gpu.count": "2",
    "nvidia.com/mig.strategy": "mixed",
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { ...facts, "nvidia.com/mig.capable": "true", ...labels } },
  };
}

export function configMap(name: string, text: string) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { "config.yaml": text } };
}

const RESOURCES = [
  "nvidia.com/mig-1g.5gb",
  "nvidia.com/mig-1g.5gb.me",
  "nvidia.com/mig-3g.20gb",
  "nvidia.com/mig-7g.40gb",
  "nvidia.com/mig-3g.40gb",
  "nvidia.com/MIG-1g.5gb",
  "nvidia.com/mig-1g.5gb-me",
  "nvidia.com/mig-1g.5gb.shared",
  "nvidia.com/gpu",
  "example.com/other",
  "cpu",
];

/** Mostly what runs, so that what does not is not always found first. */
const limits: fc.Arbitrary<Resources> = fc.oneof(
  {
    arbitrary: fc.constantFrom({ "nvidia.com/mig-1g.5gb": "1" }, { "nvidia.com/mig-3g.20gb": "2" }, { cpu: "1" }, {}),
    weight: 4,
  },
  {
    arbitrary: fc
      .dictionary(fc.constantFrom(...RESOURCES), fc.constantFrom("1", "2", "0", "7", "1e3", "1k", "1000m", "100"), { maxKeys: 3 })
      .map((found) => ({ ...found })),
    weight: 1,
  },
);

const SECRET = [{ name: "SECRET", value: "hunter2\n\u0007ü€" }];
const ODD = [[{ name: "NVIDIA_MIG_CONFIG_DEVICES", value: "all" }], [{ name: "NVIDIA_VISIBLE_DEVICES", value: "all" }]];

const variables = fc.constantFrom(...Array.from({ length: 10 }, () => SECRET), ...ODD);

const containers = (prefix: string, minLength: number, maxLength: number) =>
  fc
    .array(fc.record({ limits, env: variables }), { minLength, maxLength })
    .map((all) => all.map(({ limits: own, env }, i) => ({ ...container(`${prefix}${i}`, own), env })));

const NEEDS = [
  { "migpack.io/min-memory": "18Gi" },
  { "migpack.io/min-memory": "900Gi" },
  { "migpack.io/min-compute-slices": "2" },
  { "migpack.io/min-memory": "\n much" },
];

/** Pods good and bad, as people and machines write them. */
export const randomPod = fc
  .record({
    containers: containers("c", 1, 3),
    initContainers: containers("i", 0, 2),
    nodeSelector: fc.constantFrom({}, {}, {}, { "kubernetes.io/hostname": "a" }, { "nvidia.com/gpu.product": "none" }),
    annotations: fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: fc.constantFrom(...NEEDS), weight: 1 }),
  })
  .map(({ annotations, ...spec }) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: "random-", ...(annotations === undefined ? {} : { annotations }) },
    // One container, and no GPU asked for, is what an annotation is for.
    spec: annotations === undefined ? spec : { ...spec, containers: [container("c", {})], initContainers: [] },
  }));
