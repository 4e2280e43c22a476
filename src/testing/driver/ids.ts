/** Numbers that a driver gives: to GPU instances by where they sit, to profiles by the model. */
import type { Placement } from "../../gpu/types.js";
import type { GpuModel } from "../../model/types.js";
import type { IdMap } from "./types.js";

/** Places of one size, a step apart. */
interface Level {
  readonly size: number;
  readonly step: number;
  readonly places: number;
  /** The id of the first of them. */
  readonly first: number;
}

/**
 * The id of a GPU instance: a function of where it sits, so that it survives a change of profile
 * (R26, R46). The largest size of the model's placements is numbered first, each size from start 0
 * upwards: 0 for the whole GPU, 1 and 2 for halves, 3 to 6 for quarters, 7 to 14 for eighths.
 * "swapped" begins each size in the upper half.
 *
 * For grids that nobody has observed the rule goes on: places of one size stand as far apart as its
 * starts and its size allow, and each has a number whether or not anything may sit there.
 */
export function gpuInstanceIds(model: GpuModel, map: IdMap): (placement: Placement) => number {
  const levels = levelsOf(model);
  return ({ start, size }) => {
    const level = levels.find((each) => each.size === size);
    if (level === undefined) return -1;
    const place = start / level.step;
    const turned = map === "swapped" ? (place + Math.floor(level.places / 2)) % level.places : place;
    return level.first + turned;
  };
}

function levelsOf({ profiles, memorySlices }: GpuModel): readonly Level[] {
  const sizes = [...new Set(profiles.map((profile) => profile.memorySlices))].sort((a, b) => b - a);
  let first = 0;
  return sizes.map((size) => {
    const starts = profiles.filter((profile) => profile.memorySlices === size).flatMap((profile) => profile.starts);
    const step = starts.reduce(commonDivisor, size);
    const places = Math.floor((memorySlices - size) / step) + 1;
    const level = { size, step, places, first };
    first += places;
    return level;
  });
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The ids of profiles; those that the model does not know get the lowest numbers that are left, in its order. */
export function profileIds(profiles: readonly { readonly id: number | null }[]): readonly number[] {
  const taken = new Set(profiles.map(({ id }) => id));
  let next = 0;
  return profiles.map(({ id }) => {
    if (id !== null) return id;
    while (taken.has(next)) next++;
    return next++;
  });
}
