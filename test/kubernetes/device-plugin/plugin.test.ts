import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodeGpu, NodeGpus } from "../../../src/gpu/node.js";
import { gpuModel, gpuModels, layouts, MigError } from "../../../src/index.js";
import { devicePlugin } from "../../../src/kubernetes/device-plugin/index.js";
import { profileOfResource } from "../../../src/kubernetes/names.js";
import { junk, spoilt } from "../../support/junk.js";

const MODEL = "H100-80GB";
const sevens = Array.from({ length: 7 }, (_, i) => `1g.10gb@${i}`);
const gpu = (mig?: NodeGpu["mig"]): NodeGpu => ({ model: MODEL, ...(mig === undefined ? {} : { mig }) });
const node = (gpus: readonly NodeGpu[], strategy?: NodeGpus["strategy"]): NodeGpus => ({
  name: "n",
  gpus,
  ...(strategy === undefined ? {} : { strategy }),
});
const slicing = (name: string, replicas: number, more: object = {}) => ({
  sharing: { timeSlicing: { resources: [{ name, replicas }], ...more } },
});
const mps = (replicas: number) => ({ sharing: { mps: { resources: [{ name: "gpu", replicas }] } } });
const told = ({ findings }: ReturnType<typeof devicePlugin>) =>
  findings.map(({ severity, code, message }) => [severity, code, message]);

describe("none", () => {
  test("every GPU is offered, with a warning where MIG mode is on", () => {
    const onNode = devicePlugin(node([gpu(), gpu(sevens)]));
    expect(onNode).toMatchObject({ starts: true, resources: { "nvidia.com/gpu": 2 } });
    expect(told(onNode)).toMatchObject([["warning", "MIG_HIDDEN", expect.stringContaining("GPU 1")]]);
  });
});

describe("mixed", () => {
  test("full GPUs and MIG devices under names of their own, attributes dotted", () => {
    const onNode = devicePlugin(node([gpu(), gpu(["3g.40gb@4", "1g.10gb+me@0", "1g.10gb@1", "1g.10gb@2"])], "mixed"));
    expect(onNode).toEqual({
      starts: true,
      findings: [],
      resources: {
        "nvidia.com/gpu": 1,
        "nvidia.com/mig-1g.10gb": 2,
        "nvidia.com/mig-1g.10gb.me": 1,
        "nvidia.com/mig-3g.40gb": 1,
      },
    });
  });
  test("an empty GPU is a warning, a part of a GPU instance stops the plugin", () => {
    expect(told(devicePlugin(node([gpu([]), gpu(sevens)], "mixed")))).toEqual([
      ["warning", "NO_MIG_DEVICES", "device 0 has no MIG devices configured"],
    ]);
    const parts = [
      { profile: "1c.3g.40gb", start: 0 },
      { profile: "1c", start: 1 },
    ];
    const onNode = devicePlugin(node([gpu([{ profile: "3g.40gb", start: 0, computeInstances: parts }])], "mixed"));
    expect(onNode).toMatchObject({ starts: false, resources: {} });
    const message = "MIG profile '1c.3g.40gb' does not match any resource patterns";
    expect(told(onNode)).toEqual([
      ["error", "NO_RESOURCE", message],
      ["error", "NO_RESOURCE", message],
    ]);
  });
  test("one device for each compute instance, one of full size where nothing is said, none where there is none", () => {
    const whole = { profile: "3g.40gb", start: 0 };
    const resources = (computeInstances: { profile: string; start: number }[]) =>
      devicePlugin(node([gpu([{ ...whole, computeInstances }, "1g.10gb@4"])], "mixed")).resources;
    const named = { "nvidia.com/mig-1g.10gb": 1, "nvidia.com/mig-3g.40gb": 1 };
    expect(resources([{ profile: "3c.3g.40gb", start: 0 }])).toEqual(named);
    expect(resources([{ profile: "3g.40gb", start: 0 }])).toEqual(named);
    expect(resources([{ profile: "3c", start: 0 }])).toEqual(named);
    expect(resources([])).toEqual({ "nvidia.com/mig-1g.10gb": 1 });
  });
  test("every layout of every model is offered instance by instance", () => {
    const anyLayout = fc.constantFrom(...gpuModels()).chain((model) => {
      const all = [...layouts(model, { profiles: model.profiles.map(({ name }) => name) })].slice(0, 400);
      return fc.record({ model: fc.constant(model), mig: fc.constantFrom(...all) });
    });
    fc.assert(
      fc.property(anyLayout, ({ model, mig }) => {
        const { starts, resources } = devicePlugin({ name: "n", strategy: "mixed", gpus: [{ model, mig }] });
        expect(starts).toBe(true);
        const back = Object.entries(resources).flatMap(([name, count]) =>
          Array.from({ length: count }, () => profileOfResource(name)),
        );
        expect(back.sort()).toEqual(mig.map(({ profile }) => profile).sort());
      }),
      { numRuns: 60 },
    );
  });
});

describe("single", () => {
  test("MIG devices of one kind are GPUs", () => {
    expect(devicePlugin(node([gpu(sevens), gpu(sevens)], "single"))).toEqual({
      starts: true,
      resources: { "nvidia.com/gpu": 14 },
      findings: [],
    });
    expect(devicePlugin(node([gpu(), gpu()], "single")).resources).toEqual({ "nvidia.com/gpu": 2 });
  });
  test("parts of GPU instances are taken", () => {
    const computeInstances = [0, 1, 2].map((start) => ({ profile: "1c.3g.40gb", start }));
    expect(devicePlugin(node([gpu([{ profile: "3g.40gb", start: 0, computeInstances }])], "single"))).toMatchObject({
      starts: true,
      resources: { "nvidia.com/gpu": 3 },
    });
  });
  test.each([
    ["an empty GPU", [gpu(sevens), gpu([])], "NO_MIG_DEVICES", "device 1 has no MIG devices configured"],
    ["two profiles", [gpu(["1g.10gb@0", "2g.20gb@2"])], "DIFFERENT_DEVICES", "more than one MIG device type present on node"],
    [
      "a profile and its media twin",
      [gpu(["1g.10gb@0", "1g.10gb+me@1"])],
      "DIFFERENT_DEVICES",
      "more than one MIG device type present on node",
    ],
    [
      "MIG mode on and off",
      [gpu(), gpu(sevens)],
      "DIFFERENT_MODES",
      "all devices on the node must be configured with the same migEnabled value",
    ],
    [
      "one name on models whose devices differ",
      [gpu(["1g.10gb@0"]), { model: "A100-80GB", mig: ["1g.10gb@0"] }],
      "DIFFERENT_DEVICES",
      "more than one MIG device type present on node",
    ],
  ])("%s stops the plugin", (_, gpus, code, message) => {
    const onNode = devicePlugin(node(gpus, "single"));
    expect(onNode).toMatchObject({ starts: false, resources: {} });
    expect(told(onNode)).toEqual([["error", code, message]]);
  });
});

describe("what the plugin sees", () => {
  test("boards without MIG are GPUs, display adapters are not seen", () => {
    const gpus = [
      { model: "Tesla T4", migCapable: false },
      { model: "DGX Display", migCapable: false },
    ];
    expect(devicePlugin(node(gpus, "mixed")).resources).toEqual({ "nvidia.com/gpu": 1 });
  });
  test("a node without GPUs waits", () => {
    expect(devicePlugin(node([]))).toMatchObject({ starts: true, resources: {}, findings: [{ code: "NO_DEVICES" }] });
  });
  test("counts without places are offered as counts", () => {
    const counted = { ...node([gpu(), gpu()], "mixed"), instances: { "1g.10gb": 9, "3g.40gb": 1 } };
    expect(devicePlugin(counted)).toMatchObject({
      starts: true,
      resources: { "nvidia.com/mig-1g.10gb": 9, "nvidia.com/mig-3g.40gb": 1 },
      findings: [{ severity: "note", code: "COUNTS_ONLY" }],
    });
    expect(devicePlugin({ ...counted, strategy: "single" })).toMatchObject({ starts: false });
    expect(devicePlugin({ ...counted, strategy: "none" }).resources).toEqual({ "nvidia.com/gpu": 2 });
  });
  test("models as objects of one's own", () => {
    const own = { ...gpuModel("A30-24GB"), name: "mine" };
    expect(devicePlugin({ name: "n", strategy: "mixed", gpus: [{ model: own, mig: ["1g.6gb@0"] }] }).resources).toEqual({
      "nvidia.com/mig-1g.6gb": 1,
    });
  });
});

describe("the config", () => {
  test("its strategy goes before the node's, and the node's before none", () => {
    const gpus = [gpu(sevens)];
    expect(devicePlugin(node(gpus, "mixed"), { flags: { migStrategy: "single" } }).resources).toEqual({ "nvidia.com/gpu": 7 });
    expect(devicePlugin(node(gpus, "mixed"), "flags: {failOnInitError: true}").resources).toEqual({
      "nvidia.com/mig-1g.10gb": 7,
    });
    expect(devicePlugin(node(gpus), "").resources).toEqual({ "nvidia.com/gpu": 1 });
  });
  test("a config that is not read, and one with bad flags, stop the plugin", () => {
    expect(devicePlugin(node([gpu()]), "version: v2")).toMatchObject({ starts: false, findings: [{ code: "INVALID_CONFIG" }] });
    expect(devicePlugin(node([gpu()]), { flags: { migStrategy: "bogus" } })).toMatchObject({
      starts: false,
      findings: [{ code: "INVALID_FLAG", message: "unknown MIG strategy: bogus" }],
    });
  });
  test("shared devices count as often as they have replicas", () => {
    const gpus = [gpu(), gpu(["1g.10gb@0", "1g.10gb@1", "2g.20gb@2"])];
    const onNode = devicePlugin(node(gpus, "mixed"), slicing("mig-1g.10gb", 4));
    expect(onNode.resources).toEqual({ "nvidia.com/gpu": 1, "nvidia.com/mig-1g.10gb": 8, "nvidia.com/mig-2g.20gb": 1 });
    expect(told(onNode)).toMatchObject([["note", "SHARED_REQUESTS", expect.stringContaining("no more of the GPU")]]);
    expect(devicePlugin(node([gpu(sevens)], "single"), slicing("gpu", 3)).resources).toEqual({ "nvidia.com/gpu": 21 });
  });
  test("renamed by default, and refusing more than one where it says so", () => {
    const config = slicing("gpu", 10, { renameByDefault: true, failRequestsGreaterThanOne: true });
    const onNode = devicePlugin(node([gpu(), gpu()]), config);
    expect(onNode.resources).toEqual({ "nvidia.com/gpu.shared": 20 });
    expect(told(onNode)).toMatchObject([
      ["note", "SHARED_REQUESTS", expect.stringContaining("maximum request size for shared resources is 1")],
    ]);
  });
  test("of two entries for one resource the larger counts, a rename and chosen devices do not", () => {
    const resources = [
      { name: "gpu", replicas: 2, rename: "mine", devices: 1 },
      { name: "gpu", replicas: 3 },
      { name: "gpu", replicas: 2 },
      { name: "mig-1g.10gb", replicas: 2 },
    ];
    const onNode = devicePlugin(node([gpu(), gpu()]), { sharing: { timeSlicing: { resources } } });
    expect(onNode.resources).toEqual({ "nvidia.com/gpu": 6 });
    expect(onNode.findings.map(({ code }) => code)).toEqual([
      "RENAME_IGNORED",
      "DEVICES_IGNORED",
      "SHARED_TWICE",
      "SHARED_TWICE",
      "NOT_OFFERED",
      "SHARED_REQUESTS",
    ]);
  });
  test("MPS: full GPUs up to its clients, never MIG devices", () => {
    expect(devicePlugin(node([gpu(), gpu()]), mps(48)).resources).toEqual({ "nvidia.com/gpu": 96 });
    expect(told(devicePlugin(node([gpu()]), mps(49)))).toContainEqual([
      "error",
      "MPS_UNSUPPORTED",
      "invalid MPS configuration: invalid device maximum allowed replicas exceeded: 49 > 48",
    ]);
    expect(told(devicePlugin(node([gpu()], "mixed"), mps(2)))).toEqual([
      ["error", "MPS_UNSUPPORTED", "using --mig-strategy=mixed is not supported with MPS"],
    ]);
    expect(told(devicePlugin(node([gpu(sevens)], "single"), mps(2)))).toContainEqual([
      "error",
      "MPS_UNSUPPORTED",
      "sharing using MPS is not supported for MIG devices",
    ]);
  });
  test("MPS goes before time slicing", () => {
    const config = { sharing: { ...mps(2).sharing, ...slicing("gpu", 9).sharing } };
    expect(devicePlugin(node([gpu()]), config)).toMatchObject({
      resources: { "nvidia.com/gpu": 2 },
      findings: [{ code: "TIME_SLICING_IGNORED" }, { code: "SHARED_REQUESTS" }],
    });
  });
  test("a Tegra system is one GPU", () => {
    expect(devicePlugin(node([gpu(), gpu()]), { flags: { deviceDiscoveryStrategy: "tegra" } }).resources).toEqual({
      "nvidia.com/gpu": 1,
    });
  });
});

test("answers are plain data, frozen, and equal for equal questions", () => {
  const ask = () => devicePlugin(node([gpu(), gpu(["2g.20gb@0", "1g.10gb@3"])], "mixed"), slicing("mig-1g.10gb", 2));
  expect(JSON.parse(JSON.stringify(ask()))).toEqual(ask());
  expect(Object.isFrozen(ask().findings)).toBe(true);
  expect(Object.keys(ask().resources)).toEqual([...Object.keys(ask().resources)].sort());
});

test("whatever is passed: an answer or a MigError", () => {
  const whole = node([gpu([{ profile: "3g.40gb", start: 0, computeInstances: [{ profile: "1c", start: 0 }] }])], "single");
  const config = slicing("gpu", 2);
  for (const [, bad] of junk) {
    for (const [spoiltNode, spoiltConfig] of [
      ...[...spoilt(whole, bad)].map((each) => [each, config]),
      ...[...spoilt(config, bad)].map((each) => [whole, each]),
    ]) {
      try {
        devicePlugin(spoiltNode as NodeGpus, spoiltConfig);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
  }
});
