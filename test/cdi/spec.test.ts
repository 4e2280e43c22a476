/** CDI specs of nodes, and that the CDI library's own rules hold of each. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CdiSpec, cdiSpec, type NodeGpus, parseDeviceId } from "../../src/cdi/index.js";
import { fit, gpuModels, MigError } from "../../src/index.js";
import { junk, spoilt } from "../support/junk.js";

const namesOf = (spec: CdiSpec) => spec.devices.map(({ name }) => name);
const nodesOf = (spec: CdiSpec, name: string) =>
  spec.devices.find((device) => device.name === name)?.containerEdits.deviceNodes?.map(({ path }) => path);

/** A GPU in halves, one without MIG, one with MIG on and empty. */
const node: NodeGpus = {
  name: "node1",
  gpus: [
    { model: "H100-80GB", uuid: "GPU-0", mig: ["3g.40gb@4", { profile: "3g.40gb", start: 0, uuid: "MIG-b" }] },
    { model: "H100-80GB", uuid: "GPU-1" },
    { model: "H100-80GB", mig: [] },
  ],
};
const swapped = [
  { gpu: 0, start: 4, instanceId: 2 },
  { gpu: 0, start: 0, instanceId: 1 },
];

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof MigError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("names", () => {
  test("by index: only MIG devices where MIG is on", () => {
    expect(cdiSpec(node)).toEqual({
      cdiVersion: "0.5.0",
      kind: "nvidia.com/gpu",
      devices: [
        { name: "0:0", containerEdits: { deviceNodes: [{ path: "/dev/nvidia0" }] } },
        { name: "0:1", containerEdits: { deviceNodes: [{ path: "/dev/nvidia0" }] } },
        { name: "1", containerEdits: { deviceNodes: [{ path: "/dev/nvidia1" }] } },
        { name: "all", containerEdits: { deviceNodes: [{ path: "/dev/nvidia0" }, { path: "/dev/nvidia1" }] } },
      ],
      containerEdits: { env: ["NVIDIA_VISIBLE_DEVICES=void"] },
    });
  });
  test("by type and index, which needs no newer version", () => {
    const spec = cdiSpec(node, { strategy: "type-index" });
    expect(namesOf(spec)).toEqual(["all", "gpu1", "mig0:0", "mig0:1"]);
    expect(spec.cdiVersion).toBe("0.3.0");
  });
  test("by UUID", () => {
    const gpus = [{ model: "A100-40GB", uuid: "GPU-0", mig: [{ profile: "1g.5gb", start: 0, uuid: "MIG-a" }] }, node.gpus[1]];
    const spec = cdiSpec({ name: "n", gpus: gpus as NodeGpus["gpus"] }, { strategy: "uuid" }); // gpus[1] is there
    expect(namesOf(spec)).toEqual(["GPU-1", "MIG-a", "all"]);
  });
  test("a board without MIG has its device", () => {
    expect(namesOf(cdiSpec({ name: "n", gpus: [{ model: "Tesla T4", migCapable: false }] }))).toEqual(["0", "all"]);
  });
  test("one device a compute instance, none where there is none", () => {
    const halves = [
      { profile: "1c.2g.10gb", start: 0 },
      { profile: "1c.2g.10gb", start: 1 },
    ];
    const mig = [
      { profile: "2g.10gb", start: 0, computeInstances: halves },
      { profile: "1g.5gb", start: 2, computeInstances: [] },
      { profile: "1g.5gb", start: 3 },
    ];
    expect(namesOf(cdiSpec({ name: "n", gpus: [{ model: "A100-40GB", mig }] }))).toEqual(["0:0", "0:1", "0:2", "all"]);
  });
});

describe("capability nodes", () => {
  test("by the driver's table: gpu0/gi1 is 12, gpu0/gi1/ci0 is 13 (MIG user guide)", () => {
    const spec = cdiSpec(node, { instances: swapped });
    expect(nodesOf(spec, "0:0")).toEqual(["/dev/nvidia0", "/dev/nvidia-caps/nvidia-cap12", "/dev/nvidia-caps/nvidia-cap13"]);
    expect(nodesOf(spec, "0:1")).toEqual(["/dev/nvidia0", "/dev/nvidia-caps/nvidia-cap21", "/dev/nvidia-caps/nvidia-cap22"]);
    expect(nodesOf(spec, "all")).toEqual([
      "/dev/nvidia0",
      "/dev/nvidia1",
      ...[12, 13, 21, 22].map((minor) => `/dev/nvidia-caps/nvidia-cap${minor}`),
    ]);
  });
  test("devices are counted by GPU instance id, whatever the list's order", () => {
    const mig = [
      { profile: "3g.40gb", start: 4, uuid: "MIG-second" },
      { profile: "3g.40gb", start: 0, uuid: "MIG-first" },
    ];
    const spec = cdiSpec({ name: "n", gpus: [{ model: "H100-80GB", mig }] }, { instances: swapped });
    expect(nodesOf(spec, "0:0")).toContain("/dev/nvidia-caps/nvidia-cap12");
  });
  test("by mig-minors", () => {
    const migMinors =
      "config 1\nmonitor 2\ngpu0/gi1/access 100\r\ngpu0/gi1/ci0/access 101\ngpu0/gi2/access 7\nnoise\ngpu0/gi2/ci0/access 8\n";
    const spec = cdiSpec(node, { instances: swapped, migMinors });
    expect(nodesOf(spec, "0:0")).toEqual(["/dev/nvidia0", "/dev/nvidia-caps/nvidia-cap100", "/dev/nvidia-caps/nvidia-cap101"]);
    expect(nodesOf(spec, "0:1")).toEqual(["/dev/nvidia0", "/dev/nvidia-caps/nvidia-cap7", "/dev/nvidia-caps/nvidia-cap8"]);
  });
  test("several compute instances count on from 0", () => {
    const inside = [0, 1].map((start) => ({ profile: "1c.3g.40gb", start }));
    const gpus = [{ model: "H100-80GB", mig: [{ profile: "3g.40gb", start: 0, computeInstances: inside }] }];
    const spec = cdiSpec({ name: "n", gpus }, { instances: [{ gpu: 0, start: 0, instanceId: 0 }] });
    expect(nodesOf(spec, "0:0")).toEqual(["/dev/nvidia0", "/dev/nvidia-caps/nvidia-cap3", "/dev/nvidia-caps/nvidia-cap4"]);
    expect(nodesOf(spec, "0:1")).toEqual(["/dev/nvidia0", "/dev/nvidia-caps/nvidia-cap3", "/dev/nvidia-caps/nvidia-cap5"]);
  });
});

describe("what no spec can say", () => {
  const one = (mig: NodeGpus["gpus"][number]["mig"], uuid?: string): NodeGpus => ({
    name: "n",
    gpus: [{ model: "H100-80GB", ...(mig === undefined ? {} : { mig }), ...(uuid === undefined ? {} : { uuid }) }],
  });
  const ids = (...rows: readonly (readonly [number, number, number])[]) =>
    rows.map(([gpu, start, instanceId]) => ({ gpu, start, instanceId }));

  test.each<[string, () => unknown, RegExp]>([
    ["no device", () => cdiSpec(one([])), /^INVALID_INPUT gpus: the node has no device/],
    [
      "counts alone",
      () => cdiSpec({ ...one(undefined), instances: { "1g.10gb": 7 } }),
      /^INVALID_INPUT instances: known by count only/,
    ],
    [
      "no UUID of a GPU",
      () => cdiSpec(one(undefined), { strategy: "uuid" }),
      /^INVALID_INPUT gpus\[0\]\.uuid: GPU 0 has no UUID/,
    ],
    [
      "no UUID of an instance",
      () => cdiSpec(node, { strategy: "uuid" }),
      /^INVALID_INPUT gpus\[0\]\.mig\[0\]\.uuid: 3g\.40gb@4 of GPU 0 has no UUID/,
    ],
    [
      "an old UUID",
      () => cdiSpec(one([{ profile: "1g.10gb", start: 0, uuid: "MIG-GPU-x/7/0" }]), { strategy: "uuid" }),
      /^INVALID_INPUT .*is no CDI device name/,
    ],
    [
      "one UUID twice",
      () => cdiSpec(one([0, 1].map((start) => ({ profile: "1g.10gb", start, uuid: "MIG-a" }))), { strategy: "uuid" }),
      /^INVALID_INPUT gpus: two devices are called "MIG-a"/,
    ],
    ["a UUID that means all", () => cdiSpec(one(undefined, "all"), { strategy: "uuid" }), /two devices are called "all"/],
    ["a strategy that is none", () => cdiSpec(node, { strategy: "name" as "uuid" }), /^INVALID_INPUT strategy: /], // on purpose
    [
      "an instance without id",
      () => cdiSpec(node, { instances: ids([0, 4, 1]) }),
      /^INVALID_INPUT instances: no row for 3g\.40gb@0 of GPU 0/,
    ],
    [
      "an id without instance",
      () => cdiSpec(node, { instances: [...swapped, ...ids([2, 0, 9])] }),
      /^INVALID_INPUT instances: \[2\] is GPU instance 9 at 0 of GPU 2/,
    ],
    ["an id of no GPU", () => cdiSpec(node, { instances: [...swapped, ...ids([9, 0, 9])] }), /GPU 9, where the node has none/],
    [
      "two ids of one instance",
      () => cdiSpec(node, { instances: [...swapped, ...ids([0, 4, 3])] }),
      /^INVALID_INPUT instances: \[2\] has the start or the id of \[0\], also of GPU 0/,
    ],
    [
      "one id of two instances",
      () => cdiSpec(node, { instances: ids([0, 4, 1], [0, 0, 1]) }),
      /^INVALID_INPUT instances: \[1\] has the start or the id of \[0\]/,
    ],
    [
      "an id that is no number",
      () => cdiSpec(node, { instances: [{ gpu: 0, start: 4, instanceId: "1" as unknown as number }] }),
      /^INVALID_INPUT instances: \[0\] needs whole numbers .* has 0, 4, "1"/,
    ],
    [
      "an id beyond the table",
      () => cdiSpec(node, { instances: ids([0, 0, 15], [0, 4, 1]) }),
      /^INVALID_INPUT there is no minor number for gpu0\/gi15\/access/,
    ],
    [
      "minors of another node",
      () => cdiSpec(node, { instances: swapped, migMinors: "gpu1/gi1/access 3" }),
      /no minor number for gpu0\/gi\d\/access/,
    ],
    [
      "impossible compute instances",
      () =>
        cdiSpec(
          one([{ profile: "1g.10gb", start: 0, computeInstances: [0, 0].map((start) => ({ profile: "1g.10gb", start })) }]),
        ),
      /^INVALID_LAYOUT gpus\[0\]\.mig\[0\]: /,
    ],
  ])("%s", (_, read, message) => {
    expect(refusal(read)).toMatch(message);
  });
});

test("every spec of every model is one that the CDI library loads", () => {
  const model = fc.constantFrom(...gpuModels());
  const gpu = model.chain((model) =>
    fc.array(fc.constantFrom(...model.profiles.map(({ name }) => name)), { maxLength: 5 }).map((profiles) => {
      const answer = fit(model, profiles);
      return { model, ...(answer.fits ? { mig: answer.placements } : {}) };
    }),
  );
  const strategy = fc.constantFrom("index" as const, "type-index" as const);
  fc.assert(
    fc.property(fc.array(gpu, { minLength: 1, maxLength: 4 }), strategy, (gpus, strategy) => {
      const devices = gpus.map(({ mig }) => mig?.length ?? 1);
      const wanted = devices.reduce((sum, count) => sum + count, 0);
      fc.pre(wanted > 0);
      const spec = cdiSpec({ name: "n", gpus }, { strategy });
      expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
      expect(Object.isFrozen(spec.devices[0]?.containerEdits)).toBe(true);
      expect(new Set(namesOf(spec)).size).toBe(wanted + 1);
      expect(namesOf(spec)).toEqual([...namesOf(spec)].sort());
      for (const name of namesOf(spec)) {
        expect(parseDeviceId(`${spec.kind}=${name}`)).toMatchObject({ kind: "cdi", name });
        expect(nodesOf(spec, name)).not.toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

test("whatever is passed: a spec or a MigError", () => {
  const call = cdiSpec as (node: unknown, options: unknown) => unknown; // on purpose anything
  const options = { strategy: "index", instances: swapped, migMinors: "gpu0/gi1/access 1" };
  for (const [name, bad] of junk) {
    if (name === "ten megabytes") continue;
    for (const [spoiltNode, spoiltOptions] of [
      ...[...spoilt(node, bad)].map((value) => [value, {}] as const),
      ...[...spoilt(options, bad)].map((value) => [node, value] as const),
    ]) {
      try {
        call(spoiltNode, spoiltOptions);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
  }
});
