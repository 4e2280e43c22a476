import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClusterView } from "../../src/kubernetes/index.js";
import { extenderFilter } from "../../src/scheduler/index.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";
import { byName, podOf } from "./requests.js";

const gpus = [{ model: "H100-80GB" }];
const cluster: ClusterView = {
  nodes: [
    { name: "free", gpus, allocatable: { "1g.10gb": 2, "3g.40gb": 2 }, allocated: { "3g.40gb": 1 } },
    { name: "full", gpus, allocatable: { "1g.10gb": 2, "3g.40gb": 2 }, allocated: { "3g.40gb": 2 } },
    { name: "other", gpus, allocatable: { "7g.80gb": 1 } },
    { name: "whole", gpus, allocatable: { gpu: 1 } },
    { name: "single", strategy: "single", gpus, allocatable: { gpu: 7 }, allocated: { gpu: 5 } },
  ],
};
const names = cluster.nodes.map(({ name }) => name);

function nodeObject(name: string, allocatable: Readonly<Record<string, string>>) {
  const labels = {
    "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3",
    "nvidia.com/gpu.count": "1",
    "nvidia.com/mig.capable": "true",
  };
  return { metadata: { name, labels }, status: { allocatable } };
}

describe("extenderFilter, static", () => {
  it("lets nodes pass that have what is asked free, and says of the others why not", () => {
    expect(extenderFilter(byName({ "3g.40gb": 1 }, names), cluster)).toEqual({
      NodeNames: ["free"],
      FailedNodes: { full: "0 of 2 mig-3g.40gb free" },
      FailedAndUnresolvableNodes: { other: "no mig-3g.40gb", whole: "no mig-3g.40gb", single: "no mig-3g.40gb" },
    });
  });

  it("tells apart what preemption can and cannot free", () => {
    const { FailedNodes, FailedAndUnresolvableNodes } = extenderFilter(byName({ "3g.40gb": 2 }, ["free"]), cluster);
    expect(FailedNodes).toEqual({ free: "1 of 2 mig-3g.40gb free, 2 needed" });
    expect(FailedAndUnresolvableNodes).toEqual({});
    const never = extenderFilter(byName({ "3g.40gb": 3, "1g.10gb": 9 }, ["free"]), cluster);
    expect(never.FailedNodes).toEqual({});
    expect(never.FailedAndUnresolvableNodes).toEqual({ free: "only 2 mig-3g.40gb, 3 needed" });
  });

  it("takes MIG devices of the single strategy and whole GPUs as gpu", () => {
    expect(extenderFilter(byName({ gpu: 1 }, names), cluster).NodeNames).toEqual(["whole", "single"]);
    expect(extenderFilter(byName({ gpu: 3 }, names), cluster)).toMatchObject({
      FailedNodes: { single: "2 of 7 gpu free, 3 needed" },
    });
  });

  it("counts shared devices with the others", () => {
    const limits = { "nvidia.com/mig-1g.10gb": "1", "nvidia.com/mig-1g.10gb.shared": "2" };
    const pod = { spec: { containers: [{ resources: { limits } }] } };
    expect(extenderFilter({ Pod: pod, NodeNames: ["free"] }, cluster).FailedAndUnresolvableNodes).toEqual({
      free: "only 2 mig-1g.10gb, 3 needed",
    });
  });

  it("lets a pod without devices pass everywhere", () => {
    expect(extenderFilter(byName({}, [...names, "cpu-1"]), cluster).NodeNames).toEqual([...names, "cpu-1"]);
  });

  it("fails names that the view does not know, unless it knows none", () => {
    const unknown = byName({ "1g.10gb": 1 }, ["cpu-1"]);
    expect(extenderFilter(unknown, cluster).FailedAndUnresolvableNodes).toEqual({ "cpu-1": "no GPU known" });
    expect(extenderFilter(unknown, { nodes: [], possible: ["H100-80GB"] }).NodeNames).toEqual([]);
    expect(extenderFilter(unknown, { nodes: [] }).NodeNames).toEqual(["cpu-1"]);
  });

  it("reads either spelling", () => {
    const { Pod, NodeNames } = byName({ "3g.40gb": 1 }, names);
    const answer = extenderFilter({ Pod, NodeNames }, cluster);
    expect(extenderFilter({ pod: Pod, nodenames: NodeNames }, cluster)).toEqual(answer);
    expect(extenderFilter({ pod: Pod, nodes: null, nodeNames: NodeNames }, cluster)).toEqual(answer);
  });

  it("answers Nodes with the same objects, whose allocatable is newer than the view's", () => {
    const items = [
      nodeObject("free", { "nvidia.com/mig-3g.40gb": "1" }),
      nodeObject("full", { "nvidia.com/mig-3g.40gb": "3" }),
      nodeObject("unknown", { "nvidia.com/mig-3g.40gb": "1", cpu: "64" }),
      nodeObject("cpu-1", { cpu: "64" }),
    ];
    const list = { kind: "NodeList", apiVersion: "v1", metadata: {}, items };
    const answer = extenderFilter({ Pod: podOf({ "3g.40gb": 1 }), Nodes: list }, cluster);
    expect(answer).toEqual({
      Nodes: { ...list, items: [items[1], items[2]] },
      FailedNodes: { free: "0 of 1 mig-3g.40gb free" },
      FailedAndUnresolvableNodes: { "cpu-1": "no mig-3g.40gb" },
    });
    const { items: passed } = answer.Nodes as typeof list;
    expect(passed[0]).toBe(items[1]);
    expect(Object.isFrozen(items[1])).toBe(false);
    expect(extenderFilter({ pod: podOf({ "3g.40gb": 1 }), nodes: list }, cluster)).toEqual(answer);
    expect(extenderFilter({ Pod: podOf({}), Nodes: { metadata: {}, items: null } }, cluster).Nodes).toEqual({
      metadata: {},
      items: [],
    });
  });

  it("fails a node alone that cannot be read", () => {
    const spoilt = { metadata: { name: "spoilt", labels: { a: 1 } } };
    const items = [spoilt, nodeObject("full", { "nvidia.com/mig-3g.40gb": "3" })];
    const answer = extenderFilter({ Pod: podOf({ "3g.40gb": 1 }), Nodes: { items } }, cluster);
    expect(answer.Nodes).toEqual({ items: [items[1]] });
    expect(answer.FailedAndUnresolvableNodes).toEqual({ spoilt: expect.stringMatching(/^metadata\.labels\.a/) });
  });

  it("fails a node of the view alone that cannot be read", () => {
    const throwing = {
      name: "throwing",
      get gpus(): never {
        throw new Error("no");
      },
    };
    const spoilt = { name: "spoilt", gpus: [{ model: "H100-80GB", mig: [null as unknown as string] }] };
    const nodes = [spoilt, throwing, { name: "empty", gpus: [{ model: "H100-80GB", mig: [] }] }];
    const args = { Pod: podOf({ "3g.40gb": 1 }), NodeNames: ["spoilt", "throwing", "empty"] };
    const answer = extenderFilter(args, { nodes }, { dynamic: true });
    expect(answer.NodeNames).toEqual(["empty"]);
    expect(answer.FailedAndUnresolvableNodes).toEqual({
      spoilt: expect.stringMatching(/^gpus\[0\]\.mig\[0\]: /),
      throwing: expect.stringMatching(/cannot be read/),
    });
  });

  it("says what is wrong with arguments", () => {
    const pod = podOf({ "1g.10gb": 1 });
    const error = (args: unknown, view: unknown = cluster) => extenderFilter(args, view as ClusterView);
    expect(error(null)).toEqual({ Error: "ExtenderArgs is needed, not null" });
    expect(error({ Pod: pod }).Error).toMatch(/neither Nodes nor NodeNames/);
    expect(error({ NodeNames: [] }).Error).toMatch(/^Pod: a pod is needed/);
    expect(error({ Pod: pod, NodeNames: [1] }).Error).toMatch(/^NodeNames\[0\]: /);
    expect(error({ Pod: pod, Nodes: { items: [{ metadata: {} }] } }).Error).toMatch(/^Nodes\.items\[0\]\.metadata\.name: /);
    expect(error(byName({ "1g.10gb": 0.5 })).Error).toMatch(/^Pod\.spec\.containers\[0\]/);
    expect(error({ Pod: pod, NodeNames: ["a"] }, {}).Error).toMatch(/^cluster\.nodes: /);
    expect(extenderFilter(byName({}), cluster, { dynamic: 1 as unknown as boolean }).Error).toMatch(/^options\.dynamic: /);
  });

  it("passes a node exactly if its counts cover the pod", () => {
    const counts = fc.dictionary(fc.constantFrom("1g.10gb", "2g.20gb", "1g.10gb+me", "gpu"), fc.nat(5));
    fc.assert(
      fc.property(counts, counts, counts, (asked, allocatable, allocated) => {
        const node = { name: "node", gpus: [], allocatable, allocated };
        const answer = extenderFilter(byName(asked), { nodes: [node] });
        const free = (device: string) => Math.max(0, (allocatable[device] ?? 0) - (allocated[device] ?? 0));
        const wants = Object.entries(asked).filter(([, count]) => count > 0);
        const passes = wants.every(([device, count]) => count <= free(device));
        const couldPass = wants.every(([device, count]) => count <= (allocatable[device] ?? 0));
        expect(answer.NodeNames).toEqual(passes ? ["node"] : []);
        expect(Object.keys(answer.FailedNodes ?? {})).toEqual(!passes && couldPass ? ["node"] : []);
        expect(Object.keys(answer.FailedAndUnresolvableNodes ?? {})).toEqual(couldPass ? [] : ["node"]);
        expect(whyNotPlain(answer)).toBeNull();
      }),
    );
  });
});
