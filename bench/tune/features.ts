/**
 * What the search goes over: features of a set of taken memory slices that may matter for what fits later, the sets
 * themselves, and the sets by the number of instances that make them.
 */
import { layouts } from "../../src/gpu/enumerate.js";
import { bitmaps } from "../../src/gpu/layout.js";
import type { GpuModel } from "../../src/model/types.js";

export interface Sets {
  /** Every set of taken memory slices that instances can make, the empty one first. */
  readonly taken: readonly number[];
  /** By set: MFI-count's own value, then free slices as a step function, free windows of each shape, whether there is one, how many beside each other, free runs and the longest. */
  readonly features: readonly (readonly number[])[];
  /** Every set with each number of instances that can make it, the empty one first: its index in `taken`, instances. */
  readonly counted: readonly (readonly [set: number, instances: number])[];
}

export function setsOf(model: GpuModel): Sets {
  const names = model.profiles.map(({ name }) => name);
  const met = [...layouts(model, { profiles: names })].map((layout) => [bitmaps(model, layout).memory, layout.length] as const);
  const taken = [...new Set(met.map(([set]) => set))];
  const counts = taken.map((set) => new Set(met.filter(([other]) => other === set).map(([, instances]) => instances)));
  const counted = counts.flatMap((numbers, i) => [...numbers].sort((a, b) => a - b).map((instances) => [i, instances] as const));
  const plain = model.profiles.filter(({ attributes }) => attributes.length === 0);
  const windows = plain.map(({ memorySlices: size, starts }) => ({
    size,
    masks: starts.map((start) => ((1 << size) - 1) << start),
  }));
  return { taken, features: taken.map((set) => featuresOf(set, model.memorySlices, windows)), counted };
}

function featuresOf(
  set: number,
  slices: number,
  windows: readonly { readonly size: number; readonly masks: readonly number[] }[],
): readonly number[] {
  const free = Array.from({ length: slices }, (_, i) => 1 - ((set >> i) & 1)).reduce((a, b) => a + b, 0);
  const open = windows.map(({ masks }) => masks.filter((mask) => (set & mask) === 0).length);
  const blocked = windows.map(({ size, masks }, i) => (size <= free ? masks.length - (open[i] ?? 0) : 0));
  const steps = Array.from({ length: slices - 1 }, (_, i) => (free > i + 1 ? 1 : 0));
  const alone = windows.map(({ masks }) => mostApart(set, masks));
  const runs = set.toString(2).padStart(slices, "0").split("1");
  return [
    -blocked.reduce((a, b) => a + b, 0),
    ...steps,
    ...open,
    ...open.map((count) => (count > 0 ? 1 : 0)),
    ...alone,
    runs.filter((run) => run !== "").length,
    Math.max(...runs.map((run) => run.length)),
  ];
}

/** How many windows of one profile are free beside each other, from the lowest on. */
function mostApart(set: number, masks: readonly number[]): number {
  let taken = set;
  let count = 0;
  for (const mask of masks) {
    if ((taken & mask) !== 0) continue;
    taken |= mask;
    count++;
  }
  return count;
}
