/** Where a driver puts what it is asked to create; null: nowhere. All geometry is the planner's. */
import { fitComputeInstances } from "../../gpu/compute-instances.js";
import { predictDriver } from "../../gpu/driver.js";
import { freeStarts } from "../../gpu/free.js";
import type { Placement } from "../../gpu/types.js";
import type { ComputeInstanceProfile, GpuInstanceProfile } from "../../model/types.js";
import type { RunningGpuInstance, SimulatedGpu } from "./simulated-gpu.js";

/** `start` undefined: the driver's own choice, as predicted (R20 to R23). */
export function choosePlacement(gpu: SimulatedGpu, profile: GpuInstanceProfile, start: number | undefined): Placement | null {
  const { model } = gpu;
  if (start === undefined) return predictDriver(model, [profile.name], gpu.occupied()).placements[0] ?? null;
  const isFree = freeStarts(model, profile.name, gpu.occupied()).includes(start);
  return isFree ? { profile: profile.name, start, size: profile.memorySlices } : null;
}

/** Which architectures fill a GPU instance from compute slice 0; later ones take the start that costs least (R34). */
const FIRST_FIT: readonly string[] = ["Ampere"];

/** In compute slices of the GPU instance. */
export function chooseComputeStart(
  gpu: SimulatedGpu,
  inside: RunningGpuInstance,
  profile: ComputeInstanceProfile,
  start: number | undefined,
): number | null {
  const running = [...inside.computeInstances.values()].map((each) => ({ profile: each.profile.name, start: each.start }));
  const placed = (want: string) => {
    const answer = fitComputeInstances(gpu.model, inside.profile.name, [want], running);
    return answer.fits ? (answer.placements[0]?.start ?? null) : null;
  };
  const isFree = (candidate: number) => placed(`${profile.name}@${candidate}`) !== null;
  if (start !== undefined) return profile.starts.includes(start) && isFree(start) ? start : null;
  return FIRST_FIT.includes(gpu.model.architecture) ? (profile.starts.find(isFree) ?? null) : placed(profile.name);
}
