import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterView } from "../../src/cluster/view.js";
import { resourceSlices } from "../../src/dra/index.js";
import { gpuLabels } from "../../src/kubernetes/index.js";
import { junk, spoilt } from "../support/junk.js";

const H100 = {
  name: "gpu-1",
  strategy: "mixed" as const,
  gpus: [{ model: "H100-80GB", uuid: "GPU-b4895dbf-9350-2524-a89b-98161ddd9fe4", mig: ["3g.40gb@4", "1g.10gb@0", "1g.10gb@1"] }],
};
const node = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "gpu-1", labels: gpuLabels(H100) },
  status: { allocatable: { cpu: "64", "nvidia.com/mig-1g.10gb": "2", "nvidia.com/mig-3g.40gb": "1" } },
};

function pod(name: string, limits: Readonly<Record<string, string>>, more: object = {}, nodeName = "gpu-1") {
  return { metadata: { name }, spec: { nodeName, containers: [{ resources: { limits } }] }, ...more };
}

describe("clusterView", () => {
  it("reads nodes and what is allocatable", () => {
    expect(clusterView({ nodes: [node], migConfig: "version: v1" })).toEqual({
      migConfig: "version: v1",
      nodes: [
        expect.objectContaining({
          name: "gpu-1",
          strategy: "mixed",
          gpus: [{ model: "NVIDIA-H100-80GB-HBM3" }],
          instances: { "1g.10gb": 2, "3g.40gb": 1 },
          allocatable: { "1g.10gb": 2, "3g.40gb": 1 },
        }),
      ],
    });
  });

  it("leaves out nodes without GPUs, so that a cluster scaled to zero is one of which nothing is known", () => {
    expect(
      clusterView({ nodes: [{ kind: "Node", metadata: { name: "cpu-1", labels: { "kubernetes.io/os": "linux" } } }] }),
    ).toEqual({
      nodes: [],
    });
  });

  it("adds up what pods hold, as long as they run", () => {
    const pods = [
      pod("a", { "nvidia.com/mig-1g.10gb": "1" }),
      pod("b", { "nvidia.com/mig-1g.10gb": "1", cpu: "500m" }),
      pod("shared", { "nvidia.com/mig-3g.40gb.shared": "2" }),
      pod("ended", { "nvidia.com/mig-3g.40gb": "1" }, { status: { phase: "Succeeded" } }),
      pod("elsewhere", { "nvidia.com/mig-3g.40gb": "1" }, {}, "gpu-2"),
      { metadata: { name: "waiting" }, spec: { containers: [{ resources: { limits: { "nvidia.com/mig-1g.10gb": "1" } } }] } },
      pod("no quantity", { "nvidia.com/mig-1g.10gb": "some" }),
    ];
    expect(clusterView({ nodes: [node], pods }).nodes[0]?.allocated).toEqual({ "1g.10gb": 2, "3g.40gb": 2 });
  });

  it("takes from ResourceSlices where instances are", () => {
    const mig = [...(H100.gpus[0]?.mig.entries() ?? [])].map(([i, at]) => {
      const [profile = "", start = ""] = at.split("@");
      return { profile, start: Number(start), uuid: `MIG-7089d0f3-293f-58c9-8f8c-5ea666eedb0${i}` };
    });
    const sliced = { ...H100, gpus: [{ model: "H100-80GB", uuid: H100.gpus[0]?.uuid ?? "", mig }] };
    const [read] = clusterView({ nodes: [node], resourceSlices: resourceSlices(sliced, { form: "static" }) }).nodes;
    expect(read?.instances).toBeUndefined();
    const starts = read?.gpus[0]?.mig?.map((at) => (typeof at === "string" ? at : `${at.profile}@${at.start}`));
    expect(starts?.sort()).toEqual(["1g.10gb@0", "1g.10gb@1", "3g.40gb@4"]);
  });

  it("says where an object is that it cannot read", () => {
    const bad = { kind: "Node", metadata: { name: "x", labels: { a: 1 } } };
    expect(() => clusterView({ nodes: [node, bad] })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(/^nodes\[1\]\.metadata\.labels/) }),
    );
  });

  it("throws nothing but MigError", () => {
    for (const [name, bad] of junk) {
      for (const objects of spoilt({ nodes: [node], pods: [pod("a", {})], resourceSlices: [] }, bad)) {
        try {
          clusterView(objects as Parameters<typeof clusterView>[0]);
        } catch (error) {
          expect(error, name).toMatchObject({ name: "MigError" });
        }
      }
    }
  });

  it("counts every pod once, whatever their order", () => {
    const profiles = fc.constantFrom("1g.10gb", "3g.40gb");
    fc.assert(
      fc.property(fc.array(fc.tuple(profiles, fc.integer({ min: 0, max: 5 }))), (held) => {
        const pods = held.map(([profile, count], i) => pod(String(i), { [`nvidia.com/mig-${profile}`]: String(count) }));
        const view = clusterView({ nodes: [node], pods });
        expect(clusterView({ nodes: [node], pods: [...pods].reverse() }).nodes[0]?.allocated ?? {}).toEqual(
          view.nodes[0]?.allocated ?? {},
        );
        const sum = (wanted: string) => held.reduce((total, [profile, count]) => total + (profile === wanted ? count : 0), 0);
        for (const profile of ["1g.10gb", "3g.40gb"]) expect(view.nodes[0]?.allocated?.[profile] ?? 0).toBe(sum(profile));
      }),
    );
  });
});
