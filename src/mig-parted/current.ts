import { fitComputeInstances } from "../gpu/compute-instances.js";
import type { ReadInstance } from "../gpu/read-node.js";
import type { Demand, GpuModel } from "../model/types.js";

/**
 * What mig-parted takes a GPU to hold (`GetMigConfig` of pkg/mig/config/config.go): its compute
 * instances by name. A GPU instance without any does not count.
 */
export function currentMigDevices(model: GpuModel, instances: readonly ReadInstance[]): Demand {
  const counts = new Map<string, number>();
  for (const { placement } of instances) {
    const { profile, computeInstances } = placement;
    const names = computeInstances?.map((inside) => printedName(model, profile, inside.profile)) ?? [profile];
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** "1c" as "1c.3g.40gb". */
function printedName(model: GpuModel, profile: string, inside: string): string {
  const alone = fitComputeInstances(model, profile, [inside]);
  return alone.fits ? (alone.placements[0]?.profile ?? inside) : inside;
}

/** `Equals` of pkg/types/mig_config.go: profile by profile, by the texts that stand there, so that a count of 0 is equal to nothing. */
export function sameMigDevices(a: Demand, b: Demand): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && (b[name] ?? 0) > 0 && a[name] === b[name])
  );
}
