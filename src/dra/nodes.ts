import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { NodeGpu, NodeGpus } from "../gpu/node.js";
import { gpuModel, gpuModels } from "../model/catalogue.js";
import { defineGpuModel } from "../model/define.js";
import { deepFreeze } from "../model/freeze.js";
import type { GpuModel, GpuModelSpec } from "../model/types.js";
import { draftOf, modelOf } from "./gpu-model.js";
import { gpusOf, type PooledGpu, type PooledMig } from "./gpus.js";
import { driverOf } from "./limits.js";
import type { ReadSlicesOptions } from "./models.js";
import { type ReadPool, readPools } from "./read-slices.js";
import { GPU_DRIVER } from "./slices.js";

/**
 * The nodes behind ResourceSlices, one for each pool, GPUs in the order of their minor numbers:
 * where a number is missing, those behind it move up. MIG devices that exist are a GPU's layout.
 * Where partitions are announced instead, what is made of them is not told by slices but by
 * allocated claims, and `mig` is left out.
 *
 * A model is the built-in one of the product, or where the product is not known the only one that
 * has these devices. Partitions that are not the built-in model's have the one that
 * `modelsFromResourceSlices` gives. A GPU alone whose product is not known is taken as one without
 * MIG. Compute instances smaller than their GPU instance do not tell their starts, and are left out
 * of it. Whether devices can stand together is not judged; whatever takes a node does.
 *
 * @param slices as for `modelsFromResourceSlices`
 * @throws MigError INVALID_INPUT, INVALID_PROFILE, INVALID_MODEL as `modelsFromResourceSlices`;
 *   UNKNOWN_MODEL for existing devices of a product that is not known
 */
export function nodesFromResourceSlices(
  slices: readonly unknown[] | { readonly items: readonly unknown[] },
  options: ReadSlicesOptions = {},
): readonly NodeGpus[] {
  return atTheDoor(() => deepFreeze(readPools(slices, driverOf(options.driver ?? GPU_DRIVER, ["driver"])).map(nodeOf)));
}

function nodeOf(pool: ReadPool): NodeGpus {
  const gpus = gpusOf(pool);
  const driver = gpus.map(({ attributes }) => branchOf(attributes.get("driverVersion"))).find((branch) => branch !== null);
  return {
    name: pool.nodeName ?? pool.name,
    ...(driver === undefined ? {} : { driver }),
    gpus: gpus.map((gpu) => ({ ...nodeGpu(gpu, driver), ...(gpu.uuid === null ? {} : { uuid: gpu.uuid }) })),
  };
}

/** "580.65.6" -> 580 */
function branchOf(version: string | undefined): number | null {
  const [, branch] = /^(\d{3,4})\./.exec(version ?? "") ?? [];
  return branch === undefined ? null : Number(branch);
}

function nodeGpu(gpu: PooledGpu, driver: number | undefined): NodeGpu {
  const product = gpu.attributes.get("productName") ?? gpu.name;
  const known = builtIn(product, driver);
  const candidates = known === null ? gpuModels() : [known];
  const draft = draftOf(gpu);
  if (draft !== null) {
    const same = candidates.filter((model) => placesOf(draft.spec, model) === placesOf(model));
    return { model: onlyOne(same)?.name ?? defineGpuModel(modelOf(draft)) };
  }
  const { devices } = gpu;
  if (devices.length === 0) return known === null ? { model: product, migCapable: false } : { model: known.name };
  const able = candidates.filter((model) => devices.every((device) => has(model, device)));
  // Compute instances of one GPU instance are devices of their own.
  const instances = new Map(devices.map((device) => [`${device.profile}@${device.start}`, device]));
  return {
    // Where none or several would do, the product's name says why it is not known.
    model: (onlyOne(able) ?? known ?? gpuModel(product)).name,
    mig: [...instances.values()].map(({ profile, start, size, device }) => {
      const uuid = device.attributes.get("uuid");
      return { profile, start, size, ...(uuid === undefined ? {} : { uuid }) };
    }),
  };
}

function onlyOne<T>(items: readonly T[]): T | null {
  const [first, second] = items;
  return first !== undefined && second === undefined ? first : null;
}

/** null: not known. */
function builtIn(product: string, driver: number | undefined): GpuModel | null {
  try {
    return gpuModel(product, driver === undefined ? undefined : { driver });
  } catch (error) {
    if (error instanceof MigError) return null;
    throw error;
  }
}

function has(model: GpuModel, { profile, profileId, start, size }: PooledMig): boolean {
  return model.profiles.some(
    ({ name, aliases, id, starts, memorySlices }) =>
      (name === profile || aliases.includes(profile)) &&
      (id === profileId || id === null || profileId === null) &&
      starts.includes(start) &&
      memorySlices === size,
  );
}

/** Every profile and where it may sit, as one text; aliases under the names that `names` has for them. */
function placesOf(model: GpuModelSpec, names: GpuModelSpec = model): string {
  return model.profiles
    .map(({ name, memorySlices, starts }) => {
      const known = names.profiles.find((profile) => profile.name === name || profile.aliases?.includes(name));
      return `${known?.name ?? name}:${memorySlices}:${starts.join()}`;
    })
    .sort()
    .join(" ");
}
