/** What `nvidia-mig-parted apply` makes of a config on a node: cmd/nvidia-mig-parted/{assert,apply}. */
import { atTheDoor } from "../door.js";
import type { NodeGpus } from "../gpu/node.js";
import { type ReadGpu, readNodeGpus } from "../gpu/read-node.js";
import type { Layout, Misfit } from "../gpu/types.js";
import { deepFreeze } from "../model/freeze.js";
import { show } from "../model/quote.js";
import { type DeviceFilter, letsThrough, readDeviceFilter } from "./device-filter.js";
import { boardsOf } from "./gpus.js";
import { searched } from "./search.js";
import { selectMigConfig } from "./select.js";
import type { MigConfigEntry, MigConfigFile, ResolvedGpu } from "./types.js";

/**
 * What `nvidia-mig-parted apply -f FILE -c NAME` does to each GPU of a node, as if all went well on
 * the others (it stops at the first GPU that fails). Entries are applied in turn, so the last one
 * that matches a GPU decides; but each before it must be realisable too, and all must agree on MIG
 * mode, else apply fails on that GPU: a misfit. A GPU that no entry matches keeps what it has, and so
 * does a board without MIG under `devices: all`; an entry that names such a board by its index and
 * enables MIG is a misfit of an instance limit of 0.
 *
 * A misfit is the first reason that `fit` gives for the instances in mig-parted's own order, into
 * which its `index` points. Which board of its model a GPU is is not known: see `matchesDeviceFilter`.
 *
 * Cost: microseconds for a GPU, once the file is read; tens of milliseconds for a large text.
 *
 * @throws MigError INVALID_INPUT for a file that mig-parted refuses, a name that is not in it, or no node; UNKNOWN_MODEL
 */
export function resolveMigConfig(file: MigConfigFile | string, name: string, node: NodeGpus): readonly ResolvedGpu[] {
  return atTheDoor(() => {
    const entries = selectMigConfig(file, name);
    const filters = filtersOf(entries);
    return deepFreeze(readNodeGpus(node).gpus.map((gpu) => resolveGpu(entries, gpu, passing(filters, boardsOf(gpu))).resolved));
  });
}

/** Why a GPU fails: what is wanted does not fit, entries disagree on MIG mode, or the board has no MIG. */
export type Trouble = "layout" | "modes" | "no-mig";

export interface JudgedGpu {
  readonly resolved: ResolvedGpu;
  /** Indices of the entries that match it. */
  readonly matching: readonly number[];
  /** The entry that fails, and why; null: none does. */
  readonly failing: { readonly entry: number; readonly trouble: Trouble } | null;
}

/** The filters of entries, read once for all boards. */
export function filtersOf(entries: readonly MigConfigEntry[]): readonly DeviceFilter[] {
  return entries.map((entry) => readDeviceFilter(entry["device-filter"]));
}

/** Indices of the entries whose filter lets one of the boards through. */
export function passing(filters: readonly DeviceFilter[], boards: readonly string[]): readonly number[] {
  return [...filters.keys()].filter((i) => letsThrough(filters[i] ?? null, boards));
}

/** Those of them that name the GPU of an index. */
export function matchingAt(entries: readonly MigConfigEntry[], passed: readonly number[], index: number): readonly number[] {
  return passed.filter((i) => {
    const devices = entries[i]?.devices ?? [];
    return devices === "all" || devices.includes(index);
  });
}

/** One GPU under those entries, of which `passed` are open to its board. */
export function resolveGpu(
  entries: readonly MigConfigEntry[],
  gpu: ReadGpu,
  passed: readonly number[],
  search: typeof searched = searched,
): JudgedGpu {
  const matching = matchingAt(entries, passed, gpu.index);
  if (matching.length === 0) return { resolved: { gpu: gpu.index, outcome: "untouched" }, matching, failing: null };
  const judged = (resolved: ResolvedGpu): JudgedGpu => ({ resolved, matching, failing: null });
  const failed = (misfit: Misfit, entry: number, trouble: Trouble): JudgedGpu => ({
    resolved: { gpu: gpu.index, outcome: "misfit", misfit },
    matching,
    failing: { entry, trouble },
  });
  const enables = (i: number | undefined) => entries[i ?? -1]?.["mig-enabled"] === true;
  if (gpu.model === null) {
    const named = matching.find((i) => enables(i) && entries[i]?.devices !== "all");
    return named === undefined
      ? judged({ gpu: gpu.index, outcome: "untouched" })
      : failed(noMig(entries[named], gpu), named, "no-mig");
  }
  const last = matching.at(-1);
  const odd = matching.find((i) => enables(i) !== enables(last));
  if (odd !== undefined) return failed(bothModes(entries, matching.find(enables), odd, gpu), odd, "modes");
  if (!enables(last)) return judged({ gpu: gpu.index, outcome: "disabled" });
  let layout: Layout = [];
  for (const i of matching) {
    const applied = search(gpu.model, entries[i]?.["mig-devices"] ?? {});
    if (!applied.fits) return failed(applied.misfit, i, "layout");
    layout = applied.layout;
  }
  return judged({ gpu: gpu.index, outcome: "layout", layout });
}

function noMig(entry: MigConfigEntry | undefined, gpu: ReadGpu): Misfit {
  const message = `cannot set MIG mode on GPU ${gpu.index}: ${show(gpu.name)} is a board without MIG; "devices: all" would pass it over`;
  return noInstances(entry, message);
}

function bothModes(entries: readonly MigConfigEntry[], enabling: number | undefined, odd: number, gpu: ReadGpu): Misfit {
  const [first, last] = entries[odd]?.["mig-enabled"] === true ? ["enables", "disables"] : ["disables", "enables"];
  const message = `entry ${odd} ${first} MIG on GPU ${gpu.index}, and a later entry ${last} it: mig-parted sets the last mode and then fails on the entry that asks for the other`;
  return noInstances(entries[enabling ?? -1], message);
}

/** Where MIG is off a GPU holds no instances. */
function noInstances(entry: MigConfigEntry | undefined, message: string): Misfit {
  const [profile = "", requested = 0] = Object.entries(entry?.["mig-devices"] ?? {})[0] ?? [];
  return { code: "INSTANCE_LIMIT", message, profile, index: 0, requested, used: 0, capacity: 0, blockers: [], moves: null };
}
