import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { type ReadNode, readNodeGpus } from "../gpu/read-node.js";
import { deepFreeze } from "../model/freeze.js";
import { show } from "../model/quote.js";
import { type NodeAttributes, nodeAttributes } from "./attributes.js";
import { type Common, existingDevices, partitionsOf, wholeGpu } from "./devices.js";
import { driverOf, MAX_COUNTER_SETS, MAX_COUNTING_DEVICES, MAX_DEVICES, nameOf, poolOf } from "./limits.js";
import { gpuName } from "./names.js";
import type { CounterSet, Device, ResourceSlice } from "./types.js";

/** The DRA driver for GPUs; ComputeDomains have another. */
export const GPU_DRIVER = "gpu.nvidia.com";

/** How `resourceSlices` describes a node. */
export interface ResourceSliceOptions {
  /** The DRA driver's name; default "gpu.nvidia.com". */
  readonly driver?: string;
  /** The pool's name; default the node's, as the driver has it. */
  readonly pool?: string;
  /**
   * partitionable: counters and devices in slices apart, as Kubernetes 1.35 and later ask
   * (default). combined: in one slice for each GPU, as 1.34 did and later servers refuse. static:
   * the MIG devices that exist, and GPUs without MIG mode.
   */
  readonly form?: "partitionable" | "combined" | "static";
  /** Of the pool, a whole number from 0; default 1. Readers take the newest. */
  readonly generation?: number;
  /** What the driver publishes of the node and is not known here: versions and PCIe. */
  readonly attributes?: NodeAttributes;
}

/**
 * The ResourceSlices that the NVIDIA DRA driver publishes for a node (k8s-dra-driver-gpu
 * cmd/gpu-kubelet-plugin/{driver,partitions}.go): for each GPU one set of counters, and each
 * profile at each start as a device that consumes its memory slices and its figures. GPUs are
 * numbered by index, where the driver takes the minor number.
 *
 * Figures are those of the model. A capacity that is not known of every profile has no counter;
 * where the engines are not known the model's budgets have counters in their place. Apart from
 * that, counters are the driver's own: budgets that do not come from engines (3g beside 4g before
 * R510) are not in them, and the scheduler will not heed them.
 *
 * On Ampere with MIG mode off the real driver announces the GPU alone, since it cannot switch the
 * mode; here `mig` left out may also mean that nothing is known, and all partitions are announced.
 *
 * Slices hold at most 64 devices with counters and 8 counter sets, so that large nodes have more
 * slices; a slice's name is made of the node's, the driver's, and what it holds. Cost: a millisecond
 * for a GPU.
 *
 * @throws MigError INVALID_INPUT for what the API server would refuse, and where profile ids are
 *   not known; UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT as the node's own
 */
export function resourceSlices(node: NodeGpus, options: ResourceSliceOptions = {}): readonly ResourceSlice[] {
  return atTheDoor(() => {
    const read = readNodeGpus(node);
    const nodeName = nameOf(read.name, ["name"]);
    const driver = driverOf(options.driver ?? GPU_DRIVER, ["driver"]);
    const pool = poolOf(options.pool ?? nodeName, ["pool"]);
    const { form = "partitionable", generation = 1 } = options;
    if (!Number.isSafeInteger(generation) || generation < 0)
      throw invalid("generation", `a whole number from 0 is needed, not ${show(generation)}`);
    const parts = partsOf(read, form, nodeAttributes(options.attributes));
    return deepFreeze(
      parts.map(
        ({ name, ...lists }): ResourceSlice => ({
          apiVersion: "resource.k8s.io/v1",
          kind: "ResourceSlice",
          metadata: { name: nameOf(`${nodeName}-${driver}-${name}`, ["name"]) },
          spec: { driver, pool: { name: pool, generation, resourceSliceCount: parts.length }, nodeName, ...lists },
        }),
      ),
    );
  });
}

/** What one slice holds, and how it is called. */
type Part = { readonly name: string } & Pick<ResourceSlice["spec"], "devices" | "sharedCounters">;

function partsOf(node: ReadNode, form: unknown, common: Common): readonly Part[] {
  switch (form) {
    case "partitionable":
      return apart(node, common);
    case "combined":
      return combined(node, common);
    case "static":
      return existing(node, common);
    default:
      throw invalid("form", `partitionable, combined or static is needed, not ${show(form)}`);
  }
}

/** One GPU with all that can be made of it; without MIG there is no counter set. */
interface Announced {
  readonly name: string;
  readonly counterSets: readonly CounterSet[];
  readonly devices: readonly Device[];
}

function announced(node: ReadNode, common: Common): readonly Announced[] {
  return node.gpus.map((gpu) => {
    const name = gpuName(gpu.index);
    if (gpu.model === null) return { name, counterSets: [], devices: [wholeGpu(gpu, common)] };
    const { counterSet, devices } = partitionsOf(gpu, gpu.model, common);
    return { name, counterSets: [counterSet], devices };
  });
}

function apart(node: ReadNode, common: Common): readonly Part[] {
  const gpus = announced(node, common);
  const counterSets = gpus.flatMap((gpu) => gpu.counterSets);
  return [
    ...numbered("counters", chunks(counterSets, MAX_COUNTER_SETS)).map(({ name, part }) => ({ name, sharedCounters: part })),
    ...gpus.flatMap((gpu) =>
      numbered(gpu.name, chunks(gpu.devices, MAX_COUNTING_DEVICES)).map(({ name, part }) => ({ name, devices: part })),
    ),
  ];
}

function combined(node: ReadNode, common: Common): readonly Part[] {
  return announced(node, common).map(({ name, devices, counterSets }) => {
    if (devices.length > MAX_COUNTING_DEVICES)
      throw invalid(
        "form",
        `${name} has ${devices.length} devices, and a combined slice at most ${MAX_COUNTING_DEVICES}; partitionable splits them`,
      );
    return counterSets.length === 0 ? { name, devices } : { name, devices, sharedCounters: counterSets };
  });
}

function existing(node: ReadNode, common: Common): readonly Part[] {
  const devices = node.gpus.flatMap((gpu) => {
    const { model, mig } = gpu;
    return model === null || mig === null
      ? [wholeGpu(gpu, common)]
      : mig.flatMap((instance) => existingDevices(gpu, model, instance, common));
  });
  return numbered("devices", chunks(devices, MAX_DEVICES)).map(({ name, part }) => ({ name, devices: part }));
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** "counters", "counters-1", ... */
function numbered<T>(name: string, parts: readonly T[]): readonly { readonly name: string; readonly part: T }[] {
  return parts.map((part, i) => ({ name: i === 0 ? name : `${name}-${i}`, part }));
}

function invalid(option: string, message: string): MigError {
  return new MigError("INVALID_INPUT", `${option}: ${message}`, { path: [option] });
}
