/** How few running instances have to be recreated elsewhere to let wants in, by trying every set of them and every place. */
import type { GpuModel } from "../../../src/index.js";
import type { Spot } from "./geometry.js";
import { freeSpots } from "./naive-fleet.js";

export interface RoomGpu {
  readonly model: GpuModel;
  readonly available: boolean;
  readonly running: readonly Spot[];
}

/** The least number of moves up to `most`, or null; `pinned` says which instances may not move. */
export function fewestForRoom(
  gpus: readonly RoomGpu[],
  wants: readonly string[],
  most: number,
  pinned: (gpu: number, start: number) => boolean = () => false,
): number | null {
  const instances = gpus.flatMap(({ running }, gpu) =>
    running.filter(({ start }) => !pinned(gpu, start)).map((spot) => ({ gpu, spot })),
  );
  for (let moves = 0; moves <= most; moves++) {
    for (const moved of subsets(instances, moves)) {
      const left = gpus.map(({ running }, gpu) =>
        running.filter((spot) => !moved.some((each) => each.gpu === gpu && each.spot === spot)),
      );
      if (gpus.some((_, host) => hostsAll(gpus, left, host, wants, moved))) return moves;
    }
  }
  return null;
}

type Moved = readonly { readonly gpu: number; readonly spot: Spot }[];

/** Creates the wants on one GPU, then the moved instances anywhere. */
function hostsAll(
  gpus: readonly RoomGpu[],
  left: readonly (readonly Spot[])[],
  host: number,
  [want, ...rest]: readonly string[],
  moved: Moved,
): boolean {
  if (want === undefined) return homesForAll(gpus, left, moved);
  const at = gpus[host];
  const running = left[host];
  if (at === undefined || running === undefined || !at.available) return false;
  return freeSpots(at.model, running).some(
    (spot) => spot.profile.name === want && hostsAll(gpus, left.with(host, [...running, spot]), host, rest, moved),
  );
}

function homesForAll(gpus: readonly RoomGpu[], left: readonly (readonly Spot[])[], [first, ...rest]: Moved): boolean {
  if (first === undefined) return true;
  const model = gpus[first.gpu]?.model;
  return gpus.some(
    (at, gpu) =>
      at.available &&
      at.model === model &&
      freeSpots(at.model, left[gpu] ?? []).some(
        (spot) =>
          spot.profile.name === first.spot.profile.name && homesForAll(gpus, left.with(gpu, [...(left[gpu] ?? []), spot]), rest),
      ),
  );
}

function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i < items.length; i++) {
    const item = items[i];
    if (item !== undefined) for (const rest of subsets(items, size - 1, i + 1)) yield [item, ...rest];
  }
}
