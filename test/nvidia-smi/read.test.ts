/** Pastes of several listings at once, and what they say about a node. */
import { describe, expect, test } from "vitest";
import { checkLayout, MigError } from "../../src/index.js";
import {
  type GpuInstanceRow,
  parseComputeInstances,
  parseCreated,
  parseDeviceList,
  parseGpuInstances,
  parseMigDevicesTable,
  readNvidiaSmi,
} from "../../src/nvidia-smi/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { printComputeInstances, printDevices, printGpuInstances } from "./printer.js";

const era = { name: 20 };
const instance = (
  gpu: number,
  profile: string,
  profileId: number,
  instanceId: number,
  start: number,
  size: number,
): GpuInstanceRow => ({
  gpu,
  name: `MIG ${profile}`,
  profile,
  profileId,
  instanceId,
  start,
  size,
});
const lgi = (...rows: readonly GpuInstanceRow[]) => printGpuInstances(rows, era);
const L = (...products: readonly string[]) =>
  printDevices(products.map((product, gpu) => ({ gpu, product, uuid: `GPU-${gpu}`, mig: [] })));

const small = instance(0, "1g.10gb", 19, 9, 2, 1);
const large = instance(0, "3g.40gb", 9, 1, 4, 4);
const other = instance(1, "7g.80gb", 0, 0, 0, 8);

function refusal(read: () => unknown): MigError {
  try {
    read();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("not refused");
}

describe("sessions", () => {
  test.each([
    ["the last listing counts", `${lgi(small)}\n${lgi(large)}`, [large]],
    ["listings of other GPUs stand beside it", `${lgi(small)}\n${lgi(other)}`, [small, other]],
    [
      "an empty answer counts too",
      `$ nvidia-smi mig -lgi\n${lgi(small)}\n$ nvidia-smi mig -lgi\nNo GPU instances found: Not Found`,
      [],
    ],
    [
      "-i says which GPU is meant",
      `$ nvidia-smi mig -lgi\n${lgi(small, other)}\n$ nvidia-smi mig -i 0 -lgi\n${lgi(large)}`,
      [other, large],
    ],
    [
      "-i says which GPU is empty",
      `${lgi(small, other)}\n$ nvidia-smi mig -i 0 -lgi\nNo GPU instances found: Not Found`,
      [other],
    ],
    [
      "another command's answer is not this one's",
      `${lgi(small)}\n$ nvidia-smi mig -lci\nNo MIG-enabled devices found.`,
      [small],
    ],
    ["MIG switched off", `${lgi(small)}\n$ nvidia-smi mig -lgi\nNo MIG-enabled devices found.`, []],
  ])("%s", (_, text, rows) => {
    expect(parseGpuInstances(text)).toEqual(rows);
  });

  test.each([
    ["nothing", "No GPU instances found: Not Found", parseGpuInstances],
    ["no compute instances", "No compute instances found: Not Found", parseComputeInstances],
    ["MIG off", "No MIG-enabled devices found.", parseComputeInstances],
    ["no GPUs", "No devices were found", parseDeviceList],
  ])("%s is an empty list", (_, text, parse) => {
    expect(parse(text)).toEqual([]);
  });

  test.each([
    [
      "not allowed",
      "$ nvidia-smi mig -lgi\nFailed to display GPU instances: Insufficient Permissions",
      /^line 2: .*sudo nvidia-smi mig -lgi/,
    ],
    ["another listing", printComputeInstances([], era), /^line 2: this is another listing/],
    ["a row alone", "|   0  MIG 1g.10gb  19  7  0:1 |", /^line 1: a row without the head/],
    ["the same instance twice", lgi(small, small), /^line 8: .*GPU 0 instance 9 twice/],
    ["a listing inside another", lgi(small).replace(/\+-+\+$/, lgi(large)), /cut or torn: another listing begins/],
    ["a torn row", lgi(small).replace(" 2:1", " 2"), /^line 6: this is no row of -lgi/],
    ["an odd name", lgi({ ...small, name: "MIG hello" }), /^line 6: "MIG hello" is no profile name/],
    ["a number beyond all bounds", lgi({ ...small, start: 10 ** 20 }), /^line 6: /],
    ["nothing at all", "", /^line 1: no "GPU instances:"/],
    ["an answer of another kind", "No compute instances found: Not Found", /^line 1: no "GPU instances:"/],
  ])("refused: %s", (_, text, message) => {
    const error = refusal(() => parseGpuInstances(text));
    expect(error.code).toBe("INVALID_INPUT");
    expect(error.path).toEqual([]);
    expect(error.message).toMatch(message);
  });

  test("-L that is cut inside a device is refused, and so is a torn GPU line", () => {
    const text = `${L("NVIDIA A30")}\n  MIG 1g.6gb     Device  0: (UUID: MIG-1)`;
    expect(parseDeviceList(text)[0]?.mig).toEqual([{ profile: "1g.6gb", device: 0, uuid: "MIG-1" }]);
    for (const cut of [1, 10, 25]) expect(refusal(() => parseDeviceList(text.slice(0, -cut))).message).toMatch(/^line 2: /);
    expect(refusal(() => parseDeviceList("GPU 0: NVIDIA A30 (UUID: GP")).message).toMatch(/^line 1: /);
    expect(refusal(() => parseDeviceList("No MIG-enabled devices found.")).message).toMatch(/^line 1: /);
    expect(parseDeviceList(`${text}\n$ nvidia-smi mig -cgi "MIG 1g.6gb"\nMIG is a name too`)).toHaveLength(1);
  });
});

describe("what was created", () => {
  const made = "Successfully created GPU instance ID  9 on GPU  0 using profile MIG 1g.5gb (ID 19)";
  const row = { gpu: 0, instanceId: 9, profile: "1g.5gb", profileId: 19 };
  test.each([
    ["with its ID", made, [row]],
    [
      "before R470",
      "Successfully created GPU instance on GPU  0 using profile ID  9",
      [{ ...row, instanceId: null, profile: null, profileId: 9 }],
    ],
    ["and destroyed", `${made}\nSuccessfully destroyed GPU instance ID  9 from GPU  0`, []],
    ["not at all", "Unable to create a GPU instance on GPU  0 using profile 20: Insufficient Resources", []],
    [
      "compute instances aside",
      `${made}\nSuccessfully created compute instance ID  0 on GPU  0 GPU instance ID  9 using profile MIG 1g.5gb (ID  0)`,
      [row],
    ],
  ])("%s", (_, text, rows) => {
    expect(parseCreated(text)).toEqual(rows);
  });
  test("a torn line is refused", () => {
    expect(refusal(() => parseCreated(made.slice(0, -5))).message).toMatch(/^line 1: .*torn/);
    expect(refusal(() => parseCreated("hello")).message).toMatch(/^line 1: /);
  });
});

describe("a node", () => {
  test("layouts where the text tells starts; GPUs that it says nothing of have no layout", () => {
    expect(readNvidiaSmi(`${L("NVIDIA H100 80GB HBM3", "NVIDIA H100 80GB HBM3")}\n${lgi(small, large)}`, { name: "n1" })).toEqual(
      {
        name: "n1",
        gpus: [
          {
            model: "H100-80GB",
            uuid: "GPU-0",
            mig: [
              { profile: "1g.10gb", start: 2, size: 1 },
              { profile: "3g.40gb", start: 4, size: 4 },
            ],
          },
          { model: "H100-80GB", uuid: "GPU-1" },
        ],
      },
    );
  });
  test("MIG off and MIG on without instances are told apart", () => {
    const A30 = L("NVIDIA A30");
    expect(readNvidiaSmi(`${A30}\nNo MIG-enabled devices found.`).gpus).toEqual([{ model: "A30-24GB", uuid: "GPU-0" }]);
    expect(readNvidiaSmi(`${A30}\nNo GPU instances found: Not Found`).gpus).toEqual([
      { model: "A30-24GB", uuid: "GPU-0", mig: [] },
    ]);
  });
  test("counts where it does not", () => {
    const mig = ["1g.6gb", "1g.6gb", "2g.12gb"].map((profile, device) => ({ profile, device, uuid: `MIG-${device}` }));
    const text = printDevices([{ gpu: 0, product: "NVIDIA A30", uuid: "GPU-0", mig }]);
    expect(readNvidiaSmi(text)).toEqual({
      name: "node",
      gpus: [{ model: "A30-24GB", uuid: "GPU-0" }],
      instances: { "1g.6gb": 2, "2g.12gb": 1 },
    });
  });
  test("an instance without compute instances is told from one that was not looked into", () => {
    const inside = {
      gpu: 0,
      gpuInstanceId: 1,
      name: "MIG 3g.40gb",
      profile: "3g.40gb",
      profileId: 2,
      instanceId: 0,
      start: 0,
      size: 4,
    };
    const text = `${L("NVIDIA H100 80GB HBM3")}\n${lgi(small, large)}\n`;
    const lci = printComputeInstances([inside], era);
    const mig = (more: string) => readNvidiaSmi(text + more).gpus[0]?.mig;
    const three = { profile: "3g.40gb", start: 4, size: 4, computeInstances: [{ profile: "3g.40gb", start: 0 }] };
    expect(mig(`$ nvidia-smi mig -lci\n${lci}`)).toEqual([
      { profile: "1g.10gb", start: 2, size: 1, computeInstances: [] },
      three,
    ]);
    expect(mig(`$ nvidia-smi mig -gi 1 -lci\n${lci}`)).toEqual([{ profile: "1g.10gb", start: 2, size: 1 }, three]);
  });
  test.each([
    ["two models have these profiles", lgi(small), /^GPU 0: the text does not tell which of A100-80GB, H100-80GB/],
    ["no model has this ID", lgi({ ...small, profileId: 5 }), /^GPU 0: no built-in model/],
    ["the GPU has no such profile", `${L("NVIDIA A30")}\n${lgi(small)}`, /^GPU 0: A30-24GB has no 1g.10gb with profile ID 19/],
    ["only what could be", "GPU  0 Profile ID 14 Placements: {0,1,2,3}:1", /^line 1: no "GPU instances:"/],
  ])("refused: %s", (_, text, message) => {
    const error = refusal(() => readNvidiaSmi(text));
    expect([error.code, error.message]).toEqual(["INVALID_INPUT", expect.stringMatching(message)]);
  });
  test("the model can be said", () => {
    expect(readNvidiaSmi(lgi(small), { model: "H100-80GB" }).gpus).toHaveLength(1);
    expect(refusal(() => readNvidiaSmi(lgi(small), { model: "H1000" })).code).toBe("UNKNOWN_MODEL");
  });
  test("names from outside are only names", () => {
    const mig = [{ profile: null, device: 0, uuid: "MIG-__proto__" }];
    const text = printDevices([{ gpu: 0, product: "NVIDIA A30", uuid: "GPU-__proto__", mig }]).replace("MIG null", "MIG");
    expect(readNvidiaSmi(text, { name: "__proto__" })).toEqual({
      name: "__proto__",
      gpus: [{ model: "A30-24GB", uuid: "GPU-__proto__" }],
      instances: {},
    });
  });
});

describeWithFacts("recorded nodes", () => {
  const all = (prefix: string, ...kinds: readonly string[]) =>
    kinds.map((kind) => readFact(`vectors/nvidia-smi/${prefix}.${kind}.txt`)).join("\n");

  test.each(["H100-80GB-HBM3.prickle-mig", "H100-80GB-HBM3.prickle-mig-mixed", "H200.prickle-mig"])(
    "%s, all of it in one paste",
    (prefix) => {
      const node = readNvidiaSmi(all(prefix, "L", "lgi", "lci", "lgip", "smi"));
      expect(node.driver).toBe(580);
      const [gpu] = node.gpus;
      expect(gpu?.mig).toHaveLength(parseGpuInstances(all(prefix, "lgi")).length);
      expect(checkLayout(gpu?.model ?? "", gpu?.mig ?? [])).toEqual([]);
      // The same in another order, and without the list.
      expect(readNvidiaSmi(all(prefix, "smi", "lgip", "lci", "lgi", "L"))).toEqual(node);
      expect(readNvidiaSmi(all(prefix, "smi", "lgi", "lci")).gpus[0]?.mig).toEqual(gpu?.mig);
    },
  );
  test("MIG off", () => {
    const node = readNvidiaSmi(all("H100-80GB-HBM3.prickle-default", "L", "lgip", "lgi", "smi"));
    expect(node.gpus).toEqual([{ model: "H100-80GB", uuid: expect.any(String) }]);
  });
  test("the box of MIG devices", () => {
    expect(parseMigDevicesTable(all("A100-80GB-PCIe.r515", "smi"))).toMatchObject([
      {
        gpu: 0,
        gpuInstanceId: 1,
        computeInstanceId: 0,
        device: 0,
        memoryUsedMiB: 19,
        memoryMiB: 40192,
        multiprocessors: 14,
        decoders: 2,
      },
      {
        gpu: 0,
        gpuInstanceId: 1,
        computeInstanceId: 1,
        device: 1,
        memoryUsedMiB: 19,
        memoryMiB: 40192,
        multiprocessors: 14,
        copyEngines: 3,
      },
    ]);
    expect(parseMigDevicesTable(all("A30-24GB", "smi")).map(({ memoryMiB }) => memoryMiB)).toEqual([11968, 5952, 5952]);
    expect(parseMigDevicesTable(all("H100-80GB-HBM3.prickle-mig-mixed", "smi")).map(({ ofa, jpeg }) => [ofa, jpeg])).toEqual([
      [0, 3],
      [1, 1],
      [0, 1],
    ]);
    expect(parseMigDevicesTable(all("H100-80GB-HBM3.prickle-default", "smi"))).toEqual([]);
    expect(refusal(() => readNvidiaSmi(all("A30-24GB", "smi"))).message).toMatch(/^line 20: .*-lgi/);
  });
  test("a name and an ID that contradict each other are read, and refused as soon as a model is asked", () => {
    const text = all("A100-40GB.ocp-docs", "lgi-DUBIOUS");
    expect(parseGpuInstances(text).map(({ profile, profileId }) => [profile, profileId])).toEqual(Array(3).fill(["2g.10gb", 19]));
    expect(refusal(() => readNvidiaSmi(text)).message).toMatch(/^GPU 0: no built-in model/);
    expect(refusal(() => readNvidiaSmi(text, { model: "A100-40GB" })).message).toMatch(/2g.10gb with profile ID 19/);
  });
});
