/** Slices emitted by the driver's own functions: read, and made again to the letter. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  checkResourceClaim,
  deviceClass,
  modelsFromResourceSlices,
  nodesFromResourceSlices,
  type ResourceSlice,
  resourceSlices,
} from "../../src/dra/index.js";
import { capacity, checkLayout, defineGpuModel, type GpuModel, gpuModel } from "../../src/index.js";
import { describeWithFacts, factsRoot, readFact } from "../support/facts.js";
import { devicesOf } from "./scheduler.js";

const FOLDER = "vectors/dra";
const files = factsRoot === null ? [] : readdirSync(join(factsRoot, FOLDER));
const boards = files
  .filter((file) => file.endsWith("-split-counters.json"))
  .map((file) => file.replace("-split-counters.json", ""));
// What these programs print is what the room reads.
const read = (file: string) => JSON.parse(readFact(`${FOLDER}/${file}.json`)) as ResourceSlice;

const attributes = { brand: "Nvidia", cudaComputeCapability: "8.0", cudaDriverVersion: "13.0", driverVersion: "580.65.06" };

describeWithFacts("slices of the real driver", () => {
  test("there are some", () => expect(boards.length).toBeGreaterThanOrEqual(2));

  test.each(boards)("%s: counters and devices apart", (board) => {
    const slices = [read(`${board}-split-counters`), read(`${board}-split-devices`)];
    const { model, uuid } = partitioned(slices);
    const made = resourceSlices({ name: "node1", gpus: [{ model, uuid }] }, { attributes });
    expect(made.map(({ spec }) => JSON.stringify(spec))).toEqual(slices.map(({ spec }) => JSON.stringify(spec)));
  });

  test.each(boards)("%s: combined", (board) => {
    const slice = read(`${board}-combined`);
    const { model, uuid } = partitioned([slice]);
    const [made] = resourceSlices({ name: "node1", gpus: [{ model, uuid }] }, { attributes, form: "combined" });
    expect(JSON.stringify(made?.spec)).toBe(JSON.stringify(slice.spec));
  });

  test.each(boards)("%s: apart and combined say the same", (board) => {
    const apart = modelsFromResourceSlices([read(`${board}-split-devices`), read(`${board}-split-counters`)]);
    expect(modelsFromResourceSlices([read(`${board}-combined`)])).toEqual(apart);
  });

  // The four devices of each file would not stand together on a GPU, so each is made alone.
  test.each(boards)("%s: devices that exist", (board) => {
    const slice = read(`${board}-static`);
    expect(() => modelsFromResourceSlices([slice])).toThrow(/do not tell what else fits/);
    const { model } = partitioned([read(`${board}-combined`)]);
    const [node] = nodesFromResourceSlices([slice]);
    const [gpu] = node?.gpus ?? [];
    const mig = gpu?.mig ?? [];
    expect(mig.length).toBe(slice.spec.devices?.length);
    const made = mig.map((placement) => {
      const alone = {
        name: "node1",
        gpus: [{ model, mig: [placement], ...(gpu?.uuid === undefined ? {} : { uuid: gpu.uuid }) }],
      };
      return devicesOf(resourceSlices(alone, { attributes, form: "static" }));
    });
    expect(JSON.stringify(made.flat())).toBe(JSON.stringify(slice.spec.devices));
    expect(node).toMatchObject({ name: "node1", driver: 580 });
    expect(gpuModel(String(gpu?.model)).name).toBe(gpu?.model);
  });

  test("structure, names, counters and memory slices of A100 are those of the built-in models", () => {
    for (const [board, name] of [
      ["A100_SXM4_40GB", "A100-40GB"],
      ["A100_SXM4_80GB", "A100-80GB"],
    ] as const) {
      const real = [read(`${board}-split-counters`), read(`${board}-split-devices`)];
      const made = resourceSlices({ name: "node1", gpus: [{ model: name, uuid: "GPU-x" }] }, { attributes });
      expect(made.map(({ spec }) => withoutFigures(spec))).toEqual(real.map(({ spec }) => withoutFigures(spec)));
    }
  });

  test("the mock's seven decoders of 1g.10gb are more than its GPU has, and the model says so", () => {
    const { model } = partitioned([read("A100_SXM4_80GB-combined")]);
    expect(model.budgets.map(({ name, total }) => [name, total])).toEqual([
      ["ofa-engines", 1],
      ["decoders", 5],
    ]);
    expect(capacity(model)["1g.10gb"]).toBe(5);
    const seven = Array.from({ length: 7 }, (_, i) => `1g.10gb@${i}`);
    expect(checkLayout(model, seven).map(({ code }) => code)).toContain("MEDIA_ENGINES");
    expect(checkLayout("A100-80GB", seven)).toEqual([]);
  });

  test("nodes have the built-in model where slices do not contradict it", () => {
    const [node] = nodesFromResourceSlices([read("A100_SXM4_80GB-split-counters"), read("A100_SXM4_80GB-split-devices")]);
    expect(node).toEqual({
      name: "node1",
      driver: 580,
      gpus: [{ model: "A100-80GB", uuid: "GPU-4404041a-04cf-1ccf-9e70-f139a9b1e23c" }],
    });
  });

  test("good and bad claims", () => {
    const findings = checkResourceClaim(readFact(`${FOLDER}/deviceclass-and-claims.yaml`));
    expect(findings.map(({ code, message, position }) => ({ code, message, line: position?.line }))).toEqual([
      {
        code: "CEL_SYNTAX",
        message: "compilation failed: ERROR: <input>:1:45: Syntax error: token recognition error at: '= '",
        line: 46,
      },
      {
        code: "OLD_SHAPE",
        message: 'strict decoding error: unknown field "spec.devices.requests[0].deviceClassName"',
        line: 55,
      },
    ]);
  });

  test("the device class of a profile is the one that the driver's demo has", () => {
    const { metadata, spec } = deviceClass("1g.10gb");
    const text = readFact(`${FOLDER}/deviceclass-and-claims.yaml`);
    expect(text).toContain(`metadata: {name: ${metadata.name}}`);
    expect(text).toContain(`expression: "${spec.selectors[0]?.cel.expression}"`);
    expect(text).toContain(`extendedResourceName: ${spec.extendedResourceName}`);
  });
});

/** The only GPU of these slices. */
function partitioned(slices: readonly ResourceSlice[]): { readonly model: GpuModel; readonly uuid: string } {
  const [spec] = modelsFromResourceSlices(slices);
  const [node] = nodesFromResourceSlices(slices);
  const uuid = node?.gpus[0]?.uuid;
  if (spec === undefined || uuid === undefined) throw new Error("the slices tell no GPU");
  return { model: defineGpuModel(spec), uuid };
}

/** Names and keys, and the amounts of memory slices; other figures differ between mocks and boards, and so does the mock's product. */
function withoutFigures(spec: ResourceSlice["spec"]): unknown {
  return JSON.parse(
    JSON.stringify(spec, (key, value: unknown) => {
      if (["counters", "capacity"].includes(key)) {
        const amounts = Object.entries(value as Readonly<Record<string, unknown>>); // both hold amounts by name
        return amounts.map(([name, amount]) => (name.startsWith("memory-slice") ? [name, amount] : name));
      }
      return ["productName", "uuid", "parentUUID"].includes(key) ? key : value;
    }),
  );
}
