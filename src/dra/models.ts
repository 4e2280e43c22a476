import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import type { GpuModelSpec } from "../model/types.js";
import { type Draft, draftOf, modelOf } from "./gpu-model.js";
import { gpusOf } from "./gpus.js";
import { driverOf } from "./limits.js";
import { readPools } from "./read-slices.js";
import { GPU_DRIVER } from "./slices.js";

/** What the slices do not say themselves. */
export interface ReadSlicesOptions {
  /** Whose slices are read; default "gpu.nvidia.com". */
  readonly driver?: string;
}

/**
 * What ResourceSlices with shared counters say a GPU can hold, as models: one for each kind of
 * GPU, in order of pools and numbers. Counters and devices may stand together or apart. Slices of
 * other drivers are passed over, as are GPUs that cannot be divided; `slices` may also be the list
 * that `kubectl get resourceslices -o json` prints.
 *
 * A model has the product's name, its geometry from memory slices, figures from capacities, and
 * every counter that binds beyond the memory slices as a budget, so that `fit` and the scheduler
 * agree. Give it to `defineGpuModel`. What the driver says is taken at its word; the built-in model
 * of the product may differ.
 *
 * Of several generations of a pool the newest counts. Cost: some milliseconds for each kind of GPU.
 *
 * @throws MigError INVALID_INPUT for what is no ResourceSlice, for pools of which slices are
 *   missing, for devices that contradict each other, and where there are only MIG devices that
 *   exist, which do not tell what else fits; INVALID_PROFILE; INVALID_MODEL where devices make no model
 */
export function modelsFromResourceSlices(
  slices: readonly unknown[] | { readonly items: readonly unknown[] },
  options: ReadSlicesOptions = {},
): readonly GpuModelSpec[] {
  return atTheDoor(() => {
    const gpus = readPools(slices, driverOf(options.driver ?? GPU_DRIVER, ["driver"])).flatMap(gpusOf);
    const drafts = gpus.map(draftOf).filter((draft) => draft !== null);
    const existing = gpus.find(({ devices }) => devices.length > 0);
    if (drafts.length === 0 && existing !== undefined)
      throw new MigError(
        "INVALID_INPUT",
        `${existing.name}: the slices list MIG devices that exist, which do not tell what else fits; a model needs devices that consume counters (DynamicMIG of the driver); nodesFromResourceSlices reads these as a layout`,
      );
    return deepFreeze(named(distinct(drafts).map(modelOf)));
  });
}

function distinct(drafts: readonly Draft[]): readonly Draft[] {
  return [...new Map(drafts.map((draft) => [JSON.stringify(draft), draft])).values()];
}

/** Models of one product that differ, by driver version say, get names of their own. */
function named(models: readonly GpuModelSpec[]): readonly GpuModelSpec[] {
  const seen = new Map<string, number>();
  return models.map((model) => {
    const count = (seen.get(model.name) ?? 0) + 1;
    seen.set(model.name, count);
    return count === 1 ? model : { ...model, name: `${model.name} (${count})` };
  });
}
