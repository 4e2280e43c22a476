/** `nvidia-smi` without arguments: the GPUs, and the box "MIG devices". */
import { deepFreeze } from "../model/freeze.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { type Listing, listed, missing, type Row } from "./tables.js";

/** A row of the box "MIG devices" of `nvidia-smi`: a compute instance. It has no profile name. */
export interface MigDeviceUsage {
  /** Index of the GPU. */
  readonly gpu: number;
  /** Id of the GPU instance. */
  readonly gpuInstanceId: number;
  /** Id of the compute instance in it. */
  readonly computeInstanceId: number;
  /** Index, renumbered after every change (R47). */
  readonly device: number;
  /** Of the GPU instance, which its compute instances share (R31); null where it is not printed. */
  readonly memoryUsedMiB: number | null;
  /** Memory of the device, in MiB; null: not printed. */
  readonly memoryMiB: number | null;
  /** Of the compute instance; they need not sum to those of the GPU instance (R36). */
  readonly multiprocessors: number;
  /** Engines of the GPU instance. */
  readonly copyEngines: number;
  /** NVENC. */
  readonly encoders: number;
  /** NVDEC. */
  readonly decoders: number;
  /** Optical flow accelerators. */
  readonly ofa: number;
  /** NVJPG. */
  readonly jpeg: number;
}

/** What the overview says about one GPU. */
export interface OverviewGpu {
  readonly gpu: number;
  /** Long names are printed with "..." for their end. */
  readonly product: string;
  readonly migEnabled: boolean;
}

const DEVICES: Listing = { title: "MIG devices:", command: "nvidia-smi", nothing: /^\|\s*No MIG devices found\s*\|$/ };
const IDS = /^(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})$/;
const MEMORY = /^(\d{1,9})MiB\s*\/\s*(\d{1,9})MiB$/;
const SM = /^(\d{1,9})\s+\S+$/;
const ENGINES = /^(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})$/;

/**
 * Reads the box "MIG devices" of `nvidia-smi`. It prints neither profile names nor starts:
 * `parseGpuInstances` reads the listing that does. Empty where it says that there are none, or
 * where MIG mode is off everywhere and the box is not printed.
 *
 * @throws MigError INVALID_INPUT with the line number where the box is missing, cut or torn
 */
export function parseMigDevicesTable(smi: string): readonly MigDeviceUsage[] {
  const lines = linesOf(smi);
  const rows = migDevices(lines);
  if (rows === null) throw missing(lines, DEVICES);
  return deepFreeze(rows);
}

/** The rows of "MIG devices" in the lines; null where they have no such box. */
export function migDevices(lines: readonly Line[]): readonly MigDeviceUsage[] | null {
  const rows = listed(
    lines.filter(({ text }) => !DEVICES.nothing.test(text)),
    DEVICES,
    migDevice,
    (row) => `GPU ${row.gpu} device ${row.device}`,
  );
  // Where MIG mode is off on all GPUs the overview leaves the box out.
  if (rows === null) return overview(lines) === null ? null : [];
  // Of the compute instances in one GPU instance only the first row prints the memory that they share.
  const shared = new Map<string, MigDeviceUsage>();
  return rows.map((row) => {
    const key = `${row.gpu} ${row.gpuInstanceId}`;
    const first = shared.get(key) ?? row;
    shared.set(key, first);
    return { ...row, memoryUsedMiB: first.memoryUsedMiB, memoryMiB: first.memoryMiB };
  });
}

function migDevice([line]: Row): MigDeviceUsage {
  const [ids = "", memory = "", sm = "", engines = ""] = cellsOf(line);
  const [, gpu, gpuInstanceId, computeInstanceId, device] = IDS.exec(ids) ?? [];
  const [, used = null, total = null] = MEMORY.exec(memory) ?? [];
  const [, multiprocessors] = SM.exec(sm) ?? [];
  const [, copyEngines, encoders, decoders, ofa, jpeg] = ENGINES.exec(engines) ?? [];
  if (gpu === undefined || multiprocessors === undefined || copyEngines === undefined) {
    throw unreadable(
      line,
      'this is no row of "MIG devices": GPU, GI, CI, device | memory | SM, ECC | CE, ENC, DEC, OFA, JPG are expected',
    );
  }
  return {
    gpu: Number(gpu),
    gpuInstanceId: Number(gpuInstanceId),
    computeInstanceId: Number(computeInstanceId),
    device: Number(device),
    memoryUsedMiB: used === null ? null : Number(used),
    memoryMiB: total === null ? null : Number(total),
    multiprocessors: Number(multiprocessors),
    copyEngines: Number(copyEngines),
    encoders: Number(encoders),
    decoders: Number(decoders),
    ofa: Number(ofa),
    jpeg: Number(jpeg),
  };
}

const OVERVIEW: Listing = { title: "NVIDIA-SMI ", command: "nvidia-smi", nothing: /^No devices were found/i };
const GPU = /^(\d{1,9})\s+(\S.*?)\s+(?:On|Off|N\/A)$/;
const DRIVER = /^\|\s*NVIDIA-SMI (\d{3,4})\./;

/** The GPUs of the overview in the lines; null where they have none. */
export function overview(lines: readonly Line[]): readonly OverviewGpu[] | null {
  return listed(lines, OVERVIEW, overviewGpu, (row) => `GPU ${row.gpu}`);
}

function overviewGpu(row: Row): OverviewGpu {
  const [, gpu, product] = GPU.exec(cellsOf(row[0])[0] ?? "") ?? [];
  if (gpu === undefined || product === undefined) {
    throw unreadable(row[0], "this is no row of nvidia-smi: GPU, name and persistence mode are expected");
  }
  // "Enabled*" is what it will be after a reset, so it is not so yet.
  return { gpu: Number(gpu), product, migEnabled: row.some((line) => cellsOf(line).at(-1) === "Enabled") };
}

/** The driver branch that the overview names; null where the lines have none. */
export function driverBranch(lines: readonly Line[]): number | null {
  for (const { text } of lines) {
    const match = DRIVER.exec(text);
    if (match !== null) return Number(match[1]);
  }
  return null;
}

function cellsOf({ text }: Line): readonly string[] {
  return text
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}
