/** The MIG devices of a node: one for each compute instance, named and measured as NVML does. */
import { computeInstanceOf } from "../../gpu/compute-instances.js";
import type { ReadInstance, ReadNode } from "../../gpu/read-node.js";
import type { ComputeInstanceProfile, GpuInstanceProfile, GpuModel } from "../../model/types.js";
import { type Board, isCounted } from "./boards.js";

/** MIG devices that are alike; the order is that of their first ones. */
export interface MigDevices {
  /** "1g.10gb+me", "1c.3g.40gb": without a compute part where the whole GPU instance is meant. */
  readonly name: string;
  readonly board: Board;
  readonly count: number;
  readonly attributes: MigAttributes;
}

/** What NVML says of a MIG device, by the endings of its labels (internal/resource/nvml-mig-device.go); null: not known. */
export type MigAttributes = Readonly<Record<string, number | null>>;

/** @throws MigError UNKNOWN_PROFILE for a compute instance that its GPU instance cannot have */
export function devicesOf(board: Board): readonly MigDevices[] {
  const { model, mig } = board.gpu;
  if (model === null || mig === null) return [];
  return mig.flatMap((instance, i) => insideOf(board, model, instance, i));
}

function insideOf(board: Board, model: GpuModel, { placement }: ReadInstance, index: number): readonly MigDevices[] {
  const profile = model.profiles.find(({ name }) => name === placement.profile);
  if (profile === undefined) return []; // not in a layout that was read: its profiles are the model's
  if (placement.computeInstances === undefined) return [device(board, profile, null, 1)];
  return placement.computeInstances.map((inside, i) => {
    const path = ["gpus", board.gpu.index, "mig", index, "computeInstances", i, "profile"];
    return device(board, profile, computeInstanceOf(model, profile, inside.profile, path), 1);
  });
}

/** The MIG devices of all boards; where only counts are known, those of the first board whose model has the profile. */
export function allDevices(node: ReadNode, boards: readonly Board[]): readonly MigDevices[] {
  if (!isCounted(node)) return boards.flatMap(devicesOf);
  return Object.entries(node.instances).flatMap(([name, count]) => {
    for (const board of count > 0 ? boards : []) {
      for (const profile of board.gpu.model?.profiles ?? []) {
        if (profile.name === name) return [device(board, profile, null, count)];
        const inside = profile.computeInstances.find((instance) => deviceName(profile, instance) === name);
        if (inside !== undefined) return [device(board, profile, inside, count)];
      }
    }
    return [];
  });
}

/** The attributes belong to the GPU instance, and stand at the end of the whole name: "1c.2g.10gb+me" (go-nvlib mig_profile.go). */
function deviceName(profile: GpuInstanceProfile, inside: ComputeInstanceProfile | null): string {
  return inside === null || inside.slices === profile.computeSlices ? profile.name : `${inside.slices}c.${profile.name}`;
}

function device(board: Board, profile: GpuInstanceProfile, inside: ComputeInstanceProfile | null, count: number): MigDevices {
  const { memoryMiB, engines, computeSlices } = profile;
  const attributes = {
    memory: memoryMiB,
    multiprocessors: inside === null ? profile.multiprocessors : inside.multiprocessors,
    "slices.gi": computeSlices,
    "slices.ci": inside?.slices ?? computeSlices,
    "engines.copy": engines?.copy ?? null,
    "engines.decoder": engines?.decoder ?? null,
    "engines.encoder": engines?.encoder ?? null,
    "engines.jpeg": engines?.jpeg ?? null,
    "engines.ofa": engines?.ofa ?? null,
  };
  return { name: deviceName(profile, inside), board, count, attributes };
}

/** By name, counts added up; of each name the first device tells the rest, as it does there. */
export function byName(devices: readonly MigDevices[]): readonly MigDevices[] {
  const merged = new Map<string, MigDevices>();
  for (const each of devices) {
    const first = merged.get(each.name);
    merged.set(each.name, first === undefined ? each : { ...first, count: first.count + each.count });
  }
  return [...merged.values()];
}
