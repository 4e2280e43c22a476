/** Whether a node could hold devices if nothing else ran there. */
import { capacity } from "../../gpu/free.js";
import type { ReadNode } from "../../gpu/read-node.js";
import type { Demand } from "../../model/types.js";
import { holdsBetween } from "./between-models.js";
import type { Share } from "./shares.js";

/**
 * Could a node hold these devices, however its GPUs were divided? Each GPU is given away whole, or
 * divided; a profile that several of its models have may be spread over them.
 *
 * Exact, but for nodes of several models whose search ends early (see `holdsBetween`), and for
 * profiles of a model of one's own that no search decides: then true.
 */
export function couldHold(node: ReadNode, { gpu = 0, ...profiles }: Demand): boolean {
  const wanted = Object.entries(profiles);
  if (covers(node.allocatable, { ...profiles, ...(gpu === 0 ? {} : { gpu }) })) return true;
  if (wanted.length === 0) return gpu <= mostGpus(node);
  return holdsBetween(sharesOf(node), wanted, node.gpus.length - gpu);
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

function sharesOf({ gpus }: ReadNode): readonly Share[] {
  const models = [...new Set(gpus.flatMap(({ model }) => model ?? []))];
  return models.map((model) => ({ model, gpus: gpus.filter((gpu) => gpu.model === model).length }));
}
