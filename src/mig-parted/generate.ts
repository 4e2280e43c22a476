/** The file that mig-manager generates for a node: pkg/mig/builder/{builder,balanced}.go. */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { ReadGpu } from "../gpu/read-node.js";
import { deepFreeze } from "../model/freeze.js";
import { show } from "../model/quote.js";
import type { Demand, GpuInstanceProfile, GpuModel, ModelRef } from "../model/types.js";
import { boardOf } from "./gpus.js";
import { readGpus } from "./read-nodes.js";
import type { MigConfigEntry, MigConfigFile } from "./types.js";

/**
 * The config file that the operator's mig-manager generates for a node with these GPUs:
 * all-disabled, all-enabled, all-PROFILE with as many of a profile as a GPU holds ("+" spelled "."),
 * and all-balanced. With several types of GPU each entry names its boards, and a GPU whose type
 * lacks the profile stands in no entry. Counts are the models' own; mig-parted has a table of its
 * own for the A30 alone, whose driver reports wrong ones, with the same numbers.
 *
 * A GPU is taken for the first board of its model, as in `emitMigConfig`.
 *
 * @throws MigError UNKNOWN_MODEL; INVALID_INPUT for no models, for more than 64, and for several
 *   types one of which has no PCI id
 */
export function generateMigConfig(models: readonly ModelRef[]): MigConfigFile {
  return atTheDoor(() => {
    if (!Array.isArray(models) || models.length === 0)
      throw new MigError("INVALID_INPUT", `models: the models of a node's GPUs are needed, not ${show(models)}`, {
        path: ["models"],
      });
    const gpus = Array.from(models, (model: ModelRef) => ({ model }));
    // Of a GPU there is the model alone, so that the path needs no step to it.
    const types = typesOf(readGpus(gpus, (inside) => ["models", ...inside.filter((_, i) => i !== 1)]));
    return deepFreeze({ version: "v1", "mig-configs": configsFor(types) });
  });
}

/** One type of GPU. */
interface Kind {
  readonly model: GpuModel;
  readonly board: string | null;
}

/** The types, by PCI id. */
function typesOf(gpus: readonly ReadGpu[]): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const gpu of gpus) {
    const board = boardOf(gpu);
    if (gpu.model !== null) kinds.set(board ?? gpu.model.name, { model: gpu.model, board });
  }
  const types = [...kinds.values()].sort((a, b) => ((a.board ?? "") < (b.board ?? "") ? -1 : 1));
  const nameless = types.find(({ board }) => board === null);
  if (types.length === 1 || nameless === undefined) return types;
  throw new MigError(
    "INVALID_INPUT",
    `models: several types of GPU are told apart by PCI ids, and ${nameless.model.name} has none`,
    { path: ["models"] },
  );
}

function configsFor(types: readonly Kind[]): Readonly<Record<string, readonly MigConfigEntry[]>> {
  const several = types.length > 1;
  const configs = new Map<string, readonly MigConfigEntry[]>([
    ["all-disabled", [{ devices: "all", "mig-enabled": false }]],
    ["all-enabled", [{ devices: "all", "mig-enabled": true, "mig-devices": {} }]],
  ]);
  const balanced = types.flatMap(({ model, board }) => {
    const wanted = balancedFor(model);
    return wanted === null ? [] : [entry(wanted, several ? [board] : [])];
  });
  if (balanced.length > 0) configs.set("all-balanced", balanced);
  for (const name of [...new Set(types.flatMap(({ model }) => model.profiles.map((profile) => profile.name)))].sort()) {
    configs.set(`all-${name.replaceAll("+", ".")}`, allOf(name, types, several));
  }
  return Object.fromEntries(configs);
}

/** One entry for each count of which some type holds that many, fewest first. */
function allOf(name: string, types: readonly Kind[], several: boolean): readonly MigConfigEntry[] {
  const boards = new Map<number, (string | null)[]>();
  for (const { model, board } of types) {
    const count = model.profiles.find((profile) => profile.name === name)?.maxCount;
    if (count !== undefined) boards.set(count, [...(boards.get(count) ?? []), board]);
  }
  return [...boards].sort(([a], [b]) => a - b).map(([count, those]) => entry({ [name]: count }, several ? those : []));
}

function entry(wanted: Demand, boards: readonly (string | null)[]): MigConfigEntry {
  const filter = boards.filter((board) => board !== null);
  return {
    ...(filter.length === 0 ? {} : { "device-filter": filter }),
    devices: "all",
    "mig-enabled": true,
    "mig-devices": wanted,
  };
}

/** mig-parted's own rule (`balancedFormula` of balanced.go), by the highest G among plain profiles: instances of each G. */
const BALANCED: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [7, new Map([[1, 2], [2, 1], [3, 1]])], // biome-ignore format: a table
  [4, new Map([[1, 2], [2, 1]])], // biome-ignore format: a table
]);

/** Of several profiles with one G that of which most fit, the first in the model's order. null: the rule does not know this GPU. */
function balancedFor({ profiles }: GpuModel): Demand | null {
  const plain = profiles.filter(({ attributes }) => attributes.length === 0);
  const formula = BALANCED.get(Math.max(0, ...plain.map(({ computeSlices }) => computeSlices)));
  if (formula === undefined) return null;
  const counts: [string, number][] = [];
  for (const [slices, count] of formula) {
    const best = plain
      .filter(({ computeSlices }) => computeSlices === slices)
      .reduce<GpuInstanceProfile | null>((most, each) => (most === null || each.maxCount > most.maxCount ? each : most), null);
    if (best === null) return null;
    counts.push([best.name, count]);
  }
  return Object.fromEntries(counts);
}
