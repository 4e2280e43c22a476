/** Which MIG devices a node has, in the order in which they are counted. */
import { MigError, pathText } from "../error.js";
import { checkLayout } from "../gpu/layout.js";
import type { ReadGpu, ReadInstance, ReadNode } from "../gpu/read-node.js";
import { listOf } from "../gpu/read-placement.js";
import { show } from "../model/quote.js";

/** What ties a placement to its GPU instance id: any row of `nvidia-smi mig -lgi`. */
export interface InstanceId {
  /** Index of the GPU. */
  readonly gpu: number;
  /** First memory slice. */
  readonly start: number;
  /** Id of the GPU instance. */
  readonly instanceId: number;
}

export interface MigDevice {
  /** On its GPU, as `nvidia-smi -L` counts (R47). */
  readonly index: number;
  readonly instance: ReadInstance;
  /** null: not known. */
  readonly gpuInstanceId: number | null;
  readonly computeInstanceId: number;
  /** The only compute instance of its GPU instance, so that the UUID given for the instance is its own. */
  readonly alone: boolean;
}

/**
 * The MIG devices of a GPU, one a compute instance: GPU instances by id where ids are given, else as
 * the node lists them; compute instances as listed, numbered from 0 as the driver numbers those that
 * it creates one after the other. An instance without compute instances is no device (R30).
 *
 * @throws MigError INVALID_INPUT where ids are given and do not belong to exactly these placements;
 *   INVALID_LAYOUT for impossible compute instances
 */
export function migDevices(gpu: ReadGpu, ids: readonly InstanceId[] | null): readonly MigDevice[] {
  refuseImpossible(gpu);
  const instances = (gpu.mig ?? []).map((instance) => ({ instance, id: ids === null ? null : idOf(gpu, instance, ids) }));
  const ordered = instances.toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0));
  return ordered
    .flatMap(({ instance, id }) => {
      const count = instance.placement.computeInstances?.length ?? 1;
      return Array.from({ length: count }, (_, i) => ({ instance, gpuInstanceId: id, computeInstanceId: i, alone: count === 1 }));
    })
    .map((device, index) => ({ index, ...device }));
}

/** Compute instances, which reading a node hands through unjudged. */
function refuseImpossible({ index, model, mig }: ReadGpu): void {
  if (model === null || mig === null) return;
  const [fault] = checkLayout(
    model,
    mig.map(({ placement }) => placement),
  );
  if (fault === undefined) return;
  const path = ["gpus", index, "mig", fault.index];
  throw new MigError("INVALID_LAYOUT", `${pathText(path)}${fault.message}`, { path });
}

function idOf({ index }: ReadGpu, { placement }: ReadInstance, ids: readonly InstanceId[]): number {
  const row = ids.find(({ gpu, start }) => gpu === index && start === placement.start);
  if (row !== undefined) return row.instanceId;
  throw invalid(
    `no row for ${placement.profile}@${placement.start} of GPU ${index}; give what nvidia-smi mig -lgi lists, or nothing`,
  );
}

/** null: none given. @throws MigError INVALID_INPUT for rows that are none, of instances that the node does not have, or that contradict each other */
export function readInstanceIds(rows: unknown, { gpus }: ReadNode): readonly InstanceId[] | null {
  if (rows === undefined) return null;
  const list = listOf(rows as readonly unknown[], ["instances"]); // listOf refuses whatever is no list
  const read = Array.from(list, (row, i) => {
    const { gpu, start, instanceId } = (typeof row === "object" && row !== null ? row : {}) as Partial<InstanceId>; // checked below
    if (!isCount(gpu) || !isCount(start) || !isCount(instanceId))
      throw invalid(
        `[${i}] needs whole numbers from 0 as gpu, start and instanceId, and has ${[gpu, start, instanceId].map(show).join(", ")}`,
      );
    if (!gpus[gpu]?.mig?.some(({ placement }) => placement.start === start))
      throw invalid(`[${i}] is GPU instance ${instanceId} at ${start} of GPU ${gpu}, where the node has none`);
    return { gpu, start, instanceId };
  });
  read.forEach(({ gpu, start, instanceId }, i) => {
    const first = read.findIndex((row) => row.gpu === gpu && (row.start === start || row.instanceId === instanceId));
    if (first < i)
      throw invalid(`[${i}] has the start or the id of [${first}], also of GPU ${gpu}; each GPU instance has its own`);
  });
  return read;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function invalid(message: string): MigError {
  return new MigError("INVALID_INPUT", `instances: ${message}`, { path: ["instances"] });
}
