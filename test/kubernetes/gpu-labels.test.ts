/** The rules of gpu-feature-discovery one by one, on nodes that its vectors do not have. */
import { describe, expect, it } from "vitest";
import { gpuModel, gpuModels, MigError, type Placement } from "../../src/index.js";
import { gpuLabels, type LabelSharing, type NodeGpus } from "../../src/kubernetes/index.js";
import { familyOf, sanitised } from "../../src/kubernetes/labels/text.js";

const H100 = "H100-80GB";
const PRODUCT = "nvidia.com/gpu.product";
const node = (strategy: NonNullable<NodeGpus["strategy"]>, gpus: NodeGpus["gpus"], rest: Partial<NodeGpus> = {}): NodeGpus => ({
  name: "n1",
  strategy,
  gpus,
  ...rest,
});
const of = (labels: Readonly<Record<string, string>>, prefix: string) =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])),
  );
const refusal = (body: () => unknown) => {
  try {
    return body();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
};

describe("products", () => {
  it.each([
    ["H100-80GB", {}, "NVIDIA-H100-80GB-HBM3"],
    ["0x233110DE", {}, "NVIDIA-H100-80GB-HBM3"],
    ["NVIDIA H100 PCIe", {}, "NVIDIA-H100-PCIe"],
    ["h100 pcie", {}, "NVIDIA-H100-PCIe"],
    ["NVIDIA-H100-PCIe-MIG-1g.10gb-SHARED", {}, "NVIDIA-H100-PCIe"],
    ["H100-80GB", { [PRODUCT]: "NVIDIA-H100-PCIe" }, "NVIDIA-H100-PCIe"],
    ["H100-80GB", { [PRODUCT]: "NVIDIA-H100-PCIe-MIG-3g.40gb-SHARED" }, "NVIDIA-H100-PCIe"],
    ["NVIDIA H100 80GB HBM3", { [PRODUCT]: "NVIDIA-H100-PCIe" }, "NVIDIA-H100-80GB-HBM3"],
    ["H100-80GB", { [PRODUCT]: "NVIDIA-H100-64GB-XYZ" }, "NVIDIA-H100-64GB-XYZ"],
    ["H100-80GB", { [PRODUCT]: "NVIDIA-A30" }, "NVIDIA-H100-80GB-HBM3"],
  ])("%s labelled %j is %s", (model, labels, product) => {
    expect(gpuLabels(node("none", [{ model }], { labels }))[PRODUCT]).toBe(product);
  });

  it("a board that no model lists is not mixed up with another model's", () => {
    const labels = { [PRODUCT]: "NVIDIA-H100-64GB-XYZ" };
    expect(gpuLabels(node("none", [{ model: H100 }, { model: "A30-24GB" }], { labels }))[PRODUCT]).toBe("NVIDIA-H100-80GB-HBM3");
  });

  it.each([
    ["NVIDIA H100 80GB HBM3", "NVIDIA-H100-80GB-HBM3"],
    ["  a   b ", "a-b"],
    ["a\tb", "ab"],
    ["Quadro RTX (TM) 8000/é", "Quadro-RTX-TM-8000"],
    ["1g.10gb+me", "1g.10gbme"],
    ["a_b-c.d", "a_b-c.d"],
    ["", ""],
  ])("%j is spelt %j", (raw, label) => {
    expect(sanitised(raw)).toBe(label);
  });

  it("every built-in model has the family of its architecture", () => {
    for (const { name, architecture } of gpuModels()) {
      const labels = gpuLabels(node("none", [{ model: name }]));
      expect(labels["nvidia.com/gpu.family"]).toBe(architecture.toLowerCase());
    }
  });

  it.each([
    [[7, 0], "volta"],
    [[7, 5], "turing"],
    [[8, 6], "ampere"],
    [[8, 9], "ada-lovelace"],
    [[9, 0], "hopper"],
    [[12, 1], "blackwell"],
    [[13, 0], "rubin"],
    [[11, 0], "undefined"],
    [[4, 0], "undefined"],
  ] as const)("capability %j is %s", ([major, minor], family) => {
    expect(familyOf(major, minor)).toBe(family);
  });
});

describe("figures", () => {
  it("that nobody knows have no label", () => {
    const { computeCapability: _, memoryMiB: __, ...bare } = gpuModel(H100);
    const profiles = bare.profiles.map((profile) => ({ ...profile, memoryMiB: null, engines: null }));
    const model = { ...bare, profiles };
    expect(of(gpuLabels(node("none", [{ model }])), "nvidia.com/gpu.")).toEqual({
      product: "NVIDIA-H100-80GB-HBM3",
      count: "1",
      replicas: "1",
      "sharing-strategy": "none",
    });
    // Under single the board's memory would be taken for that of the devices.
    const mig = ["1g.10gb@0"];
    const board = { ...model, memoryMiB: 81559 };
    expect(gpuLabels(node("single", [{ model: board, mig }]))["nvidia.com/gpu.memory"]).toBeUndefined();
    expect(of(gpuLabels(node("mixed", [{ model: board, mig }])), "nvidia.com/mig-1g.10gb.")).toEqual({
      product: "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb",
      count: "1",
      replicas: "1",
      "sharing-strategy": "none",
      multiprocessors: "16",
      "slices.gi": "1",
      "slices.ci": "1",
    });
  });

  it("that were measured on the node count before the model's, of the same board and devices only", () => {
    const labels = {
      [PRODUCT]: "NVIDIA-H100-80GB-HBM3",
      "nvidia.com/gpu.memory": "81000",
      "nvidia.com/gpu.compute.major": "9",
      "nvidia.com/gpu.compute.minor": "1",
      "nvidia.com/mig-3g.40gb.product": "NVIDIA-H100-80GB-HBM3-MIG-3g.40gb-SHARED",
      "nvidia.com/mig-3g.40gb.memory": "40320",
      "nvidia.com/mig-1g.10gb.product": "NVIDIA-A30-MIG-1g.10gb",
      "nvidia.com/mig-1g.10gb.memory": "1",
      "nvidia.com/mig-2g.20gb.product": "NVIDIA-H100-80GB-HBM3-MIG-2g.20gb",
      "nvidia.com/mig-2g.20gb.memory": "much",
    };
    const gpus = [{ model: H100, mig: ["3g.40gb@4", "2g.20gb@0", "1g.10gb@2"] }];
    expect(gpuLabels(node("mixed", gpus, { labels }))).toMatchObject({
      "nvidia.com/gpu.memory": "81000",
      "nvidia.com/gpu.compute.minor": "1",
      "nvidia.com/mig-3g.40gb.memory": "40320",
      "nvidia.com/mig-1g.10gb.memory": "9984",
      "nvidia.com/mig-2g.20gb.memory": "20096",
    });
    expect(gpuLabels(node("mixed", [{ model: "A30-24GB" }], { labels }))["nvidia.com/gpu.memory"]).toBe("24576");
  });

  it("under single the node's label is not the memory of the board", () => {
    const labels = { [PRODUCT]: "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "nvidia.com/gpu.memory": "9984" };
    expect(gpuLabels(node("none", [{ model: H100 }], { labels }))["nvidia.com/gpu.memory"]).toBe("81559");
  });

  it("of a board without MIG are those of the node's labels, or none", () => {
    const t4 = { model: "Tesla T4", migCapable: false };
    const labels = {
      [PRODUCT]: "Tesla-T4",
      "nvidia.com/gpu.memory": "15360",
      "nvidia.com/gpu.compute.major": "7",
      "nvidia.com/gpu.compute.minor": "5",
    };
    expect(gpuLabels(node("none", [t4, t4], { labels }))).toMatchObject({
      ...labels,
      "nvidia.com/gpu.family": "turing",
      "nvidia.com/gpu.count": "2",
      "nvidia.com/mig.capable": "false",
    });
    expect(gpuLabels(node("none", [t4]))["nvidia.com/gpu.memory"]).toBeUndefined();
  });
});

describe("several models", () => {
  const mig = ["1g.10gb@0"];
  it("the full GPU of lowest index is shown, and counts its like", () => {
    const gpus = [{ model: H100, mig }, { model: "A30-24GB" }, { model: "A100-40GB" }, { model: "A30-24GB", mig: [] }];
    expect(gpuLabels(node("mixed", gpus))).toMatchObject({
      [PRODUCT]: "NVIDIA-A30",
      "nvidia.com/gpu.count": "2",
      "nvidia.com/gpu.replicas": "1",
      "nvidia.com/gpu.memory": "24576",
      "nvidia.com/gpu.family": "ampere",
    });
  });

  it("else the MIG-enabled one of lowest index", () => {
    const gpus = [
      { model: H100, mig },
      { model: "A30-24GB", mig: [] },
    ];
    expect(gpuLabels(node("none", gpus))).toMatchObject({ [PRODUCT]: "NVIDIA-H100-80GB-HBM3", "nvidia.com/gpu.replicas": "0" });
  });

  it("profiles of one name are counted together, as the first", () => {
    const gpus = [
      { model: "A100-80GB", mig: ["1g.10gb@0", "1g.10gb@1"] },
      { model: H100, mig },
    ];
    expect(of(gpuLabels(node("mixed", gpus)), "nvidia.com/mig-1g.10gb.")).toMatchObject({
      count: "3",
      product: "NVIDIA-A100-SXM4-80GB-MIG-1g.10gb",
      multiprocessors: "14",
    });
    expect(gpuLabels(node("single", gpus))).toMatchObject({
      "nvidia.com/gpu.count": "3",
      [PRODUCT]: "NVIDIA-A100-SXM4-80GB-MIG-1g.10gb",
    });
  });

  it("under single the first MIG-enabled GPU is called invalid", () => {
    const gpus = [
      { model: "Tesla T4", migCapable: false },
      { model: H100, mig },
    ];
    expect(gpuLabels(node("single", gpus))).toMatchObject({
      [PRODUCT]: "NVIDIA-H100-80GB-HBM3-MIG-INVALID",
      "nvidia.com/gpu.count": "0",
      "nvidia.com/gpu.replicas": "0",
      "nvidia.com/gpu.sharing-strategy": "",
      "nvidia.com/gpu.memory": "0",
    });
  });
});

describe("compute instances", () => {
  const instance = (computeInstances: Placement["computeInstances"] & object, profile = "3g.40gb"): Placement => ({
    profile,
    start: 4,
    size: 4,
    computeInstances,
  });
  it("each is a MIG device, by any of its spellings", () => {
    const mig = [
      instance([
        { profile: "1c", start: 0 },
        { profile: "2c.3g.40gb", start: 2 },
      ]),
    ];
    const labels = gpuLabels(node("mixed", [{ model: H100, mig }]));
    expect(labels["nvidia.com/mig-1c.3g.40gb.count"]).toBe("1");
    expect(of(labels, "nvidia.com/mig-2c.3g.40gb.")).toMatchObject({ "slices.gi": "3", "slices.ci": "2", multiprocessors: "32" });
  });

  it("one of full size has the name of its GPU instance", () => {
    const mig = [instance([{ profile: "3c", start: 0 }])];
    expect(gpuLabels(node("mixed", [{ model: H100, mig }]))["nvidia.com/mig-3g.40gb.count"]).toBe("1");
  });

  it("without any the GPU is empty", () => {
    const gpus = [{ model: H100, mig: [instance([])] }];
    expect(Object.keys(of(gpuLabels(node("mixed", gpus)), "nvidia.com/mig-"))).toEqual([]);
    expect(gpuLabels(node("single", gpus))[PRODUCT]).toMatch(/-MIG-INVALID$/);
  });

  it("carries the attributes of the GPU instance at the end", () => {
    const mig = [{ profile: "2g.12gb+me", start: 0, computeInstances: [{ profile: "1c", start: 0 }] }];
    const labels = gpuLabels(node("mixed", [{ model: "A30-24GB", mig }]));
    expect(labels["nvidia.com/mig-1c.2g.12gb.me.product"]).toBe("NVIDIA-A30-MIG-1c.2g.12gb.me");
  });

  it("says where one is that cannot be", () => {
    const mig = [
      "1g.10gb@0",
      instance([
        { profile: "1c", start: 0 },
        { profile: "5c", start: 0 },
      ]),
    ];
    expect(refusal(() => gpuLabels(node("mixed", [{ model: "A30-24GB" }, { model: H100, mig }])))).toMatchObject({
      code: "UNKNOWN_PROFILE",
      path: ["gpus", 1, "mig", 1, "computeInstances", 1, "profile"],
    });
  });
});

describe("sharing", () => {
  const full = node("none", [{ model: H100 }]);
  const base = (sharing: LabelSharing, of: NodeGpus = full) => {
    const labels = gpuLabels(of, { sharing });
    return [labels[PRODUCT], labels["nvidia.com/gpu.replicas"], labels["nvidia.com/gpu.sharing-strategy"]];
  };

  it.each([
    [{ replicas: 4, strategy: "time-slicing" }, ["NVIDIA-H100-80GB-HBM3-SHARED", "4", "time-slicing"]],
    [{ replicas: 4, strategy: "mps" }, ["NVIDIA-H100-80GB-HBM3-SHARED", "4", "mps"]],
    [{ replicas: 4, strategy: "time-slicing", renamed: true }, ["NVIDIA-H100-80GB-HBM3", "4", "time-slicing"]],
    [{ replicas: 1, strategy: "time-slicing" }, ["NVIDIA-H100-80GB-HBM3", "1", "none"]],
    [{ replicas: { "nvidia.com/mig-1g.10gb": 4 }, strategy: "time-slicing" }, ["NVIDIA-H100-80GB-HBM3", "1", "none"]],
  ] as const)("%j", (sharing, expected) => {
    expect(base(sharing)).toEqual(expected);
  });

  it("one number shares every resource, but no MIG-enabled GPU as a whole", () => {
    const shared = node("mixed", [{ model: H100, mig: ["1g.10gb@0"] }]);
    expect(base({ replicas: 4, strategy: "time-slicing" }, shared)).toEqual(["NVIDIA-H100-80GB-HBM3", "0", "none"]);
    const labels = gpuLabels(shared, { sharing: { replicas: 4, strategy: "time-slicing" } });
    expect(labels["nvidia.com/mig-1g.10gb.product"]).toBe("NVIDIA-H100-80GB-HBM3-MIG-1g.10gb-SHARED");
  });

  it("MPS says so on the node, and is refused beside MIG", () => {
    expect(gpuLabels(full, { sharing: { replicas: 2, strategy: "mps" } })["nvidia.com/mps.capable"]).toBe("true");
    const enabled = node("none", [{ model: H100 }, { model: H100, mig: [] }]);
    expect(gpuLabels(enabled, { sharing: { replicas: { "nvidia.com/gpu": 1 }, strategy: "mps" } })).toEqual(gpuLabels(enabled));
    expect(refusal(() => gpuLabels(enabled, { sharing: { replicas: 2, strategy: "mps" } }))).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("MPS sharing is not supported for mig devices"),
    });
  });

  it.each([
    [{ replicas: 0, strategy: "mps" }, ["sharing", "replicas"]],
    [{ replicas: { "nvidia.com/gpu": 1.5 }, strategy: "mps" }, ["sharing", "replicas", "nvidia.com/gpu"]],
    [{ replicas: 2, strategy: "none" }, ["sharing", "strategy"]],
    [4, ["sharing"]],
  ])("refuses %j", (sharing, path) => {
    expect(refusal(() => gpuLabels(full, { sharing: sharing as LabelSharing }))).toMatchObject({ code: "INVALID_INPUT", path });
  });
});

describe("the node", () => {
  it("without GPUs has no labels, whatever it is labelled with", () => {
    expect(gpuLabels(node("mixed", [], { labels: { "nvidia.com/gpu.machine": "x" } }))).toEqual({});
  });

  it("takes its strategy from its labels where it does not say it", () => {
    const labels = { "nvidia.com/mig.strategy": "mixed" };
    const gpus = [{ model: H100, mig: ["1g.10gb@0"] }];
    expect(gpuLabels({ name: "n1", gpus, labels })["nvidia.com/mig-1g.10gb.count"]).toBe("1");
    expect(gpuLabels({ name: "n1", strategy: "none", gpus, labels })["nvidia.com/mig.strategy"]).toBeUndefined();
    expect(gpuLabels({ name: "n1", gpus })["nvidia.com/mig.strategy"]).toBeUndefined();
  });

  it("carries over what models and layouts do not say, and nothing else", () => {
    const carried = {
      "nvidia.com/gpu.machine": "DGX-H100",
      "nvidia.com/gpu.mode": "compute",
      "nvidia.com/gpu.clique": "a.1",
      "nvidia.com/gfd.timestamp": "1715709242",
      "nvidia.com/mps.capable": "false",
      "nvidia.com/vgpu.present": "false",
      "nvidia.com/vgpu.host-driver-version": "550.90",
      "nvidia.com/cuda.runtime.major": "12",
      "nvidia.com/cuda.driver-version.full": "550.54.15",
      "nvidia.com/cuda.driver-version.major": "550",
    };
    const labels = { ...carried, "nvidia.com/mig-2g.20gb.count": "3", "nvidia.com/mig.config": "x", "kubernetes.io/os": "linux" };
    const before = gpuLabels(node("mixed", [{ model: H100 }]));
    expect(gpuLabels(node("mixed", [{ model: H100 }], { labels }))).toEqual({ ...before, ...carried });
  });

  it("of another driver carries only its branch", () => {
    const labels = { "nvidia.com/cuda.driver-version.full": "550.54.15", "nvidia.com/cuda.driver-version.major": "550" };
    expect(of(gpuLabels(node("none", [{ model: H100 }], { labels, driver: 580 })), "nvidia.com/cuda.")).toEqual({
      "driver-version.major": "580",
      "driver.major": "580",
    });
  });

  it("known by count only is taken to have MIG on, and no GPU empty", () => {
    const instances = { "1g.10gb": 8, "1c.3g.40gb": 2, "3g.40gb": 0, "9g.9gb": 1 };
    const counted = gpuLabels(node("mixed", [{ model: "A30-24GB" }, { model: H100 }], { instances }));
    expect(counted).toMatchObject({
      [PRODUCT]: "NVIDIA-A30",
      "nvidia.com/gpu.replicas": "0",
      "nvidia.com/mig-1g.10gb.count": "8",
      "nvidia.com/mig-1g.10gb.product": "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb",
      "nvidia.com/mig-1c.3g.40gb.count": "2",
    });
    expect(Object.keys(of(counted, "nvidia.com/mig-")).filter((key) => key.endsWith(".count"))).toHaveLength(2);
    const single = gpuLabels(node("single", [{ model: H100 }], { instances: { "1g.10gb": 7 } }));
    expect(single).toMatchObject({ [PRODUCT]: "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "nvidia.com/gpu.count": "7" });
  });
});

it("a board without MIG needs a name, and nothing else", () => {
  for (const model of [undefined, null, 7, {}, { name: 7 }]) {
    const gpus = [{ model, migCapable: false }] as unknown as NodeGpus["gpus"]; // which is the point
    expect(() => gpuLabels({ name: "a", gpus })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", path: ["gpus", 0, "model"] }),
    );
  }
});
