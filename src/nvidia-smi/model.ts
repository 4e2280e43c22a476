import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import { parseProfile } from "../model/names.js";
import type { Budget, GpuInstanceProfileSpec, GpuModelSpec } from "../model/types.js";
import {
  type GpuInstanceProfileRow,
  type PossiblePlacementsRow,
  parseGpuInstanceProfiles,
  parsePossiblePlacements,
} from "./profiles.js";

/** Every MiB figure that nvidia-smi was seen to print is a multiple of this; GiB are printed rounded to two decimals. */
const MIB_STEP = 64;

/**
 * A model of a board that this library has never seen, from its own `-lgip` and `-lgipp` output.
 * Give it to `defineGpuModel`, or anywhere a model is taken.
 *
 * The OFA becomes a budget (R9); where +me.all profiles exist the decoders do too (R12). `name`
 * is yours to choose.
 *
 * @throws MigError INVALID_INPUT where the listings cannot be read, are of several GPUs, or do not belong together
 */
export function modelFromNvidiaSmi(text: { readonly lgip: string; readonly lgipp: string; readonly name: string }): GpuModelSpec {
  const { lgip, lgipp, name } = atTheDoor(() => readArguments(text));
  const rows = within("lgip", () => parseGpuInstanceProfiles(lgip));
  const placements = within("lgipp", () => parsePossiblePlacements(lgipp));
  if (rows.length === 0) throw fault("lgip", "it lists no profiles; run nvidia-smi mig -lgip with MIG mode on");
  const gpus = [...new Set([...rows, ...placements].map(({ gpu }) => gpu))].sort((a, b) => a - b);
  if (gpus.length > 1)
    throw fault("lgip", `the listings are of GPUs ${gpus.slice(0, 16).join(", ")}; list one of them with nvidia-smi mig -i N`);
  const byId = new Map(placements.map((row) => [row.id, row]));
  const known = new Set(rows.map(({ id }) => id));
  const extra = placements.find(({ id }) => !known.has(id));
  if (extra !== undefined) throw fault("lgipp", `profile ID ${extra.id} is not in -lgip; run both on one driver`);
  const profiles = rows.map((row) => {
    const places = byId.get(row.id);
    if (places === undefined)
      throw fault("lgipp", `profile ID ${row.id} (${row.profile}) has no placements; run both on one driver`);
    return profileSpec(row, places);
  });
  return deepFreeze({
    name,
    memorySlices: greatest(placements.flatMap(({ starts, size }) => starts.map((start) => start + size))),
    computeSlices: greatest(profiles.map(({ computeSlices }) => computeSlices)),
    budgets: budgetsOf(rows),
    profiles,
    provenance: { placements: "custom", notes: ["from -lgip and -lgipp output of the board itself"] },
  });
}

function readArguments(text: unknown): { readonly lgip: string; readonly lgipp: string; readonly name: string } {
  if (typeof text !== "object" || text === null) throw new MigError("INVALID_INPUT", "{ lgip, lgipp, name } is needed");
  const { lgip, lgipp, name } = text as Partial<Record<"lgip" | "lgipp" | "name", unknown>>; // its parts are tested next
  if (typeof lgip !== "string") throw fault("lgip", "what nvidia-smi mig -lgip prints is needed");
  if (typeof lgipp !== "string") throw fault("lgipp", "what nvidia-smi mig -lgipp prints is needed");
  if (typeof name !== "string") throw fault("name", "a name for the model is needed");
  return { lgip, lgipp, name };
}

function fault(part: string, message: string): MigError {
  return new MigError("INVALID_INPUT", `${part}: ${message}`, { path: [part] });
}

/** Line numbers are of one of two texts: says which. */
function within<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof MigError ? fault(part, error.message) : error;
  }
}

function profileSpec(row: GpuInstanceProfileRow, places: PossiblePlacementsRow): GpuInstanceProfileSpec {
  const { computeSlices, attributes, name } = parseProfile(row.profile);
  return {
    name,
    id: row.id,
    attributes,
    computeSlices,
    memorySlices: places.size,
    starts: [...places.starts].sort((a, b) => a - b),
    maxCount: row.total,
    memoryMiB: Math.round((row.memoryGiB * 1024) / MIB_STEP) * MIB_STEP,
    multiprocessors: row.multiprocessors,
    engines: { copy: row.copyEngines, decoder: row.decoders, encoder: row.encoders, jpeg: row.jpeg, ofa: row.ofa },
  };
}

function budgetsOf(rows: readonly GpuInstanceProfileRow[]): readonly Budget[] {
  const ofa = budget("OFA", rows, (row) => row.ofa);
  const takesAll = rows.some(({ profile }) => profile.endsWith("+me.all"));
  return [ofa, ...(takesAll ? [budget("media engines", rows, (row) => row.decoders)] : [])].filter(({ total }) => total > 0);
}

/** The full-size profile has all there is, so the largest use is the total. */
function budget(name: string, rows: readonly GpuInstanceProfileRow[], use: (row: GpuInstanceProfileRow) => number): Budget {
  const uses = rows.map((row) => [row.profile, use(row)] as const).filter(([, count]) => count > 0);
  return { name, total: greatest(uses.map(([, count]) => count)), uses: Object.fromEntries(uses) };
}

/** A listing may be long, so not by spreading it into Math.max. */
function greatest(numbers: readonly number[]): number {
  return numbers.reduce((most, each) => Math.max(most, each), 0);
}
