import type { Layout } from "../gpu/types.js";
import type { Vocabulary } from "../gpu/vocabulary.js";
import type { FleetPlanner, LayoutNumber } from "../planner/index.js";
import { minGpus } from "./pack.js";
import type { FleetStats, ModelUse } from "./types.js";

interface Sums {
  gpus: number;
  gpusInUse: number;
  memorySlicesUsed: number;
  computeSlicesUsed: number;
  readonly running: Record<string, number>;
}

/** Adds up by layout, since a fleet has few of them however many GPUs it has. */
export function fleetStats(
  planner: FleetPlanner,
  models: readonly Vocabulary[],
  layoutOf: (layout: LayoutNumber) => Layout,
): FleetStats {
  const sums = models.map((): Sums => ({ gpus: 0, gpusInUse: 0, memorySlicesUsed: 0, computeSlicesUsed: 0, running: {} }));
  for (let i = 0; i < planner.layoutCount(); i++) {
    const layout = i as LayoutNumber; // layouts are numbered from 0
    const gpus = planner.gpusWith(layout);
    const sum = sums[planner.modelOfLayout(layout)];
    if (gpus === 0 || sum === undefined) continue;
    const slices = planner.slicesOf(layout);
    sum.gpus += gpus;
    if (planner.instancesOf(layout) > 0) sum.gpusInUse += gpus;
    sum.memorySlicesUsed += (slices & 0xffff) * gpus;
    sum.computeSlicesUsed += (slices >>> 16) * gpus;
    for (const { profile } of layoutOf(layout)) sum.running[profile] = (sum.running[profile] ?? 0) + gpus;
  }
  const gpusInUse = sums.reduce((all, sum) => all + sum.gpusInUse, 0);
  const needed = sums.reduce((all, { running }, i) => all + minGpus(models[i]?.model ?? "", running).lowerBound, 0);
  return Object.freeze({
    gpusInUse,
    fragmentation: gpusInUse === 0 ? 0 : 1 - needed / gpusInUse,
    byModel: byModel(models, sums),
  });
}

/** Narrowed variants of one model share its name, and are added up. */
function byModel(models: readonly Vocabulary[], sums: readonly Sums[]): FleetStats["byModel"] {
  const uses: Record<string, ModelUse> = {};
  sums.forEach(({ gpus, gpusInUse, memorySlicesUsed, computeSlicesUsed }, i) => {
    const { name, memorySlices, computeSlices } = models[i]?.model ?? { name: "", memorySlices: 0, computeSlices: 0 };
    const before = uses[name];
    uses[name] = Object.freeze({
      gpus: gpus + (before?.gpus ?? 0),
      gpusInUse: gpusInUse + (before?.gpusInUse ?? 0),
      memorySlices: gpus * memorySlices + (before?.memorySlices ?? 0),
      memorySlicesUsed: memorySlicesUsed + (before?.memorySlicesUsed ?? 0),
      computeSlices: gpus * computeSlices + (before?.computeSlices ?? 0),
      computeSlicesUsed: computeSlicesUsed + (before?.computeSlicesUsed ?? 0),
    });
  });
  return Object.freeze(uses);
}
