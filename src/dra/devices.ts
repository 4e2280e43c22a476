/** The devices of one GPU as the driver announces them (cmd/gpu-kubelet-plugin/{partitions,deviceinfo}.go). */
import { MigError } from "../error.js";
import type { ReadGpu, ReadInstance } from "../gpu/read-node.js";
import type { GpuInstanceProfile, GpuModel } from "../model/types.js";
import { byName, text } from "./attributes.js";
import { amounts, type Counter, capacitiesOf, countersOf, largestCapacities, type Numbers, sliceCounters } from "./capacities.js";
import { checkCounterSet, checkDevice } from "./limits.js";
import { counterSetName, gpuName, migName, sliceCapacity } from "./names.js";
import type { CounterSet, Device, DeviceAttribute } from "./types.js";

/** What every device of the node says of itself. */
export type Common = ReadonlyMap<string, DeviceAttribute>;

/** The counters of a GPU, and every device that could be made of it, in the order of names. */
export interface Partitions {
  readonly counterSet: CounterSet;
  readonly devices: readonly Device[];
}

/**
 * A GPU with everything that it can be divided into. The GPU itself is among its devices unless
 * MIG mode is on and cannot be left without a reset, as on Ampere (nvlib.go).
 *
 * @throws MigError INVALID_INPUT where the id of a profile is not known, since names are made of it, and
 *   for what the API server would refuse
 */
export function partitionsOf(gpu: ReadGpu, model: GpuModel, common: Common): Partitions {
  const counters = countersOf(model);
  const everything = [...counters.map(({ name, total }) => [name, total] as const), ...sliceCounters(0, model.memorySlices)];
  const set = counterSetName(gpu.index);
  const divided = model.profiles.flatMap((profile) =>
    profile.starts.map((start) => partition(gpu, model, profile, start, counters, common)),
  );
  const whole: Device = {
    ...wholeGpu(gpu, common),
    capacity: amounts(largestCapacities(model)),
    consumesCounters: [{ counterSet: set, counters: amounts(everything) }],
  };
  const stuck = gpu.mig !== null && model.traits.migModeNeedsReset === true;
  return {
    counterSet: checkCounterSet({ name: set, counters: amounts(everything) }),
    devices: [...(stuck ? [] : [whole]), ...divided].map(checkDevice).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function partition(
  gpu: ReadGpu,
  model: GpuModel,
  profile: GpuInstanceProfile,
  start: number,
  counters: readonly Counter[],
  common: Common,
): Device {
  const used = counters.map((counter) => [counter.name, counter.use(profile)] as const);
  return {
    name: migName(gpu.index, profile.name, idOf(gpu, model, profile), start),
    attributes: byName(migAttributes(gpu, model, profile.name, common)),
    capacity: amounts(capacitiesOf(profile)),
    consumesCounters: [
      {
        counterSet: counterSetName(gpu.index),
        counters: amounts([...used, ...sliceCounters(start, profile.memorySlices)]),
      },
    ],
  };
}

/** A GPU as one device. How much memory the board has in all is in no model, so no capacity is told. */
export function wholeGpu(gpu: ReadGpu, common: Common): Device {
  return checkDevice({
    name: gpuName(gpu.index),
    attributes: byName([
      ...common,
      ...boardAttributes(gpu, gpu.model),
      ["type", { string: "gpu" }],
      ...(gpu.uuid === null ? [] : [["uuid", text(gpu.uuid, ["gpus", gpu.index, "uuid"])] as const]),
    ]),
  });
}

/**
 * The MIG devices of one GPU instance that exists. Each compute instance is one; where several
 * have one name, as those of one size do, the driver announces one of them.
 *
 * @throws MigError INVALID_INPUT as `partitionsOf`
 */
export function existingDevices(gpu: ReadGpu, model: GpuModel, instance: ReadInstance, common: Common): readonly Device[] {
  const { placement, uuid } = instance;
  const profile = model.profiles.find(({ name }) => name === placement.profile);
  if (profile === undefined) return [];
  const names = new Set(placement.computeInstances?.map((inside) => nameInside(profile, inside.profile)) ?? [profile.name]);
  const slices = Array.from({ length: placement.size }, (_, i) => [sliceCapacity(placement.start + i), 1] as const);
  const capacity: Numbers = new Map([...capacitiesOf(profile), ...slices]);
  const path = ["gpus", gpu.index, "mig", gpu.mig?.indexOf(instance) ?? 0, "uuid"];
  return [...names].map((name) =>
    checkDevice({
      name: migName(gpu.index, name, idOf(gpu, model, profile), placement.start),
      attributes: byName([
        ...migAttributes(gpu, model, name, common),
        ...(uuid === null ? [] : [["uuid", text(uuid, path)] as const]),
      ]),
      capacity: amounts(capacity),
    }),
  );
}

/** "1c" or "1c.3g.40gb" inside 3g.40gb -> "1c.3g.40gb", as go-nvlib spells MIG devices; of full size, the GPU instance's own name (R42). */
function nameInside(profile: GpuInstanceProfile, inside: string): string {
  const [, slices] = /^(\d+)c(?:\.|$)/.exec(inside) ?? [];
  return slices === undefined || Number(slices) === profile.computeSlices ? profile.name : `${Number(slices)}c.${profile.name}`;
}

function migAttributes(gpu: ReadGpu, model: GpuModel, profile: string, common: Common): (readonly [string, DeviceAttribute])[] {
  return [
    ...common,
    ...boardAttributes(gpu, model),
    ["type", { string: "mig" }],
    ["profile", text(profile, ["gpus", gpu.index, "model"])],
    ...(gpu.uuid === null ? [] : [["parentUUID", text(gpu.uuid, ["gpus", gpu.index, "uuid"])] as const]),
  ];
}

/** The product as the node spells it, else as the model's first spelling. */
function boardAttributes(gpu: ReadGpu, model: GpuModel | null): readonly (readonly [string, DeviceAttribute])[] {
  const path = ["gpus", gpu.index, "model"];
  if (model === null) return [["productName", text(gpu.name, path)]];
  const product = model.productNames.includes(gpu.name) ? gpu.name : (model.productNames[0] ?? model.name);
  return [
    ["productName", text(product, path)],
    ["architecture", text(model.architecture, path)],
  ];
}

function idOf(gpu: ReadGpu, model: GpuModel, { name, id }: GpuInstanceProfile): number {
  if (id !== null) return id;
  throw new MigError(
    "INVALID_INPUT",
    `gpus[${gpu.index}]: ${model.name} does not say the profile id of ${name}, which device names are made of; nvidia-smi mig -lgip prints it`,
    { path: ["gpus", gpu.index] },
  );
}
