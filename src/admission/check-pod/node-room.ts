/** Whether a node could hold devices if nothing else ran there: the planner's answer, GPU model by GPU model. */
import { minGpus } from "../../fleet/pack.js";
import { capacity } from "../../gpu/free.js";
import type { ReadNode } from "../../gpu/read-node.js";
import type { Demand, GpuModel } from "../../model/types.js";
import { profileOn } from "./context.js";

/**
 * Could a node hold these devices, however its GPUs were divided? Never false where some division
 * does; where a node has GPUs of several models, profiles are looked at one by one, and it can be
 * true where none does.
 */
export function couldHold(node: ReadNode, { gpu = 0, ...profiles }: Demand): boolean {
  const wanted = Object.entries(profiles);
  if (covers(node.allocatable, { ...profiles, ...(gpu === 0 ? {} : { gpu }) })) return true;
  if (wanted.length === 0) return gpu <= mostGpus(node);
  const counts = gpusByModel(node);
  const left = node.gpus.length - gpu;
  // Also keeps the counts that are put to the planner as small as nodes are.
  if (left <= 0 || wanted.some(([profile, count]) => count > alone(counts, profile))) return false;
  const [only, other] = counts;
  if (only === undefined || other !== undefined) return counts.length > 0;
  const [model, count] = only;
  return minGpus(model, named(model, wanted)).gpus <= Math.min(count, left);
}

function covers(allocatable: Demand, wanted: Demand): boolean {
  return Object.entries(wanted).every(
    ([device, count]) => Object.hasOwn(allocatable, device) && count <= (allocatable[device] ?? 0),
  );
}

/** GPUs, or where MIG devices are offered as such, as many of those as there can be. */
function mostGpus({ strategy, gpus }: ReadNode): number {
  if (strategy === "none" || strategy === "mixed") return gpus.length;
  return gpus.reduce((sum, { model }) => sum + (model === null ? 1 : Math.max(1, ...Object.values(capacity(model)))), 0);
}

type CountedModel = readonly [GpuModel, number];

function gpusByModel({ gpus }: ReadNode): readonly CountedModel[] {
  const counts = new Map<GpuModel, number>();
  for (const { model } of gpus) if (model !== null) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts];
}

/** By the model's own names. */
function named(model: GpuModel, wanted: readonly (readonly [string, number])[]): Demand {
  return Object.fromEntries(wanted.map(([name, count]) => [profileOn(model, name)?.name ?? name, count]));
}

/** As many of one profile as the GPUs hold of it alone. */
function alone(counts: readonly CountedModel[], profile: string): number {
  return counts.reduce((sum, [model, count]) => {
    const name = profileOn(model, profile)?.name;
    return sum + (name === undefined ? 0 : count * (capacity(model)[name] ?? 0));
  }, 0);
}
