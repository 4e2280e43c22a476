import { describe, expect, test } from "vitest";
import { type Device, modelsFromResourceSlices, nodesFromResourceSlices, resourceSlices } from "../../src/dra/index.js";
import { defineGpuModel, gpuModel, MigError } from "../../src/index.js";
import { attribute, devicesOf } from "./scheduler.js";

const node = (gpus: number, model = "H100-80GB") => ({ name: "node-1", gpus: Array.from({ length: gpus }, () => ({ model })) });
const names = (devices: readonly Device[]) => devices.map(({ name }) => name);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T; // what JSON keeps of it is all there is

describe("resourceSlices", () => {
  test("one slice of counters, then one of devices for each GPU", () => {
    const slices = resourceSlices(node(3));
    expect(slices.map(({ metadata }) => metadata.name)).toEqual([
      "node-1-gpu.nvidia.com-counters",
      "node-1-gpu.nvidia.com-gpu-0",
      "node-1-gpu.nvidia.com-gpu-1",
      "node-1-gpu.nvidia.com-gpu-2",
    ]);
    expect(slices.map(({ spec }) => spec.pool)).toEqual(
      Array.from({ length: 4 }, () => ({ name: "node-1", generation: 1, resourceSliceCount: 4 })),
    );
    expect(slices[0]?.spec.sharedCounters?.map(({ name }) => name)).toEqual([
      "gpu-0-counter-set",
      "gpu-1-counter-set",
      "gpu-2-counter-set",
    ]);
    expect(slices.map(({ spec }) => spec.devices?.length)).toEqual([undefined, 26, 26, 26]);
    expect(Object.isFrozen(slices[1]?.spec.devices)).toBe(true);
    expect(copy(slices)).toEqual(slices);
  });

  test("more than eight GPUs have more than one slice of counters", () => {
    const slices = resourceSlices(node(17));
    expect(slices.map(({ spec }) => spec.sharedCounters?.length ?? 0).filter((count) => count > 0)).toEqual([8, 8, 1]);
    expect(slices[1]?.metadata.name).toBe("node-1-gpu.nvidia.com-counters-1");
    expect(new Set(slices.map(({ metadata }) => metadata.name)).size).toBe(slices.length);
    expect(slices[0]?.spec.pool.resourceSliceCount).toBe(20);
    expect(modelsFromResourceSlices(slices).length).toBe(1);
    expect(nodesFromResourceSlices(slices)[0]?.gpus.map(({ model }) => model)).toEqual(
      Array.from({ length: 17 }, () => "H100-80GB"),
    );
  });

  test("more than 64 devices of a GPU are split", () => {
    const profiles = Array.from({ length: 8 }, (_, i) => ({
      name: `1g.${i + 1}gb`,
      id: i,
      computeSlices: 1,
      memorySlices: 1,
      starts: Array.from({ length: 12 }, (_, start) => start),
      memoryMiB: 64,
      multiprocessors: 1,
    }));
    const whole = {
      name: "12g.96gb",
      id: 9,
      computeSlices: 12,
      memorySlices: 12,
      starts: [0],
      memoryMiB: 6400,
      multiprocessors: 12,
    };
    const model = defineGpuModel({ name: "many", memorySlices: 12, computeSlices: 12, profiles: [...profiles, whole] });
    const slices = resourceSlices({ name: "n", gpus: [{ model }] });
    expect(slices.map(({ spec }) => spec.devices?.length ?? 0)).toEqual([0, 64, 34]);
    expect(slices.map(({ metadata }) => metadata.name.split("-").slice(2).join("-"))).toEqual(["counters", "gpu-0", "gpu-0-1"]);
    expect(modelsFromResourceSlices(slices)[0]?.profiles.length).toBe(9);
    expect(() => resourceSlices({ name: "n", gpus: [{ model }] }, { form: "combined" })).toThrow(/98 devices.*at most 64/);
  });

  test("quantities are in the largest unit that leaves them whole", () => {
    const [counters] = resourceSlices(node(1, "RTX-PRO-6000-96GB"))[0]?.spec.sharedCounters ?? [];
    expect(counters?.counters.memory).toEqual({ value: "97408Mi" });
    const [, slice] = resourceSlices(node(1, "H200-141GB"));
    const whole = slice?.spec.devices?.[0];
    expect(whole?.name).toBe("gpu-0");
    expect(whole?.capacity?.memory).toEqual({ value: "140Gi" });
    expect(whole?.capacity?.encoders).toEqual({ value: "0" });
  });

  test("+me and -me are told apart by the profile's id alone", () => {
    const devices = names(devicesOf(resourceSlices(node(1, "RTX-PRO-6000-96GB"))));
    expect(devices).toContain("gpu-0-mig-1g24gb-me-21-3");
    expect(devices).toContain("gpu-0-mig-1g24gb-me-67-3");
    expect(devices).toContain("gpu-0-mig-1g24gb-meall-65-9");
    expect([...devices].sort()).toEqual(devices);
  });

  test("versions are three numbers without leading zeros", () => {
    const said = (driverVersion: string) => {
      const [device] = devicesOf(resourceSlices(node(1), { attributes: { driverVersion } }));
      return device === undefined ? undefined : attribute(device, "driverVersion");
    };
    expect(said("580.65.06")).toBe("580.65.6");
    expect(said("535.161")).toBe("535.161.0");
    expect(said("550")).toBe("550.0.0");
    expect(said("550.54.14-grid")).toBe("550.54.14-grid");
    expect(() => said("R550")).toThrow(/a version such as/);
  });

  test("what the node does not know is left out, not made up", () => {
    const [device] = devicesOf(resourceSlices(node(1)));
    expect(device?.attributes).toEqual({
      architecture: { string: "Hopper" },
      productName: { string: "NVIDIA H100 80GB HBM3" },
      type: { string: "gpu" },
    });
  });

  test("a product is called as the node calls it", () => {
    const product = (model: string) => {
      const [device] = devicesOf(resourceSlices(node(1, model)));
      return device === undefined ? undefined : attribute(device, "productName");
    };
    expect(product("NVIDIA A100 80GB PCIe")).toBe("NVIDIA A100 80GB PCIe");
    expect(product("A100-80GB")).toBe("NVIDIA A100-SXM4-80GB");
  });

  test("the whole GPU is offered unless MIG mode is on and needs a reset to leave", () => {
    const first = (model: string, mig?: []) => {
      const gpu = mig === undefined ? { model } : { model, mig };
      return names(devicesOf(resourceSlices({ name: "n", gpus: [gpu] })))[0];
    };
    expect(first("A100-40GB")).toBe("gpu-0");
    expect(first("A100-40GB", [])).toBe("gpu-0-mig-1g10gb-15-0");
    expect(first("H100-80GB", [])).toBe("gpu-0");
  });

  test("a node's driver branch decides which profiles there are", () => {
    const devices = (driver: number) => devicesOf(resourceSlices({ name: "n", driver, gpus: [{ model: "A100-40GB" }] }));
    expect(devices(580).length).toBe(26);
    expect(devices(515).length).toBe(22);
  });

  test("a board without MIG is one device without counters", () => {
    const slices = resourceSlices({
      name: "n",
      gpus: [{ model: "Tesla T4", migCapable: false, uuid: "GPU-t" }, { model: "A30-24GB" }],
    });
    expect(slices.map(({ spec }) => [spec.sharedCounters?.length ?? 0, spec.devices?.length ?? 0])).toEqual([
      [1, 0],
      [0, 1],
      [0, 14],
    ]);
    expect(devicesOf(slices)[0]).toEqual({
      name: "gpu-0",
      attributes: { productName: { string: "Tesla T4" }, type: { string: "gpu" }, uuid: { string: "GPU-t" } },
    });
    expect(nodesFromResourceSlices(slices)[0]?.gpus).toEqual([
      { model: "Tesla T4", migCapable: false, uuid: "GPU-t" },
      { model: "A30-24GB" },
    ]);
  });

  test("static: what exists, by compute instance; a GPU instance without any is no device", () => {
    const inside = (computeInstances: { profile: string; start: number }[]) => ({
      name: "n",
      gpus: [{ model: "A100-40GB", mig: [{ profile: "3g.20gb", start: 4, computeInstances, uuid: "MIG-1" }] }],
    });
    const made = (computeInstances: { profile: string; start: number }[]) =>
      names(devicesOf(resourceSlices(inside(computeInstances), { form: "static" })));
    expect(made([])).toEqual([]);
    expect(made([{ profile: "3c", start: 0 }])).toEqual(["gpu-0-mig-3g20gb-9-4"]);
    expect(
      made([
        { profile: "1c.3g.20gb", start: 0 },
        { profile: "2c.3g.20gb", start: 1 },
      ]),
    ).toEqual(["gpu-0-mig-1c3g20gb-9-4", "gpu-0-mig-2c3g20gb-9-4"]);
  });

  test("static: GPUs without MIG mode stand beside MIG devices, and all comes back", () => {
    const told = {
      name: "n",
      gpus: [
        { model: "H100-80GB", uuid: "GPU-0" },
        {
          model: "H100-80GB",
          uuid: "GPU-1",
          mig: [
            { profile: "3g.40gb", start: 4, size: 4, uuid: "MIG-a" },
            { profile: "1g.10gb+me", start: 0, size: 1, uuid: "MIG-b" },
          ],
        },
      ],
    };
    const slices = resourceSlices(told, { form: "static" });
    expect(names(devicesOf(slices))).toEqual(["gpu-0", "gpu-1-mig-3g40gb-9-4", "gpu-1-mig-1g10gb-me-20-0"]);
    expect(devicesOf(slices).every(({ consumesCounters }) => consumesCounters === undefined)).toBe(true);
    expect(nodesFromResourceSlices(slices)).toEqual([told]);
  });

  test("static: 128 devices to a slice", () => {
    const mig = Array.from({ length: 7 }, (_, i) => `1g.10gb@${i}`);
    const gpus = Array.from({ length: 20 }, () => ({ model: "H100-80GB", mig }));
    expect(resourceSlices({ name: "n", gpus }, { form: "static" }).map(({ spec }) => spec.devices?.length)).toEqual([128, 12]);
  });

  test("profiles without an id cannot be named", () => {
    const { profiles, ...h100 } = gpuModel("H100-80GB");
    const model = defineGpuModel({ ...h100, name: "mine", profiles: profiles.map((profile) => ({ ...profile, id: null })) });
    const call = () => resourceSlices({ name: "n", gpus: [{ model: "A30-24GB" }, { model }] });
    expect(call).toThrow("gpus[1]: mine does not say the profile id of 1g.10gb");
    expect(call).toThrow(expect.objectContaining({ code: "INVALID_INPUT", path: ["gpus", 1] }));
  });

  test.each([
    [{ driver: "GPU.nvidia.com" }, /driver: a DNS name/],
    [{ driver: `${"a".repeat(60)}.com` }, /driver: a DNS name of at most 63/],
    [{ pool: "a//b" }, /pool: a DNS name/],
    [{ pool: "" }, /pool: a DNS name/],
    [{ generation: -1 }, /generation: a whole number/],
    [{ form: "both" as "static" }, /form: partitionable, combined or static/],
    [{ attributes: { brand: "x".repeat(65) } }, /attributes\.brand: a text of at most 64/],
  ])("%j is refused", (options, message) => {
    expect(() => resourceSlices(node(1), options)).toThrow(message);
  });

  test("a text too long for an attribute is said where the node has it", () => {
    const long = "x".repeat(65);
    const mig = ["1g.10gb@0", { profile: "1g.10gb", start: 1, uuid: long }];
    const call = (gpu: object) => () =>
      resourceSlices({ name: "n", gpus: [{ model: "H100-80GB" }, { model: "H100-80GB", ...gpu }] }, { form: "static" });
    expect(call({ uuid: long })).toThrow(/^gpus\[1\]\.uuid: a text of at most 64/);
    expect(call({ mig })).toThrow(/^gpus\[1\]\.mig\[1\]\.uuid: a text of at most 64/);
    expect(call({ model: long, migCapable: false })).toThrow(/^gpus\[1\]\.model: a text of at most 64/);
  });

  test("what the API server would refuse of odd boards is refused", () => {
    const profile = {
      name: "16g.96gb",
      id: 0,
      computeSlices: 16,
      memorySlices: 16,
      starts: [0],
      memoryMiB: 1,
      multiprocessors: 1,
    };
    const engines = { copy: 1, decoder: 1, encoder: 1, jpeg: 1, ofa: 1 };
    const board = { name: "board", memorySlices: 16, computeSlices: 16 };
    const attributes = { brand: "b", cudaComputeCapability: "1", cudaDriverVersion: "1", driverVersion: "1" };
    const whole = { model: defineGpuModel({ ...board, profiles: [{ ...profile, engines }] }), uuid: "GPU-1" };
    const existing = { ...whole, mig: [{ profile: profile.name, start: 0, uuid: "MIG-1" }] };
    expect(() => resourceSlices({ name: "n", gpus: [existing] }, { attributes, form: "static" })).toThrow(
      /33 attributes and capacities/,
    );
    const budgets = Array.from({ length: 16 }, (_, i) => ({ name: `b ${i}`, total: 1, uses: { [profile.name]: 1 } }));
    const model = defineGpuModel({ ...board, budgets, profiles: [profile] });
    expect(() => resourceSlices({ name: "n", gpus: [{ model }] })).toThrow(/gpu-0-counter-set: .*34 counters/);
    const long = defineGpuModel({ ...board, profiles: [{ ...profile, name: "p".repeat(60) }] });
    expect(() => resourceSlices({ name: "n", gpus: [{ model: long }] })).toThrow(/a DNS label of at most 63/);
  });

  test("budgets that stand in for counters never share a name with one", () => {
    const { profiles, ...h20 } = gpuModel("H20-96GB");
    const uses = { "1g.12gb": 1 };
    const budgets = ["multiprocessors", "Ω", "memory-slice-0", "own", "Own"].map((name) => ({ name, total: 7, uses }));
    const model = defineGpuModel({
      ...h20,
      name: "mine",
      budgets,
      profiles: profiles.map((each) => ({ ...each, multiprocessors: 8 })),
    });
    const [set] = resourceSlices({ name: "n", gpus: [{ model }] })[0]?.spec.sharedCounters ?? [];
    expect(Object.entries(set?.counters ?? {}).filter(([name]) => !/^memory-slice-[1-9]/.test(name))).toEqual([
      ["budget-0", { value: "7" }],
      ["budget-1", { value: "7" }],
      ["budget-2", { value: "7" }],
      ["budget-4", { value: "7" }],
      ["memory-slice-0", { value: "1" }],
      ["multiprocessors", { value: "8" }],
      ["own", { value: "7" }],
    ]);
  });

  test("pools may have several names, nodes one", () => {
    expect(resourceSlices(node(1), { pool: "rack-1/node-1" })[0]?.spec.pool.name).toBe("rack-1/node-1");
    expect(() => resourceSlices({ name: "Node_1", gpus: [] })).toThrow(/name: a DNS name.*"Node_1"/);
  });
});

describe("modelsFromResourceSlices", () => {
  const slices = resourceSlices(node(2));

  test("one model for each kind of GPU", () => {
    const mixed = resourceSlices({ name: "n", gpus: [{ model: "A30-24GB" }, { model: "H100-80GB" }, { model: "A30-24GB" }] });
    expect(modelsFromResourceSlices(mixed).map(({ name }) => name)).toEqual(["NVIDIA A30", "NVIDIA H100 80GB HBM3"]);
  });

  test("models of one product that differ have names of their own", () => {
    const [old] = [515].map((driver) => resourceSlices({ name: "old", driver, gpus: [{ model: "A100-40GB" }] }));
    const both = [...resourceSlices({ name: "new", gpus: [{ model: "A100-40GB" }] }), ...(old ?? [])];
    expect(modelsFromResourceSlices(both).map(({ name, profiles }) => [name, profiles.length])).toEqual([
      ["NVIDIA A100-SXM4-40GB", 7],
      ["NVIDIA A100-SXM4-40GB (2)", 6],
    ]);
  });

  test("the list that kubectl prints, other drivers, no slices at all", () => {
    const list = { apiVersion: "v1", kind: "List", items: slices };
    expect(modelsFromResourceSlices(list)).toEqual(modelsFromResourceSlices(slices));
    const other = { kind: "ResourceSlice", spec: { driver: "compute-domain.nvidia.com", pool: { name: "x" } } };
    expect(modelsFromResourceSlices([other, ...slices])).toEqual(modelsFromResourceSlices(slices));
    expect(modelsFromResourceSlices([other])).toEqual([]);
    expect(modelsFromResourceSlices([])).toEqual([]);
    const mine = resourceSlices(node(1), { driver: "gpu.example.com" });
    expect(modelsFromResourceSlices(mine)).toEqual([]);
    expect(modelsFromResourceSlices(mine, { driver: "gpu.example.com" }).length).toBe(1);
  });

  test("v1beta1 keeps devices one level down; qualified names and other spellings of amounts are read alike", () => {
    const beta = slices.map((slice) => ({
      ...slice,
      apiVersion: "resource.k8s.io/v1beta1",
      spec: {
        ...slice.spec,
        ...(slice.spec.devices === undefined
          ? {}
          : {
              devices: slice.spec.devices.map(({ name, attributes, ...basic }) => ({
                name,
                basic: {
                  ...basic,
                  attributes: Object.fromEntries(
                    Object.entries(attributes).map(([key, value]) => [`gpu.nvidia.com/${key}`, value]),
                  ),
                },
              })),
            }),
      },
    }));
    expect(modelsFromResourceSlices(beta)).toEqual(modelsFromResourceSlices(slices));
    const spelt = JSON.parse(
      JSON.stringify(slices).replaceAll('"9984Mi"', '"10468982784"').replaceAll('"132"', '"1.32e2"'),
    ) as unknown[]; // slices, still
    expect(modelsFromResourceSlices(spelt)).toEqual(modelsFromResourceSlices(slices));
  });

  test("a pool of which slices are missing", () => {
    expect(() => modelsFromResourceSlices(slices.slice(1))).toThrow(
      'pool "node-1": 2 of 3 ResourceSlices of generation 1 are here',
    );
  });

  test("the newest generation counts, alone", () => {
    const newer = resourceSlices(node(1, "A30-24GB"), { generation: 2, pool: "node-1" });
    expect(modelsFromResourceSlices([...slices, ...newer]).map(({ name }) => name)).toEqual(["NVIDIA A30"]);
    expect(modelsFromResourceSlices([...newer, ...slices.slice(1)]).map(({ name }) => name)).toEqual(["NVIDIA A30"]);
    expect(() => modelsFromResourceSlices([...slices, ...newer.slice(1)])).toThrow(/1 of 2 ResourceSlices of generation 2/);
  });

  /** The slices with one text in place of another. */
  const changed = (from: string, to: string): readonly unknown[] => {
    const text = JSON.stringify(slices);
    expect(text).toContain(from);
    return JSON.parse(text.replace(from, to)) as unknown[]; // slices, but for the change
  };

  test.each([
    [
      "a counter set of no one",
      '"counterSet":"gpu-1-counter-set"',
      '"counterSet":"gpu-9"',
      /consumesCounters\[0\].counterSet: a counter set of the pool is needed/,
    ],
    ["a counter set twice", '{"name":"gpu-1-counter-set"', '{"name":"gpu-0-counter-set"', /"gpu-0-counter-set" stands twice/],
    ["a device twice", '"gpu-0-mig-1g10gb-19-1"', '"gpu-0-mig-1g10gb-19-0"', /a name of its own in the pool is needed/],
    ["no quantity", '"9984Mi"', '"9984MB"', /capacity.memory: a whole quantity from 0.*"9984MB"/],
    [
      "no profile",
      '"profile":{"string":"1g.10gb"}',
      '"profile":{"int":1}',
      /attributes.profile: the profile of a MIG device is needed/,
    ],
    ["a profile that is none", '"profile":{"string":"1g.10gb"}', '"profile":{"string":"small"}', /no profile name/],
    [
      "figures that differ from start to start",
      '"memory":{"value":"9984Mi"}',
      '"memory":{"value":"9985Mi"}',
      /figures of gpu-0-mig-1g10gb-19-0/,
    ],
    [
      "slices that are not next to each other",
      '"memory-slice-2":{"value":"1"},"memory-slice-3":{"value":"1"},"multiprocessors"',
      '"memory-slice-2":{"value":"1"},"memory-slice-5":{"value":"1"},"multiprocessors"',
      /one behind the other/,
    ],
    ["a gap in the counters", '"memory-slice-0":{"value":"1"},', "", /must count from 0/],
    ["no pool", '"pool":{"name":"node-1"', '"pool":{"name":1', /spec.pool.name: a text is needed/],
  ])("%s", (_, from, to, message) => {
    const call = () => modelsFromResourceSlices(changed(from, to));
    expect(call).toThrow(message);
    expect(call).toThrow(MigError);
  });

  test("a counter that binds and is divided too finely", () => {
    const odd = (id: number, memoryMiB: number, starts: number[]) => ({
      name: `${starts.length}g.${id}gb`,
      id,
      computeSlices: starts.length,
      memorySlices: starts.length,
      starts: starts.length === 1 ? [0, 1, 2] : [0],
      memoryMiB,
      multiprocessors: starts.length,
    });
    const model = defineGpuModel({
      name: "odd",
      memorySlices: 3,
      computeSlices: 3,
      profiles: [odd(1, 150_001, [0]), odd(2, 300_000, [0, 1, 2])],
    });
    const made = resourceSlices({ name: "n", gpus: [{ model }] });
    expect(() => modelsFromResourceSlices(made)).toThrow(/memory binds, and is divided more finely/);
  });

  test("old device names read gpu-1-mig-19-4-1", () => {
    const old = resourceSlices({ name: "n", gpus: [{ model: "A100-40GB", mig: ["1g.5gb@4"] }] }, { form: "static" });
    const renamed = JSON.parse(JSON.stringify(old).replace("gpu-0-mig-1g5gb-19-4", "gpu-0-mig-19-4-1")) as unknown[]; // slices, still
    expect(nodesFromResourceSlices(renamed)[0]?.gpus).toEqual([
      { model: "A100-40GB", mig: [{ profile: "1g.5gb", start: 4, size: 1 }] },
    ]);
  });

  test("an unknown product is the one built-in model that has its devices, if only one has", () => {
    const renamed = (model: string, mig: string[]) => {
      const made = resourceSlices({ name: "n", gpus: [{ model, mig }] }, { form: "static" });
      return JSON.parse(JSON.stringify(made).replaceAll("NVIDIA ", "Mock NVIDIA ")) as unknown[]; // slices, still
    };
    expect(nodesFromResourceSlices(renamed("A100-40GB", ["1g.5gb@4"]))[0]?.gpus[0]?.model).toBe("A100-40GB");
    expect(() => nodesFromResourceSlices(renamed("H100-80GB", ["1g.10gb@4"]))).toThrow(
      /"Mock NVIDIA H100 80GB HBM3" is no GPU model/,
    );
  });
});
