import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPod } from "../../../src/admission/check-pod/index.js";
import { type Demand, defineGpuModel, type GpuModel, gpuModel } from "../../../src/index.js";
import { resourceName } from "../../../src/kubernetes/names.js";

import { type Counts, maximalPatterns } from "../../support/oracle/pack.js";

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

const patterns = new Map(MODELS.map((model) => [model, maximalPatterns(model)]));

/** GPU by GPU: given away whole, or divided in any of the ways there are. */
function bruteForce(gpus: readonly (GpuModel | null)[], wanted: Demand): boolean {
  const seen = new Set<string>();
  const search = (at: number, left: Demand): boolean => {
    if (Object.values(left).every((count) => count <= 0)) return true;
    const model = gpus[at];
    const key = `${at} ${JSON.stringify(left)}`;
    if (model === undefined || seen.has(key)) return false;
    seen.add(key);
    const divided = model === null ? [] : (patterns.get(model) ?? []).map((counts) => without(left, model, counts));
    return [{ ...left, gpu: Math.max(0, (left.gpu ?? 0) - 1) }, ...divided].some((rest) => search(at + 1, rest));
  };
  return search(0, wanted);
}

function without(left: Demand, model: GpuModel, counts: Counts): Demand {
  const rest = { ...left };
  model.profiles.forEach(({ name }, i) => {
    if (rest[name] !== undefined) rest[name] = Math.max(0, rest[name] - (counts[i] ?? 0));
  });
  return rest;
}

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
        const held = bruteForce(gpus, wanted);
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
    expect(bruteForce(gpus, wanted)).toBe(!refused);
    expect(isRefused(gpus, wanted)).toBe(refused);
  });

  test("of sixteen GPUs, it is decided in a moment", () => {
    const gpus = [...new Array(8).fill(gpuModel("A100-80GB")), ...new Array(8).fill(gpuModel("H100-80GB"))];
    const begin = performance.now();
    isRefused(gpus, { "1g.10gb": 20, "2g.20gb": 15, "3g.40gb": 11, "4g.40gb": 7 });
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});
