/** What is admitted, against an oracle that knows nothing of how it is decided. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { reviewAdmission } from "../../../src/admission/index.js";
import type { ClusterView } from "../../../src/cluster/types.js";
import { type Demand, type GpuModel, gpuModel } from "../../../src/index.js";
import { resourceName } from "../../../src/kubernetes/names.js";
import { nodeHolds } from "../../support/oracle/node.js";
import { reviewOf } from "./support.js";

const MODELS: readonly GpuModel[] = [gpuModel("A100-40GB"), gpuModel("A100-80GB"), gpuModel("H100-80GB"), gpuModel("A30-24GB")];
const BOARD = "T4";

interface Container {
  readonly device: string;
  readonly count: number;
}

/** Resource by resource, from the text of Kubernetes' documentation on sidecars: each moment of a pod's life by itself. */
function peakOf({ containers, inits, sidecars }: Pod): Demand {
  const moments = [
    ...inits.map((each, i) => [each, ...inits.slice(0, i).filter((_, j) => sidecars.includes(j))]),
    [...containers, ...inits.filter((_, i) => sidecars.includes(i))],
  ];
  const devices = new Set([...containers, ...inits].map(({ device }) => device));
  const held = (moment: readonly Container[], device: string) =>
    moment.reduce((sum, each) => sum + (each.device === device ? each.count : 0), 0);
  return Object.fromEntries([...devices].map((device) => [device, Math.max(...moments.map((moment) => held(moment, device)))]));
}

interface Pod {
  readonly containers: readonly Container[];
  readonly inits: readonly Container[];
  /** Of the init containers, which go on running. */
  readonly sidecars: readonly number[];
  readonly selects: string | null;
}

interface Cluster {
  readonly nodes: readonly { readonly pool: string; readonly gpus: readonly (GpuModel | null)[] }[];
  readonly possible: readonly GpuModel[];
}

function oracle({ nodes, possible }: Cluster, pod: Pod): boolean {
  const wanted = peakOf(pod);
  const mayJoin = possible.some((model) =>
    Object.keys(wanted).every((device) => device === "gpu" || model.profiles.some(({ name }) => name === device)),
  );
  return mayJoin || nodes.some(({ pool, gpus }) => (pod.selects ?? pool) === pool && nodeHolds(gpus, wanted));
}

function viewOf({ nodes, possible }: Cluster): ClusterView {
  return {
    nodes: nodes.map(({ pool, gpus }, i) => ({
      name: `n${i}`,
      // Where it is not known a GPU may be a MIG device, of which nodes have more.
      strategy: "mixed",
      labels: { pool },
      gpus: gpus.map((model) => (model === null ? { model: BOARD, migCapable: false } : { model })),
    })),
    possible,
  };
}

function objectOf({ containers, inits, sidecars, selects }: Pod) {
  const written = ({ device, count }: Container, i: number) => {
    const limits = { [device === "gpu" ? "nvidia.com/gpu" : resourceName(device)]: String(count) };
    return { name: `c${i}`, resources: { limits, requests: limits } };
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    spec: {
      containers: containers.map(written),
      initContainers: inits.map((each, i) => ({
        ...written(each, i),
        ...(sidecars.includes(i) ? { restartPolicy: "Always" } : {}),
      })),
      ...(selects === null ? {} : { nodeSelector: { pool: selects } }),
    },
  };
}

const pool = fc.constantFrom("a", "b");
const gpus = fc.array(fc.constantFrom(...MODELS, null), { minLength: 1, maxLength: 3 });
const anyCluster: fc.Arbitrary<Cluster> = fc.record({
  nodes: fc.array(fc.record({ pool, gpus }), { minLength: 1, maxLength: 3 }),
  possible: fc.oneof(
    { arbitrary: fc.constant([]), weight: 4 },
    { arbitrary: fc.subarray([...MODELS], { maxLength: 1 }), weight: 1 },
  ),
});
const anyCase = anyCluster.chain((cluster) => {
  const models = [...cluster.nodes.flatMap((node) => node.gpus.flatMap((model) => model ?? [])), ...cluster.possible];
  const names = [...new Set(models.flatMap(({ profiles }) => profiles.map(({ name }) => name)))];
  const container = fc.record({ device: fc.constantFrom(...names, "gpu"), count: fc.integer({ min: 1, max: 4 }) });
  const pod: fc.Arbitrary<Pod> = fc.record({
    containers: fc.array(container, { minLength: 1, maxLength: 3 }),
    inits: fc.array(container, { maxLength: 2 }),
    sidecars: fc.subarray([0, 1]),
    selects: fc.option(pool),
  });
  return fc.record({ cluster: fc.constant(cluster), pod });
});

test("a pod that breaks no other rule is let in exactly if a node could hold it", () => {
  const met = { admitted: 0, denied: 0 };
  fc.assert(
    fc.property(anyCase, ({ cluster, pod }) => {
      const view = viewOf(cluster);
      const review = reviewOf(objectOf(pod));
      const isAdmitted = (rules = {}) => reviewAdmission(review, view, { rules }).response.allowed;
      fc.pre(isAdmitted({ NO_NODE_CAN_HOLD: "off" }));
      const held = oracle(cluster, pod);
      met[held ? "admitted" : "denied"]++;
      expect(isAdmitted()).toBe(held);
    }),
    { numRuns: 500 },
  );
  expect(Math.min(met.admitted, met.denied)).toBeGreaterThan(50);
});
