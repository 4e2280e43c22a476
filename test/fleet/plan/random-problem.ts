/** Small problems with everything in them: existing GPUs, stock limits, substitution, whole GPUs, more than can be served. */

import { random } from "../../../bench/random.js";
import { capacity, type FleetProblem, freeStarts, type GpuModel, gpuModel, gpuModels } from "../../../src/index.js";

const MODELS = ["A30-24GB", "A100-40GB", "H100-80GB", "RTX-PRO-6000-96GB"];
const PRICES = [0, 1, 1, 2, 3, 2.5, 0.1, 10];

export function randomProblem(seed: number, models: readonly GpuModel[] = MODELS.map((name) => gpuModel(name))): FleetProblem {
  const next = random(seed);
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const pools = Array.from({ length: 1 + below(3) }, () => {
    const model = pick(models);
    const existing = Array.from({ length: below(3) }, () => ({
      count: 1 + below(2),
      layout: randomLayout(model, below(4), next),
    }));
    const there = existing.reduce((sum, { count }) => sum + count, 0);
    return { model: gpuModels().includes(model) ? model.name : model, price: pick(PRICES), limit: there + below(4), existing };
  });
  const requests = Array.from({ length: 1 + below(4) }, () => {
    const count = below(5);
    if (next() < 0.3) {
      const memory = pick([0, 4000, 9000, 19_000, 40_000]);
      // A need that nothing meets is a fault, which another test looks at.
      const need = { ...(memory === 0 ? {} : { minMemoryMiB: memory }), minComputeSlices: 1 + below(3) };
      const met = pools.some(({ model }) =>
        modelOf(model).profiles.some(
          (p) =>
            p.attributes.length === 0 &&
            (memory === 0 || (p.memoryMiB ?? -1) >= memory) &&
            p.computeSlices >= need.minComputeSlices,
        ),
      );
      if (met) return { count, accepts: need };
    }
    const accepts = Array.from({ length: 1 + below(3) }, () => {
      const { model } = pick(pools);
      const { name } = modelOf(model);
      return next() < 0.15
        ? { model: name, wholeGpu: true as const }
        : { model: name, profile: pick(modelOf(model).profiles).name };
    });
    return { count, accepts };
  });
  return { pools, requests };
}

/** Up to so many instances, wherever there is room. */
function randomLayout(model: GpuModel, instances: number, next: () => number): readonly string[] {
  const layout: string[] = [];
  for (let i = 0; i < instances; i++) {
    const names = Object.keys(capacity(model, layout));
    const name = names[Math.floor(next() * names.length)];
    if (name === undefined) break;
    const starts = freeStarts(model, name, layout);
    layout.push(`${name}@${starts[Math.floor(next() * starts.length)]}`);
  }
  return layout;
}

function modelOf(model: GpuModel | string): GpuModel {
  return typeof model === "string" ? gpuModel(model) : model;
}
