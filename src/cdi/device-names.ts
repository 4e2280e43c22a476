/** How `nvidia-ctk cdi generate --device-name-strategy` names devices (nvidia-container-toolkit pkg/nvcdi/namer.go). */
import { MigError, type Path, pathText } from "../error.js";
import type { ReadGpu } from "../gpu/read-node.js";
import { quote, show } from "../model/quote.js";
import type { MigDevice } from "./order.js";
import { isDeviceName } from "./qualified-name.js";

/** index: "0" and "0:1"; type-index: "gpu0" and "mig0:1"; uuid: "GPU-..." and "MIG-...". */
export type DeviceNameStrategy = "index" | "type-index" | "uuid";

export interface DeviceNames {
  gpu(gpu: ReadGpu): string;
  mig(gpu: ReadGpu, device: MigDevice): string;
}

const STRATEGIES: Readonly<Record<DeviceNameStrategy, DeviceNames>> = {
  index: { gpu: ({ index }) => `${index}`, mig: (gpu, { index }) => `${gpu.index}:${index}` },
  "type-index": { gpu: ({ index }) => `gpu${index}`, mig: (gpu, { index }) => `mig${gpu.index}:${index}` },
  uuid: { gpu: gpuUuid, mig: migUuid },
};

/** @throws MigError INVALID_INPUT for what is no strategy; from `uuid` for devices without a UUID that can be a name */
export function namesOf(strategy: DeviceNameStrategy): DeviceNames {
  if (Object.hasOwn(STRATEGIES, strategy)) return STRATEGIES[strategy];
  throw invalid(["strategy"], `index, type-index or uuid is needed, not ${show(strategy)}`);
}

function gpuUuid({ index, uuid }: ReadGpu): string {
  return deviceName(uuid, ["gpus", index, "uuid"], `GPU ${index}`);
}

function migUuid(gpu: ReadGpu, { instance, alone }: MigDevice): string {
  const path = ["gpus", gpu.index, "mig", gpu.mig?.indexOf(instance) ?? 0];
  const what = `${instance.placement.profile}@${instance.placement.start} of GPU ${gpu.index}`;
  if (!alone) throw invalid(path, `${what} has several compute instances, each with a UUID of its own; name devices by index`);
  return deviceName(instance.uuid, [...path, "uuid"], what);
}

function deviceName(uuid: string | null, path: Path, what: string): string {
  if (uuid === null) throw invalid(path, `${what} has no UUID; name devices by index, or give the one nvidia-smi -L shows`);
  if (isDeviceName(uuid)) return uuid;
  throw invalid(
    path,
    `${quote(uuid)} of ${what} is no CDI device name: letters, digits, "_", ".", ":" and "-", none of these four at an end`,
  );
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
