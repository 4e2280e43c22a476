/** Devices that pods hold, where a node's instances are known by count alone. */
import type { ReadGpu, ReadNode } from "../../gpu/read-node.js";
import type { MigManagerFinding, MigManagerOutcome } from "../../mig-manager/index.js";

/**
 * Devices of which pods hold more than the node will have: those instances are in use, whichever
 * they are. Nothing where more is held than there is, since replicas of shared devices are no
 * devices, nor where GPUs are left as they are and no one knows how.
 */
export function heldByPods(node: ReadNode, { result }: MigManagerOutcome): readonly MigManagerFinding[] {
  const { gpus, instances, allocated, strategy } = node;
  const isCounted = Object.values(instances).some((count) => count > 0) && gpus.every(({ mig }) => mig === null);
  if (isCounted && result.some(({ outcome }) => outcome === "untouched")) return [];

  // Under single every device is offered as a GPU.
  const tally = (devices: Devices) => tallyOf(strategy === "single" ? devices.map(([, count]) => ["gpu", count]) : devices);
  const now = tally(isCounted ? Object.entries(instances) : gpus.flatMap(devicesOf));
  const after = tally(
    result.flatMap((gpu) => {
      if (gpu.outcome === "layout") return gpu.layout.map(({ profile }) => [profile, 1] as const);
      if (gpu.outcome === "disabled") return [["gpu", 1] as const];
      return gpu.outcome === "untouched" ? gpus.slice(gpu.gpu, gpu.gpu + 1).flatMap(devicesOf) : [];
    }),
  );
  return Object.entries(allocated).flatMap(([device, held]) => {
    const [there, left] = [now.get(device) ?? 0, after.get(device) ?? 0];
    if (held === 0 || held > there || held <= left) return [];
    const message = `pods hold ${held} x ${device} here and ${left} will be left: mig-manager evicts no pods, and fails while they run`;
    return [{ severity: "warning", code: "IN_USE", message, path: ["allocated", device], hint: "drain the node first" }];
  });
}

type Devices = readonly (readonly [device: string, count: number])[];

function devicesOf({ mig }: ReadGpu): Devices {
  return mig === null ? [["gpu", 1]] : mig.map(({ placement }) => [placement.profile, 1]);
}

function tallyOf(devices: Devices): ReadonlyMap<string, number> {
  const tally = new Map<string, number>();
  for (const [device, count] of devices) tally.set(device, (tally.get(device) ?? 0) + count);
  return tally;
}
