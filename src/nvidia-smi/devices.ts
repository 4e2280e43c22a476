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
  /** "GPU-b4895dbf-9350-2524-a89b-98161ddd9fe4". */
  readonly uuid: string;
  /** Its MIG devices, in the order printed. */
  readonly mig: readonly MigDeviceRow[];
}

/** A MIG device under its GPU. */
export interface MigDeviceRow {
  /** Without the attributes of the GPU instance, which -L does not print (R44); null where it prints no name. */
  readonly profile: string | null;
  /** Index, renumbered after every change (R47). */
  readonly device: number;
  /** "MIG-<uuid>", or before R470 "MIG-GPU-<uuid>/<GPU instance>/<compute instance>" (R46). */
  readonly uuid: string;
}

const GPU = /^GPU (\d{1,9}): (.+) \(UUID: (GPU-[^\s)]+)\)$/;
const DEVICE = /^MIG\s+(?:(\S+)\s+)?Device\s+(\d{1,9}): \(UUID: (MIG-[^\s)]+)\)$/;
const GPU_BEGIN = /^GPU \d+:/;
const DEVICE_BEGIN = /^MIG .*Device\s+\d+:/;
const NO_GPUS = /^No devices (?:were )?found/i;
const OLD_UUID = /^MIG-(GPU-[^/]+)\/\d+\/\d+$/;

/**
 * Reads `nvidia-smi -L`. Of a session with several listings the last one counts. MIG lines without
 * the line of their GPU count as those of GPU 0.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseDeviceList(L: string): readonly DeviceListRow[] {
  const lines = linesOf(L);
  const gpus = devices(lines);
  if (gpus === null) throw missing(lines, { title: "GPU 0: <product> (UUID: GPU-...)", command: "nvidia-smi -L" });
  return deepFreeze(gpus);
}

/** The GPUs of `-L` in the lines; null where they have no such listing. */
export function devices(lines: readonly Line[]): readonly DeviceListRow[] | null {
  const gpus: { gpu: number; product: string; uuid: string; mig: MigDeviceRow[] }[] = [];
  let inside = false;
  for (const line of lines) {
    if (GPU_BEGIN.test(line.text)) {
      const match = GPU.exec(line.text);
      if (match === null) throw unreadable(line, "this line of -L is cut or torn; it reads GPU 0: <product> (UUID: GPU-...)");
      const [, gpu, product = "", uuid = ""] = match;
      // Indices ascend in one listing: where they do not, another one begins.
      if (Number(gpu) <= (gpus.at(-1)?.gpu ?? -1)) gpus.length = 0;
      gpus.push({ gpu: Number(gpu), product, uuid, mig: [] });
      inside = true;
    } else if (DEVICE_BEGIN.test(line.text) || (inside && line.text.startsWith("MIG"))) {
      const device = migDevice(line);
      if (gpus.length === 0) gpus.push({ gpu: 0, product: "", uuid: OLD_UUID.exec(device.uuid)?.[1] ?? "", mig: [] });
      gpus.at(-1)?.mig.push(device);
      inside = true;
    } else inside = false;
  }
  return gpus.length > 0 || lines.some(({ text }) => NO_GPUS.test(text)) ? gpus : null;
}

function migDevice(line: Line): MigDeviceRow {
  const match = DEVICE.exec(line.text);
  if (match === null) throw unreadable(line, "this line of -L is cut or torn; it reads MIG 1g.10gb Device 0: (UUID: MIG-...)");
  const [, name, device, uuid = ""] = match;
  return { profile: name === undefined ? null : profileOf(name, line), device: Number(device), uuid };
}
