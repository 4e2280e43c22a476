/** What a run does, as findings. */
import type { ReadGpu, ReadInstance } from "../gpu/read-node.js";
import type { Run } from "./apply.js";
import type { MigManagerFinding } from "./findings.js";

/** An instance that goes. */
export interface Lost extends ReadInstance {
  readonly gpu: number;
}

/** The instances of the GPUs that were cleared. */
export function lost(gpus: readonly ReadGpu[], { cleared }: Run): readonly Lost[] {
  return gpus.flatMap(({ index, mig }) =>
    cleared.has(index) ? (mig ?? []).map((instance) => ({ gpu: index, ...instance })) : [],
  );
}

export function failure(message: string): MigManagerFinding {
  return { severity: "error", code: "APPLY_FAILS", message, path: [] };
}

export function noChange(): MigManagerFinding {
  const message = "an empty value, or none, starts nothing: the GPUs keep what they have";
  return { severity: "note", code: "NO_CHANGE", message, path: [], hint: "set all-disabled to turn MIG off" };
}

export function runFindings({ error, empty }: Run): readonly MigManagerFinding[] {
  return [
    ...(error === null ? [] : [failure(`nvidia-mig-parted apply fails and stops: ${error}`)]),
    ...[...empty].map((index): MigManagerFinding => {
      const message = `GPU ${index} is left without instances, and success is reported: a profile of the config is on no GPU of the node`;
      return { severity: "error", code: "LEFT_EMPTY", message, path: ["gpus", index] };
    }),
  ];
}

export function resetFindings(reset: boolean, rebooting: boolean): readonly MigManagerFinding[] {
  if (rebooting) {
    const message = "the MIG mode cannot be changed in place: the node is rebooted, and everything that runs on it ends";
    return [{ severity: "warning", code: "REBOOTS", message, path: [], hint: "drain the node first" }];
  }
  if (!reset) return [];
  const message = "the change of MIG mode resets all GPUs of the node, which must be idle";
  return [{ severity: "note", code: "RESETS", message, path: [] }];
}

/** One finding for each GPU, and one for each instance in use. */
export function lossFindings(losses: readonly Lost[]): readonly MigManagerFinding[] {
  const gpus = [...new Set(losses.map(({ gpu }) => gpu))];
  return gpus.flatMap((gpu) => {
    const gone = losses.filter((loss) => loss.gpu === gpu);
    const spots = gone.map(spot).join(", ");
    const destroys: MigManagerFinding = {
      severity: "note",
      code: "DESTROYS",
      message: `GPU ${gpu} loses ${spots}`,
      path: ["gpus", gpu],
    };
    const used = gone.flatMap((loss, i): readonly MigManagerFinding[] => {
      if (!loss.inUse) return [];
      const message = `${spot(loss)} of GPU ${gpu} is in use: mig-manager does not evict pods, and fails while a process holds the instance`;
      return [{ severity: "warning", code: "IN_USE", message, path: ["gpus", gpu, "mig", i], hint: "drain the node first" }];
    });
    return [destroys, ...used];
  });
}

function spot({ placement }: Lost): string {
  return `${placement.profile}@${placement.start}`;
}
