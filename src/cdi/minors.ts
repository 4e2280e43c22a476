/** Device nodes of MIG capabilities: a container reaches an instance through /dev/nvidia-caps/nvidia-cap<minor>. */
import { refuseLarge } from "../documents/limits.js";
import { MigError } from "../error.js";

/** The right to use a GPU instance, or, inside it, a compute instance. Ids, not placements (R26). */
export interface Capability {
  readonly gpu: number;
  readonly gpuInstance: number;
  /** null: the GPU instance itself. */
  readonly computeInstance: number | null;
}

/** Minor number of a capability; undefined: there is none. */
type Minors = (capability: Capability) => number | undefined;

/** @throws MigError INVALID_INPUT for a capability without a number */
export function capabilityNode(capability: Capability, minors: Minors): string {
  const minor = minors(capability);
  if (minor !== undefined) return `/dev/nvidia-caps/nvidia-cap${minor}`;
  throw new MigError(
    "INVALID_INPUT",
    `there is no minor number for ${nameOf(capability)}; are the instance ids those of this node?`,
  );
}

/** As /proc/driver/nvidia-caps/mig-minors spells it. */
function nameOf({ gpu, gpuInstance, computeInstance }: Capability): string {
  return `gpu${gpu}/gi${gpuInstance}/${computeInstance === null ? "" : `ci${computeInstance}/`}access`;
}

/** Other lines (config, monitor, torn ones) are passed over, as internal/nvcaps/nvcaps.go of nvidia-container-toolkit does. */
const LINE = /^(gpu\d{1,9}\/gi\d{1,9}(?:\/ci\d{1,9})?\/access) (\d{1,9})\r?$/;

/**
 * What /proc/driver/nvidia-caps/mig-minors says.
 *
 * @throws MigError INVALID_INPUT for what is no text, or larger than 1 MiB
 */
export function readMigMinors(text: unknown): Minors {
  refuseLarge(text, "migMinors");
  const minors = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, capability, minor] = LINE.exec(line) ?? [];
    if (capability !== undefined) minors.set(capability, Number(minor));
  }
  return (capability) => minors.get(nameOf(capability));
}

/** Sizes of the table. Before the numbers of GPUs stand those of NVLink, config and monitor. */
const BEFORE_GPUS = 3;
const GPUS = 32;
const GPU_INSTANCES = 15;
const COMPUTE_INSTANCES = 8;

/**
 * The numbers of the driver's static table: each GPU's GPU instances, each followed by its compute
 * instances (open-gpu-kernel-modules 595.45.04 kernel-open/nvidia/nv-caps.c; the same in the MIG
 * user guide's listing, gpu0/gi0/access 3 and gpu0/gi1/access 12).
 */
export const driverMinors: Minors = ({ gpu, gpuInstance, computeInstance }) => {
  // The GPU instance itself stands before its compute instances.
  const inside = computeInstance === null ? 0 : 1 + computeInstance;
  if (gpu >= GPUS || gpuInstance >= GPU_INSTANCES || inside > COMPUTE_INSTANCES) return undefined;
  return BEFORE_GPUS + (gpu * GPU_INSTANCES + gpuInstance) * (1 + COMPUTE_INSTANCES) + inside;
};
