import { type GpuModel, type GpuModelSpec, gpuModel, gpuModels } from "../../src/index.js";
import { isFull } from "./full.js";

/** What the driver branch took away changes the geometry: R19 below 525, the 3g-and-4g gate of section 6 below 510. */
function narrowed(): readonly (readonly [string, GpuModel])[] {
  return [
    ["A100-80GB, driver 515", gpuModel("A100-80GB", { driver: 515 })],
    ["A100-40GB, driver 450", gpuModel("A100-40GB", { driver: 450 })],
    ["A30-24GB, driver 510", gpuModel("A30-24GB", { driver: 510 })],
  ];
}

/** Everything that a layout depends on, without names: models with one signature answer alike. */
function signature(model: GpuModel): string {
  const budgets = model.budgets.map((budget) => [
    budget.total,
    model.profiles.map((profile) => (Object.hasOwn(budget.uses, profile.name) ? budget.uses[profile.name] : 0)),
  ]);
  const profiles = model.profiles.map((p) => [p.attributes, p.computeSlices, p.memorySlices, p.starts, p.maxCount]);
  return JSON.stringify([model.columns, model.computeSlices, model.maxInstances, budgets, profiles]);
}

function all(): readonly (readonly [string, GpuModel])[] {
  return [...gpuModels().map((model) => [model.name, model] as const), ...narrowed()];
}

/** One model for each geometry, narrowed ones included; in the full run every model. */
export function geometries(): readonly (readonly [string, GpuModel])[] {
  return isFull ? all() : distinctGeometries();
}

/** One model for each geometry, narrowed ones included. */
export function distinctGeometries(): readonly (readonly [string, GpuModel])[] {
  const seen = new Set<string>();
  return all().filter(([, model]) => {
    const key = signature(model);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A model of which GPUs are in hundreds of states. */
export const manyStates: GpuModelSpec = {
  name: "many states",
  memorySlices: 12,
  computeSlices: 12,
  profiles: [1, 2, 3, 5].map((size) => ({
    name: `p${size}`,
    memorySlices: size,
    computeSlices: size,
    starts: Array.from({ length: 13 - size }, (_, i) => i),
  })),
};

/** A model of more than 64 placements, so that sets of them take two words. */
export const manyPlacements: GpuModelSpec = {
  name: "many placements",
  memorySlices: 16,
  computeSlices: 16,
  profiles: [1, 2, 3, 4, 5, 6, 7, 8].map((size) => ({
    name: `p${size}`,
    memorySlices: size,
    computeSlices: size,
    starts: Array.from({ length: 17 - size }, (_, i) => i),
    ...(size === 2 ? { maxCount: 2 } : {}),
  })),
};
