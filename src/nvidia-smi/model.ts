import { MigError } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import { parseProfile } from "../model/names.js";
import type { Budget, GpuInstanceProfileSpec, GpuModelSpec } from "../model/types.js";
import { type GpuInstanceProfileRow, parseGpuInstanceProfiles, parsePossiblePlacements } from "./profiles.js";

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
  const rows = parseGpuInstanceProfiles(text.lgip);
  const placements = parsePossiblePlacements(text.lgipp);
  const gpus = new Set([...rows, ...placements].map(({ gpu }) => gpu));
  if (rows.length === 0)
    throw new MigError("INVALID_INPUT", "lgip: the listing is empty; run nvidia-smi mig -lgip", { path: ["lgip"] });
  if (gpus.size > 1) {
    throw new MigError(
      "INVALID_INPUT",
      `the listings are of GPUs ${[...gpus].sort((a, b) => a - b).join(", ")}; list one with -i`,
      { path: ["lgip"] },
    );
  }
  const byId = new Map(placements.map((row) => [row.id, row]));
  const extra = placements.find(({ id }) => !rows.some((row) => row.id === id));
  if (extra !== undefined)
    throw new MigError("INVALID_INPUT", `lgipp: profile ID ${extra.id} is not in -lgip; list both on one driver`, {
      path: ["lgipp"],
    });
  const profiles = rows.map((row): GpuInstanceProfileSpec => {
    const places = byId.get(row.id);
    if (places === undefined) {
      throw new MigError(
        "INVALID_INPUT",
        `lgipp: profile ID ${row.id} (${row.profile}) has no placements; list both on one driver`,
        { path: ["lgipp"] },
      );
    }
    const { computeSlices, attributes, name } = parseProfile(row.profile);
    return {
      name,
      id: row.id,
      attributes,
      computeSlices,
      memorySlices: places.size,
      starts: places.starts,
      maxCount: row.total,
      memoryMiB: Math.round((row.memoryGiB * 1024) / MIB_STEP) * MIB_STEP,
      multiprocessors: row.multiprocessors,
      engines: { copy: row.copyEngines, decoder: row.decoders, encoder: row.encoders, jpeg: row.jpeg, ofa: row.ofa },
    };
  });
  return deepFreeze({
    name: text.name,
    memorySlices: Math.max(...placements.flatMap(({ starts, size }) => starts.map((start) => start + size))),
    computeSlices: Math.max(...profiles.map(({ computeSlices }) => computeSlices)),
    budgets: budgetsOf(rows),
    profiles,
    provenance: { placements: "custom", notes: ["from -lgip and -lgipp output of the board itself"] },
  });
}

function budgetsOf(rows: readonly GpuInstanceProfileRow[]): readonly Budget[] {
  const ofa = budget("OFA", rows, (row) => row.ofa);
  const takesAll = rows.some(({ profile }) => profile.endsWith("+me.all"));
  return [ofa, ...(takesAll ? [budget("media engines", rows, (row) => row.decoders)] : [])].filter(({ total }) => total > 0);
}

/** The full-size profile has all there is, so the largest use is the total. */
function budget(name: string, rows: readonly GpuInstanceProfileRow[], use: (row: GpuInstanceProfileRow) => number): Budget {
  const uses = rows.map((row) => [row.profile, use(row)] as const).filter(([, count]) => count > 0);
  return { name, total: Math.max(0, ...uses.map(([, count]) => count)), uses: Object.fromEntries(uses) };
}
