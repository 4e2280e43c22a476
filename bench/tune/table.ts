/** From what the search goes over, a number for each set and number of instances, to a table as it is pinned; and back. */
import type { GpuModel } from "../../src/index.js";
import type { Values } from "../../src/planner/values.js";
import type { Sets } from "./features.js";

/** Of a table, for one unit of the search. */
const UNIT = 20;

/**
 * Whole numbers, 0 for a full GPU of fewest instances and of most, and 1000 a memory slice for an empty one: neither a
 * factor, nor an amount for each free slice or each instance, changes which place on GPUs of one model is best.
 */
export function tableOf(vector: readonly number[], sets: Sets, model: GpuModel): Values {
  const all = model.memorySlices;
  const full = sets.counted.flatMap(([set, instances], i) =>
    slices(sets, set) === all ? [{ instances, value: vector[i] ?? 0 }] : [],
  );
  const [byOne, byMost] = [full.at(0), full.at(-1)];
  if (byOne === undefined || byMost === undefined) throw new Error(`nothing fills ${model.name}`);
  const perInstance = (byMost.value - byOne.value) / (byMost.instances - byOne.instances);
  const perSlice = ((vector[0] ?? 0) - byOne.value + perInstance * byOne.instances) / all;
  const table: Record<number, Record<number, number>> = {};
  sets.counted.forEach(([set, instances], i) => {
    const free = all - slices(sets, set);
    const above = (vector[i] ?? 0) - byOne.value - perInstance * (instances - byOne.instances) - perSlice * free;
    const row = (table[sets.taken[set] ?? 0] ??= {});
    row[instances] = Math.round(UNIT * above + 1000 * free);
  });
  return table;
}

/** What `tableOf` makes that table of. */
export function vectorOf(table: Values, sets: Sets, model: GpuModel): readonly number[] {
  return sets.counted.map(([set, instances]) => {
    const value = table[sets.taken[set] ?? 0]?.[instances] ?? 0;
    return (value - 1000 * (model.memorySlices - slices(sets, set))) / UNIT;
  });
}

/** Memory slices in the set. */
function slices({ taken }: Sets, set: number): number {
  return (taken[set] ?? 0).toString(2).replaceAll("0", "").length;
}
