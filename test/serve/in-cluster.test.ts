import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gpuModel } from "../../src/index.js";
import { configMapPart, nodePart, podPart, slicePart } from "../../src/serve/in-cluster/objects.js";
import { followCluster } from "../../src/serve/in-cluster/source.js";
import { createLog } from "../../src/serve/log.js";
import type { ViewSource } from "../../src/serve/view-source.js";
import { junk } from "../support/junk.js";
import { ApiServer } from "./api-server.js";

const NODES = "/api/v1/nodes";
const PODS = "/api/v1/pods";
const SLICES = "/apis/resource.k8s.io/v1/resourceslices";
const CONFIG_MAPS = "/api/v1/namespaces/gpu-operator/configmaps";

const model = gpuModel("A100-40GB");
const RESOURCE = "nvidia.com/mig-1g.5gb";

function node(name: string, { count = 1, labels = {} }: { count?: number; labels?: Record<string, string> } = {}) {
  return {
    metadata: {
      name,
      labels: { "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB", "nvidia.com/gpu.count": String(count), ...labels },
    },
    status: { allocatable: { cpu: "8", [RESOURCE]: "7" }, images: ["large"] },
  };
}

function pod(name: string, resource: string, nodeName = "a") {
  const container = {
    name: "c",
    env: [{ name: "PASSWORD", value: "hunter2" }],
    resources: { limits: { cpu: "1", [resource]: "2" } },
  };
  return { metadata: { name, namespace: "default" }, spec: { nodeName, containers: [container] }, status: { phase: "Running" } };
}

let api: ApiServer;
let source: ViewSource | undefined;
let lines: string[];

beforeEach(async () => {
  api = await ApiServer.start();
  lines = [];
});

afterEach(async () => {
  source?.stop();
  source = undefined;
  await api.down();
});

async function follow(): Promise<ViewSource> {
  source = await followCluster({
    env: { KUBECONFIG: api.kubeconfig },
    log: createLog((line) => lines.push(line), "debug"),
    migConfig: { namespace: "gpu-operator", name: "default-mig-parted-config" },
    rhythm: { retry: 20, longest: 50, absent: 200, watch: 60_000 },
    gather: 10,
  });
  return source;
}

const synced = (view: ViewSource) => expect.poll(() => view.synced(), { timeout: 5000 }).toBe(true);
const names = (view: ViewSource) => view.view().nodes.map((each) => each.name);

describe("the view of a cluster", () => {
  it("is that of its nodes, pods and the file of mig-parted, over pages of them", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) api.put(NODES, node(name));
    api.put(NODES, { metadata: { name: "cpu-only" }, status: { allocatable: { cpu: "8" } } });
    api.put(PODS, pod("p", RESOURCE));
    api.put(PODS, pod("q", "example.com/other"));
    api.put(CONFIG_MAPS, {
      metadata: { name: "default-mig-parted-config", namespace: "gpu-operator" },
      data: { "config.yaml": "version: v1\n" },
    });
    api.refused.set(SLICES, 404);
    const view = await follow();
    expect([view.synced(), view.view()]).toEqual([false, { nodes: [] }]);
    await synced(view);
    expect(names(view)).toEqual(["a", "b", "c", "d", "e"]);
    expect(view.view().nodes[0]).toMatchObject({ allocatable: { "1g.5gb": 7 }, allocated: { "1g.5gb": 2 } });
    expect(view.view().nodes[0]?.gpus).toEqual([{ model: expect.stringContaining("A100") }]);
    expect(view.view().migConfig).toBe("version: v1\n");
    expect(view.age()).toBe(0);
    expect(model.name).toBe("A100-40GB");
  });

  it("follows what changes, and what does not count makes no new one", async () => {
    api.put(NODES, node("a"));
    const view = await follow();
    await synced(view);
    api.put(NODES, node("b"));
    await expect.poll(() => names(view)).toEqual(["a", "b"]);
    api.put(NODES, node("b", { count: 2 }));
    await expect.poll(() => view.view().nodes[1]?.gpus.length).toBe(2);
    api.remove(NODES, "a");
    await expect.poll(() => names(view)).toEqual(["b"]);
    api.put(PODS, pod("p", RESOURCE, "b"));
    await expect.poll(() => view.view().nodes[0]?.allocated).toEqual({ "1g.5gb": 2 });
    const before = view.view();
    api.put(NODES, { ...node("b", { count: 2 }), heartbeat: "now" });
    api.put(PODS, pod("q", "example.com/other"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(view.view()).toBe(before);
  });

  it("stays when the API server goes away, grows old, and goes on when it comes back", async () => {
    api.put(NODES, node("a"));
    const view = await follow();
    await synced(view);
    await api.down();
    await expect.poll(() => view.age()).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([view.synced(), names(view)]).toEqual([true, ["a"]]);
    api.put(NODES, node("b"));
    api.remove(NODES, "a");
    await api.up();
    await expect.poll(() => names(view)).toEqual(["b"]);
    await expect.poll(() => view.age()).toBe(0);
  });

  it("is listed anew where the history is forgotten", async () => {
    api.put(NODES, node("a"));
    api.put(NODES, node("b"));
    const view = await follow();
    await synced(view);
    api.forget();
    api.remove(NODES, "a");
    api.forget();
    await expect.poll(() => names(view)).toEqual(["b"]);
    // And where that happens while no one is connected.
    await api.down();
    api.put(NODES, node("c"));
    api.forget();
    await api.up();
    await expect.poll(() => names(view)).toEqual(["b", "c"]);
  });

  it("waits for a server that is not there yet, or does not let it read nodes", async () => {
    await api.down();
    api.refused.set(NODES, 403);
    const view = await follow();
    await expect.poll(() => lines.length).toBeGreaterThan(3);
    await api.up();
    await expect.poll(() => lines.join("")).toContain('"path":"/api/v1/nodes","status":403');
    expect([view.synced(), view.view()]).toEqual([false, { nodes: [] }]);
    api.put(NODES, node("a"));
    api.refused.clear();
    await synced(view);
    expect(names(view)).toEqual(["a"]);
  });

  it("does without what it may not read, and takes it up when it may", async () => {
    for (const path of [PODS, SLICES, CONFIG_MAPS]) api.refused.set(path, 403);
    api.put(NODES, node("a"));
    api.put(PODS, pod("p", RESOURCE));
    const view = await follow();
    await synced(view);
    expect(view.view().nodes[0]?.allocated).toBeUndefined();
    expect(view.age()).toBe(0);
    api.refused.clear();
    await expect.poll(() => view.view().nodes[0]?.allocated).toEqual({ "1g.5gb": 2 });
  });

  it("is not blinded by one node, pool or file that nobody can read", async () => {
    api.put(NODES, node("a"));
    api.put(NODES, node("odd", { count: 1_000_000 }));
    api.put(PODS, pod("p", RESOURCE));
    api.put(SLICES, { metadata: { name: "s" }, spec: { driver: "gpu.nvidia.com", pool: { name: "broken" } } });
    api.put(CONFIG_MAPS, { metadata: { name: "default-mig-parted-config" }, data: 7 });
    const view = await follow();
    await synced(view);
    expect(names(view)).toEqual(["a"]);
    expect(view.view().nodes[0]?.allocated).toEqual({ "1g.5gb": 2 });
    expect(lines.join("")).toContain('"object":"node odd"');
    expect(lines.join("")).toContain('"object":"ResourceSlices of pool broken"');
    api.put(NODES, node("odd", { count: 2 }));
    await expect.poll(() => names(view)).toEqual(["a", "odd"]);
  });

  it("asks a server that closes at once no faster than it may", async () => {
    api.put(NODES, node("a"));
    const view = await follow();
    await synced(view);
    const before = api.asked.length;
    for (let i = 0; i < 10; i++) {
      api.forget();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    // Four kinds, each at most one list and one watch in 20 ms.
    expect(api.asked.length - before).toBeLessThan(4 * 2 * 12);
  });

  it("needs a pod or a kubeconfig", async () => {
    const log = createLog(() => {}, "error");
    const migConfig = { namespace: "n", name: "m" };
    await expect(followCluster({ env: {}, log, migConfig })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("KUBECONFIG"),
    });
    await expect(followCluster({ env: { KUBECONFIG: "/none" }, log, migConfig })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

describe("what is kept of an object", () => {
  it("is the part that counts", () => {
    expect(podPart(pod("p", RESOURCE))).toEqual({
      metadata: { name: "p", namespace: "default" },
      spec: {
        nodeName: "a",
        containers: [{ resources: { limits: { [RESOURCE]: "2" }, requests: {} } }],
        initContainers: [],
        overhead: {},
      },
      status: { phase: "Running" },
    });
    expect(podPart({ metadata: { name: "p" }, spec: { containers: [{ resources: { limits: { cpu: "1" } } }] } })).toEqual({
      metadata: { name: "p" },
    });
    expect(nodePart(node("a")).status).toEqual({ allocatable: { [RESOURCE]: "7" } });
  });

  it.each([
    ["node", nodePart],
    ["pod", podPart],
    ["slice", slicePart],
    ["config map", configMapPart],
  ])("of no %s is nothing, without complaint", (_, part) => {
    // What came as JSON has no traps.
    for (const [name, value] of junk.filter(([each]) => !each.includes("throwing") && !each.includes("revoked"))) {
      for (const object of [
        value,
        { metadata: value, spec: value, status: value, data: value },
        { spec: { containers: [value] } },
      ])
        expect(typeof part(object).metadata.name, name).toBe("string");
    }
  });
});
