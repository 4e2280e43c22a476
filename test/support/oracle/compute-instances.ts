import type { ComputeInstanceProfile, GpuInstanceProfile } from "../../../src/index.js";

export interface ComputeSpot {
  readonly profile: ComputeInstanceProfile;
  readonly start: number;
}

/** Half-open spans `[start, start + size)` in compute slices of the GPU instance (R31, R35). */
function overlap(a: ComputeSpot, b: ComputeSpot): boolean {
  return a.start < b.start + b.profile.size && b.start < a.start + a.profile.size;
}

function canAdd(held: readonly ComputeSpot[], spot: ComputeSpot): boolean {
  if (held.some((other) => overlap(other, spot))) return false;
  return held.filter((other) => other.profile === spot.profile).length < spot.profile.maxCount;
}

/** Is this a legal set of compute instances, each at one of its starts? */
export function isValidSet(spots: readonly ComputeSpot[]): boolean {
  return spots.every((spot, i) => spot.profile.starts.includes(spot.start) && canAdd(spots.slice(0, i), spot));
}

/** Can all `wants` be created together beside `occupied`? */
export function computeInstancesFit(
  occupied: readonly ComputeSpot[],
  wants: readonly { readonly profile: ComputeInstanceProfile; readonly pin: number | null }[],
): boolean {
  const [want, ...rest] = wants;
  if (want === undefined) return true;
  return want.profile.starts.some((start) => {
    const spot = { profile: want.profile, start };
    if (want.pin !== null && want.pin !== start) return false;
    return canAdd(occupied, spot) && computeInstancesFit([...occupied, spot], rest);
  });
}

/** Every legal set of compute instances inside one GPU instance, the empty one included. */
export function* computeInstanceSets(profile: GpuInstanceProfile): Generator<readonly ComputeSpot[]> {
  const spots = profile.computeInstances.flatMap((each) => each.starts.map((start) => ({ profile: each, start })));
  function* extend(held: readonly ComputeSpot[], from: number): Generator<readonly ComputeSpot[]> {
    yield held;
    for (const [i, spot] of spots.entries()) {
      if (i >= from && canAdd(held, spot)) yield* extend([...held, spot], i + 1);
    }
  }
  yield* extend([], 0);
}
