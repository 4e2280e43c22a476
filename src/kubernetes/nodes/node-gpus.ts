import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { minGpus } from "../../fleet/pack.js";
import type { NodeGpu, NodeGpus } from "../../gpu/node.js";
import { deepFreeze } from "../../model/freeze.js";
import type { Demand, GpuModel } from "../../model/types.js";
import { productLabel } from "../labels/text.js";
import { allocatableOf } from "./allocatable.js";
import { builtIn } from "./models.js";
import { anyFacts, type NodeFacts } from "./object.js";
import { modelsOfDevices } from "./pci.js";
import { migProducts, type NodeReading, readingOf } from "./read-node.js";

/**
 * The GPUs of a node as far as its labels tell: of a Node object, a NodeFeature object, or the text
 * of gpu-feature-discovery's feature file.
 *
 * - MIG devices are known by count only, so they are under `instances`, and no GPU has `mig`.
 * - GPUs are as many as labelled. Where that is not said (the single strategy counts MIG devices, a
 *   second model is shown by its MIG devices alone, PCI labels have no counts), as few as can hold
 *   the devices, and at least one.
 * - A board that no built-in model is has `migCapable: false` where the node has no MIG, and is left out where it has.
 * - `allocatable` is by profile, shared devices included; `nvidia.com/gpu` stands under "gpu".
 * - A driver branch that does not know the model is left out.
 *
 * @throws MigError INVALID_INPUT for what is none of the three, and for more than 64 GPUs
 */
export function nodeGpusFromNode(node: unknown): NodeGpus {
  return atTheDoor(() => {
    const facts = anyFacts(node);
    const reading = readingOf(facts);
    const { name, strategy, profiles } = reading;
    const allocatable = allocatableOf(facts);
    const driver = knownDriver(reading);
    return deepFreeze({
      name,
      strategy,
      ...(driver === null ? {} : { driver }),
      labels: facts.labels,
      gpus: gpusOf(facts, reading),
      ...(Object.keys(profiles).length === 0 ? {} : { instances: profiles }),
      ...(Object.keys(allocatable).length === 0 ? {} : { allocatable }),
    });
  });
}

function knownDriver({ model, driver }: NodeReading): number | null {
  return model !== null && builtIn(model, driver) === null ? null : driver;
}

function gpusOf({ labels }: NodeFacts, { gpus, migCapable, driver }: NodeReading): readonly NodeGpu[] {
  const { product } = productLabel(labels["nvidia.com/gpu.product"] ?? "");
  const devices = migProducts(labels);
  const boards = [...new Set([product, ...devices.keys()])].filter((board) => board !== "");
  if (boards.length === 0) return modelsOfDevices(labels).map(({ name }) => ({ model: name }));
  return boards.flatMap((board) => {
    const counted = board === product ? gpus : null;
    if (!migCapable) return repeated({ model: board, migCapable: false }, counted ?? 1);
    const model = builtIn(board, driver) ?? builtIn(board);
    return model === null ? [] : repeated({ model: board }, counted ?? fewest(model, devices.get(board) ?? {}));
  });
}

function fewest(model: GpuModel, devices: Demand): number {
  try {
    return Math.max(1, minGpus(model, devices).gpus);
  } catch (error) {
    // Parts of GPU instances, or profiles of another driver: that there is one GPU is all they tell.
    if (error instanceof MigError) return 1;
    throw error;
  }
}

const MAX_GPUS = 64;

function repeated(gpu: NodeGpu, count: number): readonly NodeGpu[] {
  if (count <= MAX_GPUS) return Array.from({ length: count }, () => gpu);
  throw new MigError("INVALID_INPUT", `labels: they speak of ${count} GPUs of ${String(gpu.model)}, more than any node has`, {
    path: ["metadata", "labels"],
  });
}
