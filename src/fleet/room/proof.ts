import type { Vocabulary } from "../../gpu/vocabulary.js";
import type { Demand } from "../../model/types.js";
import type { GpuClass } from "../../planner/index.js";
import type { FleetInside } from "../fleet.js";
import { minGpus } from "../pack.js";
import type { Certificate } from "../types.js";

/**
 * The proof that no moves let the wants (profile numbers, on one GPU) in on GPUs of a model: one
 * GPU never holds them, or they and what runs on the open GPUs need more GPUs than are open. null:
 * this proves nothing. What runs elsewhere may stay there, and pins only make it harder.
 */
export function proofAgainst(
  { layoutOf }: FleetInside,
  { model, instances }: Vocabulary,
  open: readonly GpuClass[],
  wants: readonly number[],
): Certificate | null {
  const demand = new Map<string, number>();
  const add = (profile: string, count: number) => void demand.set(profile, (demand.get(profile) ?? 0) + count);
  const prove = (gpus: number): Certificate | null => {
    const wanted: Demand = Object.fromEntries(demand);
    const { lowerBound, certificate } = minGpus(model, wanted);
    return lowerBound > gpus ? certificate : null;
  };
  for (const want of wants) add(model.profiles[want]?.name ?? "", 1);
  const alone = prove(wants.length > instances ? 0 : 1);
  if (alone !== null) return alone;
  for (const { layout, gpus } of open) for (const { profile } of layoutOf(layout)) add(profile, gpus);
  return prove(open.reduce((sum, { gpus }) => sum + gpus, 0));
}
