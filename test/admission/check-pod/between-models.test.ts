import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPod } from "../../../src/admission/check-pod/index.js";
import { type Demand, defineGpuModel, type GpuModel, gpuModel, minGpus } from "../../../src/index.js";
import { resourceName } from "../../../src/kubernetes/names.js";

import { nodeHolds } from "../../support/oracle/node.js";

/** Two models of one's own that share profiles with different places, so that the split between them decides. */
const tall = defineGpuModel({
  name: "tall",
  memorySlices: 4,
  computeSlices: 4,
  profiles: [
    { name: "1g.10gb", computeSlices: 1, memorySlices: 1, starts: [0, 1, 2] },
    { name: "2g.20gb", computeSlices: 2, memorySlices: 2, starts: [0, 2] },
    { name: "3g.40gb", computeSlices: 3, memorySlices: 4, starts: [0] },
  ],
});
const flat = defineGpuModel({
  name: "flat",
  memorySlices: 3,
  computeSlices: 3,
  profiles: [
    { name: "1g.10gb", computeSlices: 1, memorySlices: 1, starts: [0, 1, 2] },
    { name: "2g.20gb", computeSlices: 2, memorySlices: 3, starts: [0] },
    { name: "1g.20gb", computeSlices: 1, memorySlices: 2, starts: [0] },
  ],
});
const MODELS: readonly GpuModel[] = [tall, flat, gpuModel("A100-80GB"), gpuModel("H100-80GB"), gpuModel("A30-24GB")];
const BOARD = "T4";

function isRefused(gpus: readonly (GpuModel | null)[], wanted: Demand): boolean {
  const boards = gpus.map((model) => (model === null ? { model: BOARD, migCapable: false } : { model }));
  const containers = Object.entries(wanted).map(([device, count]) => ({
    resources: { limits: { [device === "gpu" ? "nvidia.com/gpu" : resourceName(device)]: count } },
  }));
  const findings = checkPod({ spec: { containers } }, { nodes: [{ name: "a", strategy: "mixed", gpus: boards }] });
  return findings.some(({ code }) => code === "NO_NODE_CAN_HOLD");
}

const anyGpus = fc.array(fc.constantFrom(...MODELS, null), { minLength: 1, maxLength: 4 });
const anyCase = anyGpus.chain((gpus) => {
  const names = [...new Set(gpus.flatMap((model) => model?.profiles.map(({ name }) => name) ?? []))];
  const profiles = fc.dictionary(fc.constantFrom(...names, "gpu"), fc.integer({ min: 1, max: 5 }), { minKeys: 1, maxKeys: 4 });
  const whole = fc.constantFrom({}, { gpu: 1 });
  const wanted = fc.tuple(profiles, whole).map((parts): Demand => Object.assign({}, ...parts));
  return fc.record({ gpus: fc.constant(gpus), wanted });
});

describe("a node of several models", () => {
  test("is refused exactly what no division of its GPUs holds", () => {
    const met = { refused: 0, held: 0 };
    fc.assert(
      fc.property(anyCase, ({ gpus, wanted }) => {
        const held = nodeHolds(gpus, wanted);
        met[held ? "held" : "refused"]++;
        expect(isRefused(gpus, wanted)).toBe(!held);
      }),
      { numRuns: 400 },
    );
    expect(Math.min(met.refused, met.held)).toBeGreaterThan(20);
  });

  test.each<[string, readonly (GpuModel | null)[], Demand, boolean]>([
    ["the split decides", [tall, flat], { "1g.10gb": 3, "2g.20gb": 2 }, false],
    ["no split is enough", [tall, flat], { "1g.10gb": 4, "2g.20gb": 2 }, true],
    ["what only one has stands first", [tall, flat], { "3g.40gb": 1, "1g.10gb": 3 }, false],
    ["and leaves the rest too little", [tall, flat], { "3g.40gb": 1, "1g.10gb": 4 }, true],
    ["a GPU given away whole is not divided", [tall, flat], { gpu: 1, "3g.40gb": 1 }, false],
    ["and leaves fewer for what needs two", [tall, flat], { gpu: 1, "1g.10gb": 4 }, true],
    ["but enough for what needs one", [tall, flat], { gpu: 1, "1g.10gb": 3 }, false],
    ["nor are all of them", [tall, flat], { gpu: 2, "1g.10gb": 1 }, true],
    ["a board without MIG is given away first", [tall, flat, null], { gpu: 1, "3g.40gb": 1, "1g.20gb": 1 }, false],
  ])("%s", (_, gpus, wanted, refused) => {
    expect(nodeHolds(gpus, wanted)).toBe(!refused);
    expect(isRefused(gpus, wanted)).toBe(refused);
  });

  // Both models are divided alike, so that the packing of one of them is the truth of it.
  const alike = [gpuModel("A100-80GB"), gpuModel("H100-80GB")];
  const eachEight = alike.flatMap((model) => new Array<GpuModel>(8).fill(model));

  test("of sixteen GPUs, it is decided in a moment", () => {
    const begin = performance.now();
    expect(isRefused(eachEight, { "1g.10gb": 14, "2g.20gb": 23, "3g.40gb": 21 })).toBe(true);
    expect(isRefused(eachEight, { "2g.20gb": 21, "1g.10gb": 16, "4g.40gb": 12, "1g.20gb": 8 })).toBe(true);
    expect(performance.now() - begin).toBeLessThan(1_000);
  });

  test("of models that are alike, it is refused as if it had one", () => {
    const names = ["1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"];
    const met = { refused: 0, held: 0 };
    const demands = fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 20 }), { minKeys: 1, maxKeys: 5 });
    fc.assert(
      fc.property(demands, (wanted) => {
        const needed = minGpus("H100-80GB", wanted).gpus;
        met[needed > 16 ? "refused" : "held"]++;
        expect(isRefused(eachEight, wanted)).toBe(needed > 16);
      }),
      { numRuns: 200 },
    );
    expect(Math.min(met.refused, met.held)).toBeGreaterThan(20);
  });
});
