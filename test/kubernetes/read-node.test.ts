import { describe, expect, it } from "vitest";
import { gpuModels, MigError } from "../../src/index.js";
import { gpuLabels, nodeGpusFromNode, readNode } from "../../src/kubernetes/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";

const node = (labels: Record<string, string>, allocatable: Record<string, unknown> = {}) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "n1", labels },
  status: { allocatable },
});
const gpu = (labels: Record<string, string>) =>
  node(Object.fromEntries(Object.entries(labels).map(([key, value]) => [`nvidia.com/${key}`, value])));

describe("readNode", () => {
  it("says of a node without labels that nothing is known", () => {
    expect(readNode({ metadata: { name: "n1" } })).toEqual({
      name: "n1",
      migCapable: false,
      strategy: "none",
      valid: true,
      model: null,
      gpus: null,
      driver: null,
      profiles: {},
      migConfig: null,
      migState: null,
      nvidiaPci: false,
    });
  });

  it.each([
    ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "7", { "1g.10gb": 7 }],
    ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb-SHARED", "7", { "1g.10gb": 7 }],
    ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb.me", "1", { "1g.10gb+me": 1 }],
    ["NVIDIA-H100-80GB-HBM3-MIG-1c.3g.40gb", "3", { "1c.3g.40gb": 3 }],
    ["NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb.me.all", "1", { "1g.24gb+me.all": 1 }],
    ["NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb.gfx-SHARED", "4", { "1g.24gb+gfx": 4 }],
    ["NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb-me", "3", { "1g.24gb-me": 3 }],
    ["NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb-me-SHARED", "3", { "1g.24gb-me": 3 }],
    ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "0", {}],
    ["NVIDIA-H100-80GB-HBM3-MIG-what", "3", {}],
  ])("single, %s x%s", (product, count, profiles) => {
    const read = readNode(gpu({ "mig.strategy": "single", "mig.capable": "true", "gpu.product": product, "gpu.count": count }));
    expect(read).toMatchObject({ strategy: "single", valid: true, migCapable: true, gpus: null, profiles });
    expect(read.model).toBe(product.includes("RTX") ? "RTX-PRO-6000-96GB" : "H100-80GB");
  });

  it("single, where it cannot show what is configured", () => {
    const labels = { "mig.strategy": "single", "gpu.product": "NVIDIA-H100-80GB-HBM3-MIG-INVALID", "gpu.count": "0" };
    expect(readNode(gpu(labels))).toMatchObject({ valid: false, model: "H100-80GB", profiles: {}, gpus: null });
  });

  it("single, without MIG-enabled GPUs, counts GPUs", () => {
    const labels = { "mig.strategy": "single", "gpu.product": "NVIDIA-H100-80GB-HBM3", "gpu.count": "8" };
    expect(readNode(gpu(labels))).toMatchObject({ gpus: 8, profiles: {}, migCapable: true });
  });

  it("mixed: every profile, and only under mixed", () => {
    const labels = {
      "gpu.product": "NVIDIA-H100-80GB-HBM3",
      "gpu.count": "2",
      "mig-1g.10gb.count": "2",
      "mig-1g.10gb.me.count": "1",
      "mig-3g.40gb.count": "1",
      "mig-2g.20gb.count": "0",
      "mig-4g.40gb.count": "many",
      "mig-__proto__.count": "1",
    };
    expect(readNode(gpu({ ...labels, "mig.strategy": "mixed" }))).toMatchObject({
      gpus: 2,
      profiles: { "1g.10gb": 2, "1g.10gb+me": 1, "3g.40gb": 1 },
    });
    expect(Object.keys(readNode(gpu({ ...labels, "mig.strategy": "mixed" })).profiles)).toHaveLength(3);
    expect(readNode(gpu(labels)).profiles).toEqual({});
  });

  it.each([
    [{ "cuda.driver-version.major": "550" }, 550],
    [{ "cuda.driver.major": "535" }, 535],
    [{ "cuda.driver.major": "535", "cuda.driver-version.major": "550" }, 550],
    [{ "cuda.driver-version.major": "" }, null],
    [{ "cuda.driver-version.major": "x" }, null],
  ])("driver of %j", (labels, driver) => {
    expect(readNode(gpu(labels)).driver).toBe(driver);
  });

  it.each([
    ["pending", "pending"],
    ["rebooting", "rebooting"],
    ["success", "success"],
    ["failed", "failed"],
    ["done", null],
    ["toString", null],
  ])("state %s", (label, migState) => {
    expect(readNode(gpu({ "mig.config": "all-1g.10gb", "mig.config.state": label }))).toMatchObject({
      migConfig: "all-1g.10gb",
      migState,
    });
  });

  it("an empty mig.config is none", () => {
    expect(readNode(gpu({ "mig.config": "" })).migConfig).toBeNull();
  });

  describe("before gpu-feature-discovery has run", () => {
    const pci = (...devices: string[]) =>
      node(Object.fromEntries(devices.map((device) => [`feature.node.kubernetes.io/pci-${device}.present`, "true"])));

    it.each(["10de", "0302_10de", "0300_10de"])("pci-%s says that there is a GPU", (device) => {
      expect(readNode(pci(device))).toMatchObject({ nvidiaPci: true, model: null, migCapable: false });
    });

    it.each(["8086", "0200_10de", "0302_10de_20b2"])("pci-%s does not, for the operator", (device) => {
      expect(readNode(pci(device)).nvidiaPci).toBe(false);
    });

    it.each([
      ["0302_10de_20b2", "A100-80GB"],
      ["10de_20b2", "A100-80GB"],
      ["0302_10de_2330_10de_16c1", "H100-80GB"],
      ["0302_10de_20b7", "A30-24GB"],
      ["0300_10de_2bb5", "RTX-PRO-6000-96GB"],
    ])("pci-%s is %s", (device, model) => {
      expect(readNode(pci(device))).toMatchObject({ model, migCapable: true });
      expect(nodeGpusFromNode(pci(device)).gpus).toEqual([{ model }]);
    });

    it("devices of several models name none", () => {
      expect(readNode(pci("0302_10de_20b2", "0302_10de_2330")).model).toBeNull();
      expect(nodeGpusFromNode(pci("0302_10de_20b2", "0302_10de_2330", "0302_10de_20b5")).gpus).toEqual([
        { model: "A100-80GB" },
        { model: "H100-80GB" },
      ]);
    });

    it("every PCI id of every model is one", () => {
      for (const { name, pciDeviceIds } of gpuModels())
        for (const id of pciDeviceIds) expect(readNode(pci(`0302_10de_${id.slice(2, 6).toLowerCase()}`)).model).toBe(name);
    });

    it("a label that is not true counts for nothing", () => {
      const labels = {
        "feature.node.kubernetes.io/pci-0302_10de.present": "false",
        "feature.node.kubernetes.io/pci-0302_10de_20b2.present": "",
      };
      expect(readNode(node(labels))).toMatchObject({ nvidiaPci: false, model: null });
    });
  });

  it.each([
    ["a Pod", { kind: "Pod", metadata: { name: "x" } }, ["kind"]],
    ["nothing", {}, ["metadata"]],
    ["a list", [], []],
    ["labels that are no object", { metadata: { name: "x", labels: "a=b" } }, ["metadata", "labels"]],
    [
      "a number for a text",
      { metadata: { name: "x", labels: { "nvidia.com/gpu.count": 8 } } },
      ["metadata", "labels", "nvidia.com/gpu.count"],
    ],
    ["a name that is none", { metadata: { name: 1 } }, ["metadata", "name"]],
    ["no status", { metadata: { name: "x" }, status: "up" }, ["status"]],
  ])("refuses %s, and says where", (_, value, path) => {
    const refused = (() => {
      try {
        return readNode(value);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(MigError);
    expect(refused).toMatchObject({ code: "INVALID_INPUT", path });
  });
});

describe("nodeGpusFromNode", () => {
  it("of a node that shows full GPUs", () => {
    const labels = {
      "nvidia.com/gpu.product": "NVIDIA-H100-PCIe",
      "nvidia.com/gpu.count": "2",
      "nvidia.com/mig.capable": "true",
    };
    expect(nodeGpusFromNode(node(labels, { cpu: "8", "nvidia.com/gpu": "2" }))).toEqual({
      name: "n1",
      strategy: "none",
      labels,
      gpus: [{ model: "NVIDIA-H100-PCIe" }, { model: "NVIDIA-H100-PCIe" }],
      allocatable: { gpu: 2 },
    });
  });

  it("keeps the board when it is labelled again", () => {
    const labels = {
      "nvidia.com/gpu.product": "NVIDIA-H100-PCIe",
      "nvidia.com/gpu.count": "2",
      "nvidia.com/mig.capable": "true",
    };
    const again = gpuLabels({ ...nodeGpusFromNode(node(labels)), labels: {} });
    expect(again["nvidia.com/gpu.product"]).toBe("NVIDIA-H100-PCIe");
  });

  it("takes as few GPUs as can hold the devices where their number is not said", () => {
    const single = (product: string, count: string) =>
      nodeGpusFromNode(gpu({ "mig.strategy": "single", "mig.capable": "true", "gpu.product": product, "gpu.count": count }));
    expect(single("NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "14")).toMatchObject({
      instances: { "1g.10gb": 14 },
      gpus: { length: 2 },
    });
    expect(single("NVIDIA-H100-80GB-HBM3-MIG-1c.3g.40gb", "9").gpus).toHaveLength(1);
    expect(single("NVIDIA-H100-80GB-HBM3-MIG-INVALID", "0").gpus).toEqual([{ model: "NVIDIA-H100-80GB-HBM3" }]);
  });

  it("knows a second model by its MIG devices", () => {
    const read = nodeGpusFromNode(
      gpu({
        "mig.strategy": "mixed",
        "mig.capable": "true",
        "gpu.product": "NVIDIA-A30",
        "gpu.count": "2",
        "mig-1g.10gb.count": "8",
        "mig-1g.10gb.product": "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb",
      }),
    );
    expect(read.gpus.map(({ model }) => model)).toEqual([
      "NVIDIA-A30",
      "NVIDIA-A30",
      "NVIDIA-H100-80GB-HBM3",
      "NVIDIA-H100-80GB-HBM3",
    ]);
  });

  it("knows boards without MIG, and leaves out those that it cannot speak of", () => {
    const labels = { "gpu.product": "Tesla-T4", "gpu.count": "2" };
    expect(nodeGpusFromNode(gpu({ ...labels, "mig.capable": "false" })).gpus).toEqual([
      { model: "Tesla-T4", migCapable: false },
      { model: "Tesla-T4", migCapable: false },
    ]);
    expect(nodeGpusFromNode(gpu({ ...labels, "gpu.product": "NVIDIA-X100", "mig.capable": "true" })).gpus).toEqual([]);
  });

  it("reads allocatable by profile, shared ones included", () => {
    const allocatable = {
      "nvidia.com/mig-1g.10gb": "2",
      "nvidia.com/mig-1g.10gb.shared": 8,
      "nvidia.com/mig-1g.10gb.me": "1",
      "nvidia.com/mig-3g.40gb": "0",
      "nvidia.com/gpu.shared": "4k",
      "nvidia.com/mig-4g.40gb": -1,
      "nvidia.com/mig-7g.80gb": "lots",
      "nvidia.com/mig-2g.20gb": "1.5",
      cpu: "8",
    };
    expect(nodeGpusFromNode(node({}, allocatable)).allocatable).toEqual({ "1g.10gb": 10, "1g.10gb+me": 1, gpu: 4000 });
  });

  it("leaves a driver out that does not know the model, so that the node can be read", () => {
    const labels = {
      "gpu.product": "NVIDIA-H100-80GB-HBM3",
      "gpu.count": "1",
      "mig.capable": "true",
      "cuda.driver.major": "470",
    };
    const read = nodeGpusFromNode(gpu(labels));
    expect(read.driver).toBeUndefined();
    expect(() => gpuLabels(read)).not.toThrow();
    expect(nodeGpusFromNode(gpu({ ...labels, "cuda.driver.major": "550" })).driver).toBe(550);
  });

  it("refuses more GPUs than any node has", () => {
    const labels = { "gpu.product": "NVIDIA-A30", "gpu.count": "999999999", "mig.capable": "true" };
    expect(() => nodeGpusFromNode(gpu(labels))).toThrow(/999999999 GPUs/);
  });
});

describeWithFacts("node labels of real H100 nodes", () => {
  const labelsOf = (name: string) => JSON.parse(readFact(`vectors/fetched-data/docs/${name}.json`)) as Record<string, string>;

  it("without MIG", () => {
    expect(readNode(node(labelsOf("mig-node-labels")))).toEqual({
      name: "n1",
      migCapable: true,
      strategy: "single",
      valid: true,
      model: "H100-80GB",
      gpus: 1,
      driver: 550,
      profiles: {},
      migConfig: "all-disabled",
      migState: "success",
      nvidiaPci: true,
    });
  });

  it("with three profiles", () => {
    const read = readNode(node(labelsOf("mig-mixed-node-labels")));
    expect(read).toMatchObject({ strategy: "mixed", gpus: 1, driver: 550, migConfig: "all-balanced", migState: "success" });
    expect(read.profiles).toEqual({ "1g.10gb": 2, "2g.20gb": 1, "3g.40gb": 1 });
  });
});
