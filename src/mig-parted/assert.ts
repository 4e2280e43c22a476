/** `nvidia-mig-parted assert`: whether a config is applied to a node already (cmd/nvidia-mig-parted/assert/{mode,config}.go). */
import type { ReadGpu } from "../gpu/read-node.js";
import type { Demand, GpuModel } from "../model/types.js";
import { currentMigDevices, sameMigDevices } from "./current.js";
import { boardsOf } from "./gpus.js";
import { migDeviceOf } from "./profile-table.js";
import { filtersOf, matchingAt, passing } from "./resolve.js";
import type { MigConfigEntry } from "./types.js";

/** One GPU under one entry that matches it. */
export interface Step {
  readonly entry: MigConfigEntry;
  readonly gpu: ReadGpu;
}

/** Every entry with every GPU that it matches, in the order in which mig-parted goes through them. */
export function stepsOf(entries: readonly MigConfigEntry[], gpus: readonly ReadGpu[]): readonly Step[] {
  const filters = filtersOf(entries);
  const matching = gpus.map((gpu) => new Set(matchingAt(entries, passing(filters, boardsOf(gpu)), gpu.index)));
  return entries.flatMap((entry, i) => gpus.flatMap((gpu, k) => (matching[k]?.has(i) ? [{ entry, gpu }] : [])));
}

/** `assert --mode-only`. A board without MIG that an entry enables it on, by whatever words, never passes. */
export function modeApplied(steps: readonly Step[]): boolean {
  return steps.every(({ entry, gpu }) => entry["mig-enabled"] === (gpu.mig !== null));
}

/** `assert` in full: MIG mode, and every GPU of the node equal to the last entry that matches it. */
export function configApplied(steps: readonly Step[], gpus: readonly ReadGpu[]): boolean {
  if (!modeApplied(steps)) return false;
  const last = new Map(steps.map(({ entry, gpu }) => [gpu.index, entry] as const));
  return gpus.every(({ index, model, mig }) => {
    const entry = last.get(index);
    if (entry === undefined || model === null || mig === null) return entry !== undefined;
    return sameMigDevices(currentMigDevices(model, mig), asDriverNames(model, entry["mig-devices"] ?? {}));
  });
}

/** The counts under this library's names, where they stand under another driver's; a spelling that no driver uses stays, and is equal to nothing. */
export function asDriverNames(model: GpuModel, wanted: Demand): Demand {
  const names = Object.entries(wanted).map(([name, count]) => {
    const device = migDeviceOf(model, name);
    return [device?.aliases.includes(name) ? device.name : name, count] as const;
  });
  return Object.fromEntries(names);
}
