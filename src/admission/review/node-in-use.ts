/** Devices that pods hold, where a node's instances are known by count alone. */
import type { ReadNode } from "../../gpu/read-node.js";
import type { MigManagerFinding, MigManagerOutcome } from "../../mig-manager/index.js";

/**
 * Devices of which pods hold more than the node will have: those instances are in use, whichever
 * they are. Nothing where more is held than there is, since replicas of shared devices are no
 * devices, nor where GPUs are left as they are and no one knows how.
 */
export function heldByPods(node: ReadNode, { unchanged, result }: MigManagerOutcome): readonly MigManagerFinding[] {
  const { gpus, instances, allocated, strategy } = node;
  const isPlaced = gpus.some(({ mig }) => mig !== null && mig.length > 0);
  const counted = Object.entries(instances).flatMap(([profile, count]) => new Array<string>(count).fill(profile));
  if (unchanged || (result.some(({ outcome }) => outcome === "untouched") && !isPlaced)) return [];

  // Under single every device is offered as a GPU.
  const tally = (profiles: readonly string[]) => tallyOf(strategy === "single" ? profiles.map(() => "gpu") : profiles);
  const placed = gpus.flatMap(({ mig }) => mig?.map(({ placement }) => placement.profile) ?? ["gpu"]);
  const now = tally(isPlaced || counted.length === 0 ? placed : counted);
  const after = tally(
    result.flatMap((gpu) => {
      if (gpu.outcome === "layout") return gpu.layout.map(({ profile }) => profile);
      return gpu.outcome === "misfit" ? [] : ["gpu"];
    }),
  );
  return Object.entries(allocated).flatMap(([device, held]) => {
    const [there, left] = [now.get(device) ?? 0, after.get(device) ?? 0];
    if (held === 0 || held > there || held <= left) return [];
    const message = `pods hold ${held} x ${device} here and ${left} will be left: mig-manager evicts no pods, and fails while they run`;
    return [{ severity: "warning", code: "IN_USE", message, path: ["allocated", device], hint: "drain the node first" }];
  });
}

function tallyOf(names: readonly string[]): ReadonlyMap<string, number> {
  const tally = new Map<string, number>();
  for (const name of names) tally.set(name, (tally.get(name) ?? 0) + 1);
  return tally;
}
