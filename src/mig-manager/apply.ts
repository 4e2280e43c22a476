/** How far `nvidia-mig-parted apply` comes on a node, and what goes on the way: cmd/nvidia-mig-parted/apply/{mode,config}.go. */
import type { ReadGpu } from "../gpu/read-node.js";
import { asDriverNames, modeApplied, type Step } from "../mig-parted/assert.js";
import { currentMigDevices, sameMigDevices } from "../mig-parted/current.js";
import { migDevicesOf } from "../mig-parted/profile-table.js";
import { searched } from "../mig-parted/search.js";
import type { Demand, GpuModel } from "../model/types.js";

/** What became of the GPUs. */
export interface Run {
  /** Indices of the GPUs whose instances were destroyed. */
  readonly cleared: ReadonlySet<number>;
  /** Indices of the GPUs that hold what they should, newly made. */
  readonly made: ReadonlySet<number>;
  /** Why it stopped; null: it came to its end. */
  readonly error: string | null;
  /** Indices of GPUs that were left empty where instances were wanted, without an error. */
  readonly empty: ReadonlySet<number>;
  /** All GPUs of the node were reset, for a change of MIG mode. */
  readonly reset: boolean;
}

/** A reboot of the node. */
export function reboot(gpus: readonly ReadGpu[]): Run {
  return { cleared: allOf(gpus), made: new Set(), error: null, empty: new Set(), reset: false };
}

/** Instances survive neither a reset nor a reboot (R38). */
function allOf(gpus: readonly ReadGpu[]): ReadonlySet<number> {
  return new Set(gpus.map(({ index }) => index));
}

/** `apply --mode-only`, with the reset of all GPUs where one of them needs it to change its mode. */
function applyMode(steps: readonly Step[], gpus: readonly ReadGpu[]): Pick<Run, "cleared" | "error" | "reset"> {
  const cleared = new Set<number>();
  for (const { entry, gpu } of steps) {
    if (gpu.model !== null) cleared.add(gpu.index);
    else if (entry.devices !== "all" && entry["mig-enabled"])
      return { cleared, error: `cannot set MIG mode on GPU ${gpu.index}, which has no MIG`, reset: false };
  }
  const reset = needsReset(steps);
  return { cleared: reset ? allOf(gpus) : cleared, error: null, reset };
}

/** Of each GPU the mode that the last entry to match it sets. */
function lastModes(steps: readonly Step[]): ReadonlyMap<ReadGpu, boolean> {
  return new Map(steps.map(({ entry, gpu }) => [gpu, entry["mig-enabled"]] as const));
}

/** Whether a GPU that changes its mode needs a reset for it (R38). */
export function needsReset(steps: readonly Step[]): boolean {
  return [...lastModes(steps)].some(
    ([{ model, mig }, enabled]) => model?.traits.migModeNeedsReset === true && enabled !== (mig !== null),
  );
}

/** Whether `assert --mode-only` passes once the modes are set: not where entries disagree, nor where a board without MIG is to have it. */
export function modeCanBeSet(steps: readonly Step[]): boolean {
  const last = lastModes(steps);
  return steps.every(({ entry, gpu }) => (gpu.model === null ? !entry["mig-enabled"] : last.get(gpu) === entry["mig-enabled"]));
}

/** `apply`, mode included. */
export function apply(steps: readonly Step[], gpus: readonly ReadGpu[]): Run {
  const mode = modeApplied(steps) ? { cleared: [], error: null, reset: false } : applyMode(steps, gpus);
  const run = { cleared: new Set(mode.cleared), made: new Set<number>(), empty: new Set<number>(), reset: mode.reset };
  if (mode.error !== null) return { ...run, error: mode.error };
  /** GPU index -> what the entries before have left on it. */
  const held = new Map<number, Demand>();
  const last = lastModes(steps);
  for (const { entry, gpu } of steps) {
    const { index, model } = gpu;
    if (model === null) {
      if (entry.devices === "all" || !entry["mig-enabled"]) continue;
      return { ...run, error: `cannot set MIG config on GPU ${index}, which has no MIG` };
    }
    if (entry["mig-enabled"] !== last.get(gpu)) return { ...run, error: `entries disagree on the MIG mode of GPU ${index}` };
    if (!entry["mig-enabled"]) continue;
    const current = held.get(index) ?? (run.cleared.has(index) ? {} : currentMigDevices(model, gpu.mig ?? []));
    const wanted = asDriverNames(model, entry["mig-devices"] ?? {});
    if (sameMigDevices(current, wanted)) continue;
    run.cleared.add(index);
    run.made.delete(index);
    run.empty.delete(index);
    if (isLost(wanted, gpus)) {
      held.set(index, {});
      run.empty.add(index);
      continue;
    }
    const answer = searched(model, wanted);
    if (!answer.fits) return { ...run, error: `GPU ${index}: ${answer.misfit.message}` };
    held.set(index, wanted);
    run.made.add(index);
  }
  return { ...run, error: null };
}

/**
 * mig-parted looks a profile up on all GPUs of the node before it tries any order, and takes a
 * config with one that none of them has for an empty one (`Flatten` of pkg/types/mig_config.go).
 */
function isLost(wanted: Demand, gpus: readonly ReadGpu[]): boolean {
  const models = gpus.flatMap(({ model }): GpuModel[] => (model === null ? [] : [model]));
  return Object.keys(wanted).some((name) => migDevicesOf(models, name).length === 0);
}
