/** Counters against the planner: a set of devices can be allocated exactly where it is a layout. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Device, modelsFromResourceSlices, resourceSlices } from "../../src/dra/index.js";
import { capacity, checkLayout, defineGpuModel, type GpuModelSpec, gpuModel, gpuModels } from "../../src/index.js";
import { full } from "../support/full.js";
import { allocatable, attribute, devicesOf } from "./scheduler.js";

const placementOf = (device: Device) => `${attribute(device, "profile")}@${/\d+$/.exec(device.name)?.[0]}`;
const migOf = (devices: readonly Device[]) => devices.filter((device) => attribute(device, "type") === "mig");

describe.each(gpuModels().map((model) => [model.name, model] as const))("%s", (_, model) => {
  const slices = resourceSlices({ name: "node", gpus: [{ model }] });
  const partitions = migOf(devicesOf(slices));

  test("devices are added as long as both agree that they can be, and refused by both", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...partitions], { minLength: Math.min(partitions.length, 20) }), (order) => {
        const taken: Device[] = [];
        for (const device of order) {
          const next = [...taken, device];
          const fits = checkLayout(model, next.map(placementOf)).length === 0;
          expect(allocatable(slices, next), next.map(placementOf).join()).toBe(fits);
          if (fits) taken.push(device);
        }
      }),
      { numRuns: full(5000, 150) },
    );
  });

  test("the full GPU goes with nothing else", () => {
    const whole = devicesOf(slices).filter((device) => attribute(device, "type") === "gpu");
    expect(whole.length).toBe(1);
    expect(allocatable(slices, whole)).toBe(true);
    for (const partition of partitions) {
      expect(allocatable(slices, [...whole, partition])).toBe(false);
      expect(allocatable(slices, [partition])).toBe(true);
    }
  });

  test("model -> slices -> model: the same capacities, empty and in use, and the same slices", () => {
    const [spec] = modelsFromResourceSlices(slices);
    const again = defineGpuModel(spec ?? model);
    expect(capacity(again)).toEqual(capacity(model));
    for (const partition of partitions) {
      const occupied = [placementOf(partition)];
      expect(capacity(again, occupied)).toEqual(capacity(model, occupied));
    }
    expect(resourceSlices({ name: "node", gpus: [{ model: again }] })).toEqual(slices);
  });
});

test("budgets that come from no engine are not in the counters: 4g beside 3g before R510", () => {
  const model = gpuModel("A100-40GB", { driver: 470 });
  const slices = resourceSlices({ name: "node", driver: 470, gpus: [{ model: "A100-40GB" }] });
  const pair = devicesOf(slices).filter((device) => ["4g.20gb@0", "3g.20gb@4"].includes(placementOf(device)));
  expect(pair.length).toBe(2);
  expect(checkLayout(model, pair.map(placementOf)).length).toBe(1);
  expect(allocatable(slices, pair)).toBe(true);
});

test("where engines are not known, budgets stand in for their counters", () => {
  const names = (model: string) => {
    const [first] = resourceSlices({ name: "node", gpus: [{ model }] });
    return Object.keys(first?.spec.sharedCounters?.[0]?.counters ?? {}).filter((name) => !name.startsWith("memory-slice"));
  };
  expect(names("H20-141GB")).toEqual(["ofa"]);
  expect(names("H100-80GB")).toEqual([
    "copy-engines",
    "decoders",
    "encoders",
    "jpeg-engines",
    "memory",
    "multiprocessors",
    "ofa-engines",
  ]);
  // Known of some profiles alone: a counter would not have what the largest one takes.
  expect(names("GB200-186GB")).toEqual(["copy-engines", "decoders", "encoders", "jpeg-engines", "ofa-engines"]);
});

/** Boards with engines in any numbers, so that all kinds of counters bind. */
const arbitraryBoard = fc.integer({ min: 1, max: 12 }).chain((grid) => {
  const figure = fc.nat(3);
  const profile = fc.record({
    size: fc.integer({ min: 1, max: Math.max(1, Math.floor(grid / 2)) }),
    starts: fc.uniqueArray(fc.nat(grid - 1), { minLength: 1, maxLength: 6 }),
    engines: fc.record({ copy: figure, decoder: figure, encoder: figure, jpeg: figure, ofa: figure }),
    memoryMiB: fc.integer({ min: 1, max: 1500 }).map((n) => n * 128),
  });
  return fc.array(profile, { maxLength: 4 }).map((profiles): GpuModelSpec => {
    const whole = {
      size: grid,
      starts: [0],
      engines: { copy: 4, decoder: 3, encoder: 3, jpeg: 3, ofa: 3 },
      memoryMiB: 2400 * 128,
    };
    return {
      name: "board",
      memorySlices: grid,
      computeSlices: grid,
      profiles: [...profiles, whole].flatMap(({ size, starts, engines, memoryMiB }, id) => {
        const within = starts.filter((start) => start + size <= grid).sort((a, b) => a - b);
        const name = `${size}g.${id + 1}gb`;
        if (within.length === 0) return [];
        return [
          {
            name,
            id,
            computeSlices: size,
            memorySlices: size,
            starts: within,
            engines,
            memoryMiB,
            multiprocessors: size * 3 + id,
          },
        ];
      }),
    };
  });
});

test("counters become budgets where they bind, whatever figures a board has", () => {
  let bound = 0;
  fc.assert(
    fc.property(arbitraryBoard, fc.infiniteStream(fc.nat()), (spec, choices) => {
      const slices = resourceSlices({ name: "node", gpus: [{ model: defineGpuModel(spec) }] });
      const [read] = modelsFromResourceSlices(slices);
      const again = defineGpuModel(read ?? spec);
      bound += again.budgets.length;
      const rest = [...migOf(devicesOf(slices))];
      const taken: Device[] = [];
      while (rest.length > 0) {
        const [device] = rest.splice((choices.next().value ?? 0) % rest.length, 1);
        if (device === undefined) break;
        const next = [...taken, device];
        const fits = checkLayout(again, next.map(placementOf)).length === 0;
        expect(allocatable(slices, next), next.map(placementOf).join()).toBe(fits);
        if (fits) taken.push(device);
      }
    }),
    { numRuns: full(5000, 300) },
  );
  expect(bound).toBeGreaterThan(100);
});
