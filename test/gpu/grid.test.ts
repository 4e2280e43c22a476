import { describe, expect, it } from "vitest";
import { gridOf } from "../../src/gpu/grid.js";
import { bitmaps, defineGpuModel, type GpuModel, gpuModels, layouts, type Placement } from "../../src/index.js";

/** The slices of a grid as the planner's bitmaps. */
function drawn(model: GpuModel, layout: readonly Placement[]): { memory: number; compute: number } {
  const { free, compute } = gridOf(model, layout);
  const taken = model.columns.flatMap((_, column) => (free.includes(column) ? [] : [column]));
  const used = new Set(compute.flatMap(({ slice, user }) => (slice === null || user === null ? [] : [slice])));
  const bits = (numbers: Iterable<number>) => [...numbers].reduce((all, bit) => all | (1 << bit), 0);
  return { memory: bits(taken), compute: bits(used) };
}

const ODD = [
  defineGpuModel({
    name: "halves",
    memorySlices: 5,
    computeSlices: 2,
    columns: [0, 0, 1, 1, null],
    profiles: [{ name: "a", computeSlices: 1, memorySlices: 2, starts: [0, 1, 2, 3] }],
  }),
  defineGpuModel({
    name: "woven",
    memorySlices: 6,
    computeSlices: 3,
    columns: [0, 1, 2, 0, 1, 2],
    profiles: [{ name: "a", computeSlices: 2, memorySlices: 3, starts: [0, 1, 2, 3] }],
  }),
];

describe("a picture shows what the planner counts", () => {
  it.each([...gpuModels(), ...ODD].map((model) => [model.name, model] as const))("every placement of %s", (_, model) => {
    for (const { name, memorySlices, starts } of model.profiles) {
      for (const start of starts) {
        const placement = { profile: name, start, size: memorySlices };
        expect(drawn(model, [placement])).toEqual(bitmaps(model, [placement]));
      }
    }
  });

  it("every layout of an A30 and of a GPU with fewer compute slices", () => {
    for (const model of [...gpuModels().filter(({ name }) => name === "A30-24GB"), ...ODD]) {
      for (const layout of layouts(model)) expect(drawn(model, layout)).toEqual(bitmaps(model, layout));
    }
  });
});
