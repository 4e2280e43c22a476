/** `nvidia-smi mig -lgip`, `-lgipp` and `-lcip`: what could be created. */
import { deepFreeze } from "../model/freeze.js";
import { parseProfile } from "../model/names.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { lastTable, missing } from "./tables.js";

/** A row of `nvidia-smi mig -lgip`. */
export interface GpuInstanceProfileRow {
  readonly gpu: number;
  /** As printed: "MIG 1g.10gb+me". */
  readonly name: string;
  /** Canonical: "1g.10gb+me". */
  readonly profile: string;
  readonly id: number;
  readonly free: number;
  readonly total: number;
  readonly memoryGiB: number;
  readonly multiprocessors: number;
  readonly decoders: number;
  readonly encoders: number;
  readonly copyEngines: number;
  readonly jpeg: number;
  readonly ofa: number;
}

/** A row of `nvidia-smi mig -lgipp`. */
export interface PossiblePlacementsRow {
  readonly gpu: number;
  readonly id: number;
  readonly starts: readonly number[];
  readonly size: number;
}

/** A row of `nvidia-smi mig -lcip`. */
export interface ComputeInstanceProfileRow {
  readonly gpu: number;
  readonly gpuInstanceId: number;
  readonly name: string;
  readonly profile: string;
  readonly id: number;
  /** The one that `-C` creates, which is marked with "*". */
  readonly isDefault: boolean;
  readonly free: number;
  readonly total: number;
  /** Exclusive to the compute instance; engines are shared (R31). */
  readonly multiprocessors: number;
}

const LGIP_TITLE = "GPU instance profiles:";
const LGIP_FIRST = /^\|\s*(\d+)\s+(MIG \S+)\s+(\d+)\s+(\d+)\/(\d+)\s+(\d+(?:\.\d+)?)\s+\S+\s+(\d+)\s+(\d+)\s+(\d+)\s*\|$/;
const LGIP_SECOND = /^\|\s*(\d+)\s+(\d+)\s+(\d+)\s*\|$/;

/**
 * Reads `nvidia-smi mig -lgip`. Of several listings in one text the last one counts.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseGpuInstanceProfiles(lgip: string): readonly GpuInstanceProfileRow[] {
  const lines = linesOf(lgip);
  const table = lastTable(lines, LGIP_TITLE);
  if (table === null) throw missing(lines, LGIP_TITLE, "nvidia-smi mig -lgip");
  return deepFreeze(
    table.rows.map((row) => {
      const [first, second] = row as readonly [Line, ...Line[]]; // rows of a table are never empty
      const match = LGIP_FIRST.exec(first.text);
      if (match === null)
        throw unreadable(first, "this is no row of -lgip: GPU, name, ID, free/total, GiB, P2P, SM, DEC and ENC are expected");
      const below = LGIP_SECOND.exec(second?.text ?? "");
      if (below === null || row.length > 2)
        throw unreadable(second ?? first, "the second line of this row, with CE, JPEG and OFA, is missing or torn");
      const [, gpu, name = "", id, free, total, memory, multiprocessors, decoders, encoders] = match;
      const [, copyEngines, jpeg, ofa] = below;
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
    }),
  );
}

const LGIPP_BEGIN = /^\s*GPU\s+\d+\s+Profile ID/;
const LGIPP_ROW = /^\s*GPU\s+(\d+)\s+Profile ID\s+(\d+)\s+Placements?\s*:\s*\{\s*(\d+(?:\s*,\s*\d+)*)\s*\}\s*:\s*(\d+)$/;

/**
 * Reads `nvidia-smi mig -lgipp`: the possible placements of each profile id.
 *
 * @throws MigError INVALID_INPUT with the line number
 */
export function parsePossiblePlacements(lgipp: string): readonly PossiblePlacementsRow[] {
  const lines = linesOf(lgipp);
  const rows = lines.filter(({ text }) => LGIPP_BEGIN.test(text));
  if (rows.length === 0) {
    if (lastTable(lines, "Possible placements")?.rows.length === 0) return deepFreeze([]);
    throw missing(lines, "GPU 0 Profile ID ... Placements: {...}:...", "nvidia-smi mig -lgipp");
  }
  return deepFreeze(
    rows.map((line) => {
      const match = LGIPP_ROW.exec(line.text);
      if (match === null)
        throw unreadable(line, "this line of -lgipp is cut or torn; it reads GPU 0 Profile ID 19 Placements: {0,1,2}:1");
      const [, gpu, id, starts = "", size] = match;
      return { gpu: Number(gpu), id: Number(id), starts: starts.split(",").map(Number), size: Number(size) };
    }),
  );
}

const LCIP_TITLE = "Compute instance profiles:";
const LCIP_FIRST = /^\|\s*(\d+)\s+(\d+)\s+(MIG \S+)\s+(\d+)(\*?)\s+(\d+)\/(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\|$/;

/**
 * Reads `nvidia-smi mig -lcip`. Of several listings in one text the last one counts.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseComputeInstanceProfiles(lcip: string): readonly ComputeInstanceProfileRow[] {
  const lines = linesOf(lcip);
  const table = lastTable(lines, LCIP_TITLE);
  if (table === null) throw missing(lines, LCIP_TITLE, "nvidia-smi mig -lcip");
  return deepFreeze(
    table.rows.map(([first]) => {
      const line = first as Line; // rows of a table are never empty
      const match = LCIP_FIRST.exec(line.text);
      if (match === null)
        throw unreadable(
          line,
          "this is no row of -lcip: GPU, GPU instance, name, ID, free/total, SM, DEC, ENC and OFA are expected",
        );
      const [, gpu, gpuInstanceId, name = "", id, star, free, total, multiprocessors] = match;
      return {
        gpu: Number(gpu),
        gpuInstanceId: Number(gpuInstanceId),
        name,
        profile: profileOf(name, line),
        id: Number(id),
        isDefault: star === "*",
        free: Number(free),
        total: Number(total),
        multiprocessors: Number(multiprocessors),
      };
    }),
  );
}

/** The canonical name of "MIG 1g.10gb+me". */
export function profileOf(name: string, line: Line): string {
  try {
    return parseProfile(name).name;
  } catch {
    throw unreadable(line, `"${name.slice(0, 48)}" is no profile name; they read MIG 1g.10gb, MIG 1c.3g.40gb or MIG 1g.10gb+me`);
  }
}
