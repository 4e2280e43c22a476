/** The devices of a node as NVML shows them to the plugin. */
import type { ReadGpu, ReadInstance, ReadNode } from "../../gpu/read-node.js";
import { parseProfile } from "../../model/names.js";
import type { GpuInstanceProfile, GpuModel } from "../../model/types.js";

export interface MigDevice {
  /** Index of its GPU; null: not known. */
  readonly gpu: number | null;
  /** How many of it. */
  readonly count: number;
  /** "1g.10gb+me"; of a part of a GPU instance "1c.3g.40gb+me" (go-nvlib pkg/nvlib/device/mig_profile.go). */
  readonly profile: string;
  /** The whole GPU instance, which alone has a resource under the mixed strategy. */
  readonly isWhole: boolean;
  readonly attributes: Attributes;
}

/** nvml.DeviceAttributes: what tells devices apart that have one name; null: not known. */
export type Attributes = readonly (number | null)[];

/** GPUs that go-nvlib leaves out: the display adapter of a DGX Station (pkg/nvlib/device/api.go). */
const SKIPPED = ["DGX Display", "NVIDIA DGX Display"];

export function visibleGpus({ gpus }: ReadNode): readonly ReadGpu[] {
  return gpus.filter(({ name }) => !SKIPPED.includes(name));
}

/** One device for each compute instance; an instance of which nothing else is said has one of full size. */
export function migDevicesOf({ index, model, mig }: ReadGpu): readonly MigDevice[] {
  if (model === null || mig === null) return [];
  return mig.flatMap((instance) => devicesOf(index, model, instance));
}

function devicesOf(gpu: number, model: GpuModel, { placement }: ReadInstance): readonly MigDevice[] {
  const profile = model.profiles.find(({ name }) => name === placement.profile) as GpuInstanceProfile; // a placement's profile is one of its model's
  const inside = placement.computeInstances;
  if (inside === undefined) return [migDevice(gpu, profile, null)];
  return inside.map((instance) => migDevice(gpu, profile, computeSlicesOf(instance.profile, profile)));
}

/** Devices by their profile's name alone. */
export function devicesByName(profile: string, count: number): MigDevice {
  return { gpu: null, count, profile, isWhole: parseProfile(profile).computeInstanceSlices === null, attributes: [] };
}

/** "1c", "1c.3g.40gb", or the name of the GPU instance, which is null (R42). */
function computeSlicesOf(text: string, { computeSlices }: GpuInstanceProfile): number | null {
  const slices = /^(\d+)c$/.exec(text)?.[1] ?? parseProfile(text).computeInstanceSlices;
  return slices === null || Number(slices) === computeSlices ? null : Number(slices);
}

function migDevice(gpu: number, profile: GpuInstanceProfile, slices: number | null): MigDevice {
  const { name, computeSlices, multiprocessors, memoryMiB, engines, computeInstances } = profile;
  const inside = computeInstances.find((instance) => instance.slices === (slices ?? computeSlices));
  const { copy = null, decoder = null, encoder = null, jpeg = null, ofa = null } = engines ?? {};
  return {
    gpu,
    count: 1,
    profile: slices === null ? name : `${slices}c.${name}`,
    isWhole: slices === null,
    attributes: [
      inside?.multiprocessors ?? (slices === null ? multiprocessors : null),
      copy,
      decoder,
      encoder,
      jpeg,
      ofa,
      computeSlices,
      slices ?? computeSlices,
      memoryMiB,
    ],
  };
}

/** Whether all that is known of both is equal; of devices known by name alone, the name. */
export function areAlike(a: MigDevice, b: MigDevice): boolean {
  if (a.attributes.length === 0 || b.attributes.length === 0) return a.profile === b.profile;
  return a.attributes.every((value, i) => value === null || (b.attributes[i] ?? value) === value);
}
