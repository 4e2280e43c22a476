/** `nvidia-smi mig -lgip`, `-lgipp` and `-lcip`: what could be created. */
import { deepFreeze } from "../model/freeze.js";
import { parseProfile } from "../model/names.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { type Listing, listed, MIG_OFF, missing, type Row } from "./tables.js";

/** A row of `nvidia-smi mig -lgip`. */
export interface GpuInstanceProfileRow {
  /** Index of the GPU. */
  readonly gpu: number;
  /** As printed: "MIG 1g.10gb+me". */
  readonly name: string;
  /** Canonical: "1g.10gb+me". */
  readonly profile: string;
  /** The "ID" of the profile. */
  readonly id: number;
  /** How many more can be created beside what is there. */
  readonly free: number;
  /** How many an empty GPU holds. */
  readonly total: number;
  /** Usable memory, in GiB. */
  readonly memoryGiB: number;
  /** Streaming multiprocessors. */
  readonly multiprocessors: number;
  /** NVDEC. */
  readonly decoders: number;
  /** NVENC. */
  readonly encoders: number;
  /** Copy engines (CE). */
  readonly copyEngines: number;
  /** NVJPG. */
  readonly jpeg: number;
  /** Optical flow accelerators. */
  readonly ofa: number;
}

/** A row of `nvidia-smi mig -lgipp`. */
export interface PossiblePlacementsRow {
  /** Index of the GPU. */
  readonly gpu: number;
  /** The "ID" of the profile. */
  readonly id: number;
  /** First memory slices at which it may sit. */
  readonly starts: readonly number[];
  /** Memory slices of each placement. */
  readonly size: number;
}

/** A row of `nvidia-smi mig -lcip`. */
export interface ComputeInstanceProfileRow {
  /** Index of the GPU. */
  readonly gpu: number;
  /** Id of the GPU instance. */
  readonly gpuInstanceId: number;
  /** As printed: "MIG 1c.3g.40gb". */
  readonly name: string;
  /** Canonical: "1c.3g.40gb". */
  readonly profile: string;
  /** The "ID" of the compute-instance profile. */
  readonly id: number;
  /** The one that `-C` creates, which is marked with "*". */
  readonly isDefault: boolean;
  /** How many more can be created in the GPU instance. */
  readonly free: number;
  /** How many an empty GPU instance holds. */
  readonly total: number;
  /** Exclusive to the compute instance; engines are shared (R31). */
  readonly multiprocessors: number;
}

const LGIP: Listing = {
  title: "GPU instance profiles:",
  command: "nvidia-smi mig -lgip",
  nothing: /^No GPU instance profiles found/i,
};
const LGIP_FIRST =
  /^\|\s*(\d{1,9})\s+(MIG \S+)\s+(\d{1,9})\s+(\d{1,9})\/(\d{1,9})\s+(\d{1,9}(?:\.\d{1,9})?)\s+\S+\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\|$/;
const LGIP_SECOND = /^\|\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\|$/;

/**
 * Reads `nvidia-smi mig -lgip`. Of a session with several listings the last one of each GPU counts.
 * Where nvidia-smi says that MIG is off, which drivers before R580 do, the answer is empty.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseGpuInstanceProfiles(lgip: string): readonly GpuInstanceProfileRow[] {
  const lines = linesOf(lgip);
  const rows = gpuInstanceProfiles(lines);
  if (rows === null) throw missing(lines, LGIP);
  return deepFreeze(rows);
}

/** The rows of `-lgip` in the lines; null where they have no such listing. */
export function gpuInstanceProfiles(lines: readonly Line[]): readonly GpuInstanceProfileRow[] | null {
  return listed(lines, LGIP, gpuInstanceProfile, (row) => `GPU ${row.gpu} profile ID ${row.id}`);
}

function gpuInstanceProfile([first, second, third]: Row): GpuInstanceProfileRow {
  const match = LGIP_FIRST.exec(first.text);
  if (match === null) {
    throw unreadable(first, "this is no row of -lgip: GPU, name, ID, free/total, GiB, P2P, SM, DEC and ENC are expected");
  }
  const below = LGIP_SECOND.exec(second?.text ?? "");
  if (below === null || third !== undefined) {
    throw unreadable(third ?? second ?? first, "the second line of this row, with CE, JPEG and OFA, is missing or torn");
  }
  const [, gpu, name = "", id, free, total, memory, multiprocessors, decoders, encoders] = match;
  const [, copyEngines, jpeg, ofa] = below;
  if (Number(free) > Number(total)) throw unreadable(first, `${free} of ${total} instances cannot be free`);
  return {
    gpu: Number(gpu),
    name,
    profile: profileOf(name, first),
    id: Number(id),
    free: Number(free),
    total: Number(total),
    memoryGiB: Number(memory),
    multiprocessors: Number(multiprocessors),
    decoders: Number(decoders),
    encoders: Number(encoders),
    copyEngines: Number(copyEngines),
    jpeg: Number(jpeg),
    ofa: Number(ofa),
  };
}

const LGIPP = { title: "GPU 0 Profile ID 19 Placements: {0,1,2}:1", command: "nvidia-smi mig -lgipp" };
const LGIPP_BEGIN = /^GPU\s+\d+\s+Profile ID/;
/** People write notes behind these lines. A second listing line on the same line is no note but a lost line break. */
const LGIPP_ROW =
  /^GPU\s+(\d{1,9})\s+Profile ID\s+(\d{1,9})\s+Placements?\s*:\s*\{\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\}\s*:\s*(\d{1,9})(?:\s(?!.*Profile ID).*)?$/;

/**
 * Reads `nvidia-smi mig -lgipp`: the possible placements of each profile id. Where nvidia-smi says
 * that MIG is off the answer is empty.
 *
 * @throws MigError INVALID_INPUT with the line number
 */
export function parsePossiblePlacements(lgipp: string): readonly PossiblePlacementsRow[] {
  const lines = linesOf(lgipp);
  const rows = new Map<string, PossiblePlacementsRow>();
  for (const line of lines.filter(({ text }) => LGIPP_BEGIN.test(text))) {
    const row = possiblePlacements(line);
    const key = `${row.gpu} ${row.id}`;
    const before = rows.get(key);
    // The same again is a second run of the command; something else is no answer of one driver.
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(row)) {
      throw unreadable(
        line,
        `profile ID ${row.id} of GPU ${row.gpu} had other placements above; paste one run of ${LGIPP.command}`,
      );
    }
    rows.set(key, row);
  }
  if (rows.size === 0 && !lines.some(({ text }) => MIG_OFF.test(text))) throw missing(lines, LGIPP);
  return deepFreeze([...rows.values()]);
}

function possiblePlacements(line: Line): PossiblePlacementsRow {
  const match = LGIPP_ROW.exec(line.text);
  if (match === null) throw unreadable(line, `this line of -lgipp is cut or torn; it reads ${LGIPP.title}`);
  const [, gpu, id, starts = "", size] = match;
  return { gpu: Number(gpu), id: Number(id), starts: starts.split(",").map(Number), size: Number(size) };
}

const LCIP: Listing = {
  title: "Compute instance profiles:",
  command: "nvidia-smi mig -lcip",
  nothing: /^No (?:compute instance profiles|GPU instances) found/i,
};
const LCIP_FIRST =
  /^\|\s*(\d{1,9})\s+(\d{1,9})\s+(MIG \S+)\s+(\d{1,9})(\*?)\s+(\d{1,9})\/(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\|$/;
const LCIP_SECOND = /^\|\s*(\d{1,9})\s+(\d{1,9})\s*\|$/;

/**
 * Reads `nvidia-smi mig -lcip`. Of a session with several listings the last one of each GPU counts.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseComputeInstanceProfiles(lcip: string): readonly ComputeInstanceProfileRow[] {
  const lines = linesOf(lcip);
  const key = (row: ComputeInstanceProfileRow) => `GPU ${row.gpu} GPU instance ${row.gpuInstanceId} profile ID ${row.id}`;
  const rows = listed(lines, LCIP, computeInstanceProfile, key);
  if (rows === null) throw missing(lines, LCIP);
  return deepFreeze(rows);
}

function computeInstanceProfile([first, second, third]: Row): ComputeInstanceProfileRow {
  const match = LCIP_FIRST.exec(first.text);
  if (match === null) {
    throw unreadable(
      first,
      "this is no row of -lcip: GPU, GPU instance, name, ID, free/total, SM, DEC, ENC and OFA are expected",
    );
  }
  if (!LCIP_SECOND.test(second?.text ?? "") || third !== undefined) {
    throw unreadable(third ?? second ?? first, "the second line of this row, with CE and JPEG, is missing or torn");
  }
  const [, gpu, gpuInstanceId, name = "", id, star, free, total, multiprocessors] = match;
  if (Number(free) > Number(total)) throw unreadable(first, `${free} of ${total} instances cannot be free`);
  return {
    gpu: Number(gpu),
    gpuInstanceId: Number(gpuInstanceId),
    name,
    profile: profileOf(name, first),
    id: Number(id),
    isDefault: star === "*",
    free: Number(free),
    total: Number(total),
    multiprocessors: Number(multiprocessors),
  };
}

/** The canonical name of "MIG 1g.10gb+me". */
export function profileOf(name: string, line: Line): string {
  try {
    return parseProfile(name).name;
  } catch {
    throw unreadable(line, `"${name.slice(0, 48)}" is no profile name; they read MIG 1g.10gb, MIG 1c.3g.40gb or MIG 1g.10gb+me`);
  }
}
