import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPod, type ReviewOptions, reviewAdmission } from "../../../src/admission/index.js";
import type { ClusterView } from "../../../src/cluster/types.js";
import { gpuModels, smallestProfile } from "../../../src/index.js";
import { resourceName } from "../../../src/kubernetes/names.js";
import { deploymentOf, gpuNode, NOTHING, one, podOf, reviewOf, SMALL, updateOf } from "../review/support.js";
import { patched } from "./json-patch.js";

const MUTATE: ReviewOptions = { mutate: true };
const respond = (review: unknown, cluster: ClusterView = one, options = MUTATE) =>
  reviewAdmission(review, cluster, options).response;

const annotated = (annotations: Readonly<Record<string, string>>, ...containers: readonly object[]) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", annotations },
  spec: { containers: containers.length === 0 ? [{ name: "main", image: "x" }] : containers },
});
const needing = (memory: string, ...containers: readonly object[]) =>
  annotated({ "migpack.io/min-memory": memory }, ...containers);

/** The limits of the containers, as they are after the patch. */
function limitsAfter(object: Parameters<typeof reviewOf>[0], cluster = one, options = MUTATE): readonly unknown[] {
  const { allowed, patch = "", patchType } = respond(reviewOf(object), cluster, options);
  expect([allowed, patchType]).toEqual([true, "JSONPatch"]);
  const pod = patched(object, patch) as ReturnType<typeof podOf>;
  return pod.spec.containers.map(({ resources }) => resources?.limits);
}

describe("what a pod needs", () => {
  test("the smallest profile that serves, where there was nothing", () => {
    const { patch = "" } = respond(reviewOf(needing("18Gi")));
    expect(JSON.parse(Buffer.from(patch, "base64").toString())).toEqual([
      { op: "add", path: "/spec/containers/0/resources", value: {} },
      { op: "add", path: "/spec/containers/0/resources/limits", value: {} },
      { op: "add", path: "/spec/containers/0/resources/limits/nvidia.com~1mig-1g.20gb", value: "1" },
    ]);
    expect(limitsAfter(needing("18Gi"))).toEqual([{ "nvidia.com/mig-1g.20gb": "1" }]);
  });
  test.each([
    [{ "migpack.io/min-memory": "1" }, "1g.10gb"],
    [{ "migpack.io/min-compute-slices": "2" }, "2g.20gb"],
    [{ "migpack.io/min-memory": "18Gi", "migpack.io/min-compute-slices": "2" }, "2g.20gb"],
    [{ "migpack.io/min-memory": "30e9", "migpack.io/min-compute-slices": "4" }, "4g.40gb"],
    [{ "migpack.io/min-memory": "77Gi" }, "7g.80gb"],
  ])("%j", (annotations, profile) => {
    expect(limitsAfter(annotated(annotations))).toEqual([{ [resourceName(profile)]: "1" }]);
  });
  test("beside other resources, and as a request where there are some", () => {
    const resources = { limits: { cpu: "1" }, requests: { cpu: "1" } };
    const pod = needing("8Gi", { name: "a", resources });
    const after = patched(pod, respond(reviewOf(pod)).patch ?? "");
    const both = { cpu: "1", [SMALL]: "1" };
    expect(after).toMatchObject({ spec: { containers: [{ resources: { limits: both, requests: both } }] } });
    expect(limitsAfter(needing("8Gi", { name: "a", resources: null }))).toEqual([{ [SMALL]: "1" }]);
    expect(limitsAfter(needing("8Gi", { name: "a", resources: { limits: null } }))).toEqual([{ [SMALL]: "1" }]);
  });
  test("for the first container, or the one that is named", () => {
    const two = [{ name: "a" }, { name: "b" }];
    expect(limitsAfter(needing("8Gi", ...two))).toEqual([{ [SMALL]: "1" }, undefined]);
    const named = (container: string) => annotated({ "migpack.io/min-memory": "8Gi", "migpack.io/container": container }, ...two);
    expect(limitsAfter(named("b"))).toEqual([undefined, { [SMALL]: "1" }]);
    expect(respond(reviewOf(named("c")))).toMatchObject({
      allowed: false,
      status: { code: 422 },
      auditAnnotations: { denied: "BAD_NEED" },
    });
  });
  test("not where the container has devices, nor on UPDATE, nor unless it is wished for", () => {
    const pod = { ...podOf({ [SMALL]: "1" }), ...{ metadata: { annotations: { "migpack.io/min-memory": "30Gi" } } } };
    expect(respond(reviewOf(pod))).toEqual({ uid: expect.any(String), allowed: true });
    expect(respond(updateOf(needing("8Gi"), needing("9Gi")))).toEqual({ uid: expect.any(String), allowed: true });
    expect(respond(reviewOf(needing("8Gi")), one, {})).toEqual({ uid: expect.any(String), allowed: true });
  });
  test("where none serves, what would", () => {
    expect(respond(reviewOf(needing("90Gi")))).toMatchObject({
      allowed: false,
      status: {
        code: 422,
        message: expect.stringMatching(/nothing that nodes with H100-80GB offer has 90Gi of memory \(\S+ on \S+ would\)$/),
      },
    });
    expect(respond(reviewOf(needing("9000Gi"))).status?.message).toContain("no GPU with MIG has so much");
    const none: ClusterView = { nodes: [gpuNode("a", { strategy: "none" })] };
    expect(respond(reviewOf(needing("8Gi")), none).status?.message).toContain("strategy is none");
  });
  test.each(["-1Gi", "x", "", "18 Gi", "1e30"])("%j is no amount", (memory) => {
    expect(respond(reviewOf(needing(memory)))).toMatchObject({ allowed: false, status: { code: 422 } });
  });
  test("a template is told, and left as it is", () => {
    const deployment = (memory: string) => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: {},
      spec: { template: needing(memory) },
    });
    expect(respond(reviewOf(deployment("8Gi")))).toEqual({ uid: expect.any(String), allowed: true });
    expect(respond(reviewOf(deployment("90Gi")))).toMatchObject({ allowed: false });
  });
  test("nothing known: a warning, or no entry", () => {
    expect(respond(reviewOf(needing("8Gi")), NOTHING)).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining("no profile was chosen")],
    });
    expect(respond(reviewOf(needing("8Gi")), NOTHING, { mutate: true, onUnknown: "deny" })).toMatchObject({ allowed: false });
  });
});

describe("of profiles that tie", () => {
  const [h100, h200] = [{ model: "H100-80GB" }, { model: "H200-141GB" }];
  const nodesOf = (...gpus: readonly { model: string }[]) => ({ nodes: gpus.map((gpu, i) => gpuNode(`n${i}`, { gpus: [gpu] })) });
  test("the one that most nodes have", () => {
    expect(limitsAfter(needing("8Gi"), nodesOf(h100, h200, h200))).toEqual([{ "nvidia.com/mig-1g.18gb": "1" }]);
    expect(limitsAfter(needing("8Gi"), nodesOf(h200, h100, h100))).toEqual([{ "nvidia.com/mig-1g.10gb": "1" }]);
    expect(limitsAfter(needing("8Gi"), nodesOf(h200, h100))).toEqual([{ "nvidia.com/mig-1g.10gb": "1" }]);
    // Its share of the GPU is half as large.
    expect(limitsAfter(needing("16Gi"), nodesOf(h100, h100, h200))).toEqual([{ "nvidia.com/mig-1g.18gb": "1" }]);
  });
  test("but not those that are only alike in slices, of other GPUs", () => {
    const a30 = { model: "A30-24GB" };
    const rtx = { model: "RTX-PRO-6000-96GB" };
    expect(limitsAfter(needing("4Gi"), nodesOf(a30, a30, h100))).toEqual([{ "nvidia.com/mig-1g.10gb": "1" }]);
    expect(limitsAfter(needing("8Gi"), nodesOf(a30, a30, rtx))).toEqual([{ "nvidia.com/mig-1g.24gb": "1" }]);
  });
  test("first of those that offer it now", () => {
    const nodes = [gpuNode("a", { gpus: [h200], allocatable: { "1g.18gb": 7 } }), gpuNode("b"), gpuNode("c")];
    expect(limitsAfter(needing("8Gi"), { nodes })).toEqual([{ "nvidia.com/mig-1g.18gb": "1" }]);
  });
  test("of the nodes that the pod selects", () => {
    const pod = needing("8Gi");
    const selecting = { ...pod, spec: { ...pod.spec, nodeSelector: { "kubernetes.io/hostname": "n0" } } };
    expect(limitsAfter(selecting, nodesOf(h200, h100, h100))).toEqual([{ "nvidia.com/mig-1g.18gb": "1" }]);
  });
});

describe("under the strategy single", () => {
  const single = (more: Parameters<typeof gpuNode>[1]): ClusterView => ({
    nodes: [gpuNode("a", { strategy: "single", ...more })],
  });
  test("a device is a GPU, if every one serves", () => {
    expect(limitsAfter(needing("18Gi"), single({ instances: { "2g.20gb": 6 } }))).toEqual([{ "nvidia.com/gpu": "1" }]);
    expect(limitsAfter(needing("18Gi"), single({ gpus: [{ model: "H100-80GB", mig: ["3g.40gb@0"] }] }))).toEqual([
      { "nvidia.com/gpu": "1" },
    ]);
    expect(limitsAfter(needing("18Gi"), single({}))).toEqual([{ "nvidia.com/gpu": "1" }]);
    expect(respond(reviewOf(needing("18Gi")), single({ instances: { "1g.10gb": 14 } }))).toMatchObject({ allowed: false });
  });
});

describe("spelling", () => {
  test.each([
    ["nvidia.com/MIG-1g.10gb", SMALL],
    ["nvidia.com/mig-1g.10gb+me", "nvidia.com/mig-1g.10gb.me"],
    ["requests.nvidia.com/gpu", "nvidia.com/gpu"],
    ["1g.10gb", SMALL],
  ])("%s -> %s", (written, meant) => {
    const pod = podOf({ [written]: "1", cpu: "2" });
    const after = patched(pod, respond(reviewOf(pod)).patch ?? "");
    expect(after).toEqual(podOf({ cpu: "2", [meant]: "1" }));
  });
  test.each([
    ["what the container has already", { "nvidia.com/MIG-1g.10gb": "1", [SMALL]: "1" }],
    ["two that mean the same", { "nvidia.com/MIG-1g.10gb": "1", "nvidia.com/mig_1g.10gb": "1" }],
    ["a part of an instance", { "nvidia.com/mig-1c.3g.40gb": "1" }],
    ["nothing that can be told", { "nvidia.com/mig-small": "1" }],
  ])("not %s", (_, limits) => {
    expect(respond(reviewOf(podOf(limits)))).toMatchObject({
      allowed: false,
      auditAnnotations: { denied: expect.stringContaining("BAD_SPELLING") },
    });
    expect(respond(reviewOf(podOf(limits))).patch).toBeUndefined();
  });
  test("in init containers and templates too, but not in what a controller made", () => {
    const bad = { "nvidia.com/MIG-1g.10gb": "1" };
    const deployment = deploymentOf(bad);
    expect(patched(deployment, respond(reviewOf(deployment)).patch ?? "")).toEqual(deploymentOf({ [SMALL]: "1" }));
    const metadata = { name: "d", ownerReferences: [{ kind: "Deployment", controller: true }] };
    expect(respond(reviewOf({ ...deployment, kind: "ReplicaSet", ...{ metadata } })).patch).toBeUndefined();
    const pod = { ...podOf(), spec: { containers: [], initContainers: podOf(bad).spec.containers } };
    expect(patched(pod, respond(reviewOf(pod)).patch ?? "")).toMatchObject({
      spec: { initContainers: [{ resources: { limits: { [SMALL]: "1" } } }] },
    });
  });
  test("on UPDATE what is new: an old Job's template cannot change", () => {
    const bad = { "nvidia.com/MIG-1g.10gb": "1" };
    expect(respond(updateOf(deploymentOf(bad), deploymentOf(bad)))).toEqual({ uid: expect.any(String), allowed: true });
    const update = updateOf(deploymentOf({ [SMALL]: "1" }), deploymentOf(bad));
    expect(patched(deploymentOf(bad), respond(update).patch ?? "")).toEqual(deploymentOf({ [SMALL]: "1" }));
    expect(respond(updateOf(podOf(bad), podOf(bad))).patch).toBeUndefined();
    expect(respond(updateOf(podOf({}), podOf(bad)))).toMatchObject({ allowed: false });
  });
  test("what is put right can still be wrong", () => {
    expect(respond(reviewOf(podOf({ "nvidia.com/MIG-9g.90gb": "1" })))).toMatchObject({
      allowed: false,
      auditAnnotations: { denied: "UNKNOWN_PROFILE" },
    });
  });
});

test("a patched pod has what it needs, and no error", () => {
  const setting = fc.record({
    models: fc.uniqueArray(fc.constantFrom(...gpuModels()), { minLength: 1, maxLength: 4 }),
    memory: fc.integer({ min: 0, max: 200 }),
    slices: fc.integer({ min: 0, max: 8 }),
    resources: fc.constantFrom(undefined, {}, { limits: {} }, { limits: { cpu: "1" }, requests: { cpu: "1", memory: "1Gi" } }),
    isFirst: fc.boolean(),
  });
  fc.assert(
    fc.property(setting, ({ models, memory, slices, resources, isFirst }) => {
      const view: ClusterView = { nodes: models.map((model, i) => gpuNode(`n${i}`, { gpus: [{ model }] })) };
      const annotations = {
        "migpack.io/min-memory": `${memory}Gi`,
        "migpack.io/min-compute-slices": `${slices}`,
        "migpack.io/container": "main",
      };
      const main = resources === undefined ? { name: "main" } : { name: "main", resources };
      const pod = annotated(annotations, ...(isFirst ? [main, { name: "b" }] : [{ name: "b" }, main]));
      const { allowed, patch = "" } = respond(reviewOf(pod), view);
      const need = { minMemoryMiB: memory * 1024, minComputeSlices: slices };
      const serving = models.flatMap((model) => smallestProfile(model, need)?.name ?? []);
      expect(allowed).toBe(serving.length > 0);
      if (!allowed) return;
      const after = patched(pod, patch) as typeof pod;
      expect(checkPod(after, view).filter(({ severity }) => severity === "error")).toEqual([]);
      const given = Object.keys((after.spec.containers[isFirst ? 0 : 1] as { resources: { limits: object } }).resources.limits);
      expect(
        given.filter((resource) => resource !== "cpu").map((each) => serving.map((name) => resourceName(name)).includes(each)),
      ).toEqual([true]);
    }),
  );
});
