import type { CreatedInstance } from "./created.js";
import type { DeviceListRow } from "./devices.js";
import type { ComputeInstanceRow, GpuInstanceRow } from "./instances.js";
import type { OverviewGpu } from "./overview.js";
import type { GpuInstanceProfileRow } from "./profiles.js";

/** What a text says about one GPU. */
export interface Seen {
  readonly device: DeviceListRow | undefined;
  readonly overview: OverviewGpu | undefined;
  readonly profiles: readonly GpuInstanceProfileRow[];
  readonly instances: readonly GpuInstanceRow[];
  readonly inside: readonly ComputeInstanceRow[];
  readonly created: readonly CreatedInstance[];
}

/** The rows of each GPU, in index order. */
export function byGpu(rows: {
  readonly device: readonly DeviceListRow[];
  readonly overview: readonly OverviewGpu[];
  readonly profiles: readonly GpuInstanceProfileRow[];
  readonly instances: readonly GpuInstanceRow[];
  readonly inside: readonly ComputeInstanceRow[];
  readonly created: readonly CreatedInstance[];
}): readonly (readonly [number, Seen])[] {
  const groups = {
    device: grouped(rows.device),
    overview: grouped(rows.overview),
    profiles: grouped(rows.profiles),
    instances: grouped(rows.instances),
    inside: grouped(rows.inside),
    created: grouped(rows.created),
  };
  const gpus = new Set(Object.values(groups).flatMap((group) => [...group.keys()]));
  return [...gpus]
    .sort((a, b) => a - b)
    .map((gpu) => [
      gpu,
      {
        device: groups.device.get(gpu)?.[0],
        overview: groups.overview.get(gpu)?.[0],
        profiles: groups.profiles.get(gpu) ?? [],
        instances: groups.instances.get(gpu) ?? [],
        inside: groups.inside.get(gpu) ?? [],
        created: groups.created.get(gpu) ?? [],
      },
    ]);
}

function grouped<T extends { readonly gpu: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.gpu);
    if (group === undefined) groups.set(row.gpu, [row]);
    else group.push(row);
  }
  return groups;
}
