/** The ids that NVIDIA_VISIBLE_DEVICES takes (go-nvlib pkg/nvlib/device/identifier.go). */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { isGpuUuid, isUint, isUuid } from "../gpu/uuid.js";
import { show } from "../model/quote.js";
import { parseQualifiedName } from "./qualified-name.js";

/** A device id taken apart; only what its kind has is there. */
export interface DeviceId {
  /** What the id names; "invalid" where the toolkit would take it for none. */
  readonly kind: "gpu-index" | "gpu-uuid" | "mig-index" | "mig-uuid" | "mig-legacy" | "cdi" | "invalid";
  /** Index, or "GPU-<uuid>". An index that a number cannot hold stays text. */
  readonly gpu?: number | string;
  /** Index of the MIG device on its GPU, as `nvidia-smi -L` counts (R47), or "MIG-<uuid>". */
  readonly mig?: number | string;
  /** Of "MIG-GPU-<uuid>/<GPU instance>/<compute instance>" (R46). Ids, not placements (R26). */
  readonly gpuInstance?: number;
  /** Id of the compute instance in that GPU instance. */
  readonly computeInstance?: number;
  /** Of a fully qualified CDI name, "vendor/class=name". */
  readonly vendor?: string;
  /** The class of a CDI name, "gpu". */
  readonly class?: string;
  /** The device of a CDI name, "0:1". */
  readonly name?: string;
}

/**
 * Takes one id of NVIDIA_VISIBLE_DEVICES apart: "0", "0:1", "GPU-<uuid>", "MIG-<uuid>",
 * "MIG-GPU-<uuid>/1/0", or a CDI name such as "nvidia.com/gpu=0:1".
 *
 * UUIDs are taken in every spelling that go-nvlib takes: with or without dashes, in braces, as
 * "urn:uuid:". Everything else is invalid: "all", "none", "void" and the empty text, which stand for
 * lists, and beginnings of UUIDs such as "GPU-fef8089b", which only libnvidia-container looked up.
 *
 * @throws MigError INVALID_INPUT for what is no text
 */
export function parseDeviceId(id: string): DeviceId {
  return atTheDoor(() => {
    if (typeof id !== "string") throw new MigError("INVALID_INPUT", `a device id is needed, a text, not ${show(id)}`);
    return Object.freeze(index(id) ?? gpuUuid(id) ?? migUuid(id) ?? cdi(id) ?? { kind: "invalid" });
  });
}

function index(id: string): DeviceId | null {
  const [gpu = "", mig, ...more] = id.split(":", 3);
  if (more.length > 0 || !isUint(gpu) || (mig !== undefined && !isUint(mig))) return null;
  return mig === undefined
    ? { kind: "gpu-index", gpu: numberOf(gpu) }
    : { kind: "mig-index", gpu: numberOf(gpu), mig: numberOf(mig) };
}

function gpuUuid(id: string): DeviceId | null {
  return isGpuUuid(id) ? { kind: "gpu-uuid", gpu: id } : null;
}

function migUuid(id: string): DeviceId | null {
  if (!id.startsWith("MIG-")) return null;
  const rest = id.slice(4);
  if (isUuid(rest)) return { kind: "mig-uuid", mig: id };
  const [gpu = "", gpuInstance = "", computeInstance = "", ...more] = rest.split("/", 4);
  if (more.length > 0 || !isGpuUuid(gpu) || !isUint(gpuInstance) || !isUint(computeInstance)) return null;
  return { kind: "mig-legacy", gpu, gpuInstance: Number(gpuInstance), computeInstance: Number(computeInstance) };
}

function cdi(id: string): DeviceId | null {
  const name = parseQualifiedName(id);
  return name === null ? null : { kind: "cdi", ...name };
}

function numberOf(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}
