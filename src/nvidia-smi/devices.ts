/** `nvidia-smi -L`: GPUs and their MIG devices. */
import { deepFreeze } from "../model/freeze.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { profileOf } from "./profiles.js";
import { missing } from "./tables.js";

/** A GPU of `nvidia-smi -L` and its MIG devices. */
export interface DeviceListRow {
  /** Index; 0 where the text has MIG lines but not the line of their GPU. */
  readonly gpu: number;
  /** "NVIDIA H100 80GB HBM3"; empty where the text lacks the line. */
  readonly product: string;
  readonly uuid: string;
  readonly mig: readonly MigDeviceRow[];
}

export interface MigDeviceRow {
  /** Without the attributes of the GPU instance, which -L does not print (R44); null where it prints no name. */
  readonly profile: string | null;
  /** Index, renumbered after every change (R47). */
  readonly device: number;
  /** "MIG-<uuid>", or before R470 "MIG-GPU-<uuid>/<GPU instance>/<compute instance>" (R46). */
  readonly uuid: string;
}

const GPU = /^\s*GPU (\d+): (.+) \(UUID: (GPU-[^\s)]+)\)$/;
const DEVICE = /^\s*(MIG (?:[^\s:]+\s+)?)Device\s+(\d+): \(UUID: (MIG-[^\s)]+)\)$/;
const GPU_BEGIN = /^\s*GPU \d+:/;
const DEVICE_BEGIN = /^\s*MIG .*Device\s+\d+:/;
const OLD_UUID = /^MIG-(GPU-[^/]+)\/\d+\/\d+$/;

/**
 * Reads `nvidia-smi -L`. MIG lines without the line of their GPU count as those of GPU 0.
 *
 * @throws MigError INVALID_INPUT with the line number
 */
export function parseDeviceList(L: string): readonly DeviceListRow[] {
  const lines = linesOf(L);
  const gpus: { gpu: number; product: string; uuid: string; mig: MigDeviceRow[] }[] = [];
  for (const line of lines) {
    if (GPU_BEGIN.test(line.text)) {
      const match = GPU.exec(line.text);
      if (match === null) throw unreadable(line, "this line of -L is cut or torn; it reads GPU 0: <product> (UUID: GPU-...)");
      const [, gpu, product = "", uuid = ""] = match;
      // A session may hold several listings: the last one counts.
      if (Number(gpu) <= (gpus.at(-1)?.gpu ?? -1)) gpus.length = 0;
      gpus.push({ gpu: Number(gpu), product, uuid, mig: [] });
    } else if (DEVICE_BEGIN.test(line.text)) {
      const device = readDevice(line);
      if (gpus.length === 0) gpus.push({ gpu: 0, product: "", uuid: OLD_UUID.exec(device.uuid)?.[1] ?? "", mig: [] });
      gpus.at(-1)?.mig.push(device);
    }
  }
  if (gpus.length === 0 && !lines.some(({ text }) => /^No devices (?:were )?found/i.test(text.trim()))) {
    throw missing(lines, "GPU 0: <product> (UUID: GPU-...)", "nvidia-smi -L");
  }
  return deepFreeze(gpus);
}

function readDevice(line: Line): MigDeviceRow {
  const match = DEVICE.exec(line.text);
  if (match === null) throw unreadable(line, "this line of -L is cut or torn; it reads MIG 1g.10gb Device 0: (UUID: MIG-...)");
  const [, name = "", device, uuid = ""] = match;
  return { profile: name.trim() === "MIG" ? null : profileOf(name.trim(), line), device: Number(device), uuid };
}
