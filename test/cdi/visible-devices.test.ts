/** NVIDIA_VISIBLE_DEVICES and its ids, against what the toolkit itself answered. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDeviceId, parseVisibleDevices } from "../../src/cdi/index.js";
import { MigError } from "../../src/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { junk } from "../support/junk.js";
import { PATIENCE_MS } from "../support/patience.js";

interface Vectors {
  readonly identifiers: readonly {
    readonly id: string;
    readonly gpuIndex: boolean;
    readonly gpuUUID: boolean;
    readonly migIndex: boolean;
    readonly migUUID: boolean;
  }[];
  readonly visibleDevices: readonly {
    readonly NVIDIA_VISIBLE_DEVICES?: string;
    readonly CUDA_VERSION?: string;
    readonly list: readonly string[] | null;
    readonly onlyCDI?: boolean;
  }[];
}

describeWithFacts("recorded answers of the toolkit", () => {
  const vectors = JSON.parse(readFact("vectors/toolkit/visible-devices.json")) as Vectors; // recorded in this shape

  test("lists", () => {
    expect(vectors.visibleDevices.length).toBeGreaterThan(10);
    for (const { NVIDIA_VISIBLE_DEVICES: value, CUDA_VERSION, list } of vectors.visibleDevices) {
      expect(parseVisibleDevices(value, { legacyImage: CUDA_VERSION !== undefined }), value).toEqual(list ?? []);
    }
  });
  test("ids that are all CDI names", () => {
    for (const { NVIDIA_VISIBLE_DEVICES: value, onlyCDI = false } of vectors.visibleDevices) {
      const list = parseVisibleDevices(value);
      expect(list.length > 0 && list.every((id) => parseDeviceId(id).kind === "cdi"), value).toBe(onlyCDI);
    }
  });
  test("identifiers", () => {
    for (const { id, gpuIndex, gpuUUID, migIndex, migUUID } of vectors.identifiers) {
      const { kind } = parseDeviceId(id);
      expect({
        id,
        gpuIndex: kind === "gpu-index",
        gpuUUID: kind === "gpu-uuid",
        migIndex: kind === "mig-index",
        migUUID: kind === "mig-uuid" || kind === "mig-legacy",
      }).toEqual({ id, gpuIndex, gpuUUID, migIndex, migUUID });
    }
  });
});

describe("parseVisibleDevices", () => {
  test.each<[string | undefined, readonly string[]]>([
    [undefined, []],
    ["", []],
    ["  ", []],
    ["void", []],
    ["all,void", []],
    ["none,void", []],
    ["0,all", ["all"]],
    ["0,none", [""]],
    ["all,none", ["all"]],
    ["none,all", [""]],
    ["None", ["None"]],
    ["0,,1", ["0", "1"]],
    ["0,1,0", ["", "1", "0"]],
    ["\u00a00\u0085,\v1\f", ["0", "1"]],
    ["\ufeff0", ["\ufeff0"]],
    ["__proto__,__proto__", ["", "__proto__"]],
  ])("%j", (value, list) => {
    expect(parseVisibleDevices(value)).toEqual(list);
  });
  test("only an unset variable of a legacy image means all", () => {
    expect(parseVisibleDevices(undefined, { legacyImage: true })).toEqual(["all"]);
    expect(parseVisibleDevices("", { legacyImage: true })).toEqual([]);
    expect(parseVisibleDevices("void", { legacyImage: true })).toEqual([]);
  });
  test("distinct ids come back as they were written", () => {
    const id = fc.constantFrom("0", "1", "0:1", "nvidia.com/gpu=all", "GPU-x", "ALL");
    fc.assert(
      fc.property(fc.uniqueArray(id), (ids) => {
        expect(parseVisibleDevices(ids.join(" , "))).toEqual(ids);
      }),
    );
  });
});

const UUID = "b8ea3855-276c-c9cb-b366-c6fa655957c5";
const BARE = UUID.replaceAll("-", "");

describe("parseDeviceId", () => {
  test.each([
    ["007", { kind: "gpu-index", gpu: 7 }],
    ["18446744073709551615", { kind: "gpu-index", gpu: "18446744073709551615" }],
    ["0:12", { kind: "mig-index", gpu: 0, mig: 12 }],
    [`GPU-${UUID}`, { kind: "gpu-uuid", gpu: `GPU-${UUID}` }],
    [`GPU-${UUID.toUpperCase()}`, { kind: "gpu-uuid", gpu: `GPU-${UUID.toUpperCase()}` }],
    [`GPU-${BARE}`, { kind: "gpu-uuid", gpu: `GPU-${BARE}` }],
    [`GPU-{${UUID}}`, { kind: "gpu-uuid", gpu: `GPU-{${UUID}}` }],
    [`GPU-x${UUID}\n`, { kind: "gpu-uuid", gpu: `GPU-x${UUID}\n` }],
    [`GPU-urn:UUID:${UUID}`, { kind: "gpu-uuid", gpu: `GPU-urn:UUID:${UUID}` }],
    [`MIG-${UUID}`, { kind: "mig-uuid", mig: `MIG-${UUID}` }],
    [`MIG-GPU-${UUID}/1/0`, { kind: "mig-legacy", gpu: `GPU-${UUID}`, gpuInstance: 1, computeInstance: 0 }],
    ["nvidia.com/gpu=0:1", { kind: "cdi", vendor: "nvidia.com", class: "gpu", name: "0:1" }],
    ["a/b=c", { kind: "cdi", vendor: "a", class: "b", name: "c" }],
    ["runtime.nvidia.com/gpu=all", { kind: "cdi", vendor: "runtime.nvidia.com", class: "gpu", name: "all" }],
  ])("%j", (id, parts) => {
    expect(parseDeviceId(id)).toEqual(parts);
    expect(Object.isFrozen(parseDeviceId(id))).toBe(true);
  });
  test.each([
    "",
    "all",
    "none",
    "void",
    "ALL",
    "-1",
    "+1",
    "1.0",
    "0x1",
    "1_0",
    " 0",
    "18446744073709551616",
    "0:",
    ":0",
    "0:0:0",
    "0:-1",
    // Beginnings of UUIDs and UUIDs that are none.
    "GPU-fef8089b",
    "MIG-fef8089b",
    `gpu-${UUID}`,
    UUID,
    `GPU-${UUID}0`,
    `GPU-${UUID.replace("b8", "g8")}`,
    `GPU-\u00e9${UUID}}`,
    `GPU-uri:uuid:${UUID}`,
    `MIG-GPU-${UUID}`,
    `MIG-GPU-${UUID}/1`,
    `MIG-GPU-${UUID}/1/0/2`,
    `MIG-GPU-${UUID}/1/-0`,
    `MIG-${UUID}/1/0`,
    // Names against the rules of the CDI parser.
    "gpu=0",
    "nvidia.com/=0",
    "/gpu=0",
    "nvidia.com/gpu=",
    "nvidia.com/gpu",
    "1vidia.com/gpu=0",
    "nvidia.com-/gpu=0",
    "nvidia.com/gpu_=0",
    "nvidia.com/gpu/x=0",
    "nvidia.com/gpu=0:",
    "nvidia.com/gpu=:0",
    "nvidia.com/gpu=0=1",
    "nvidia.com/gpu=0 1",
    `nvidia.com/gpu=MIG-GPU-${UUID}/1/0`,
    "nvidia.com/gpu=\u00e9",
  ])("%j is invalid", (id) => {
    expect(parseDeviceId(id)).toEqual({ kind: "invalid" });
  });
});

describe("whatever is passed", () => {
  const parsers = { parseVisibleDevices, parseDeviceId } as Readonly<Record<string, (text: unknown) => unknown>>; // on purpose anything
  test.each(Object.entries(parsers))("%s", (_, parse) => {
    const long = [..." 0,:/=-.".split(""), "0 ", "GPU-", "a-", "a/", "x="].map((unit) =>
      unit.repeat((1 << 17) / unit.length - 1),
    );
    const between = long.map((text) => `x${text}x`);
    for (const value of [...junk.map(([, value]) => value), ...long, ...between]) {
      const begin = performance.now();
      try {
        parse(value);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
      expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
    }
  });
  test("as many equal ids as a variable holds", () => {
    expect(() => parseVisibleDevices("0".repeat(131_073))).toThrow(/131072/);
    expect(parseVisibleDevices("0,".repeat(65_536)).filter((id) => id !== "")).toEqual(["0"]);
  });
});
