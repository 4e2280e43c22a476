/** What a pod holds at its peak (k8s.io/component-helpers resource/helpers.go, PodRequests). */
import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { deepFreeze } from "../../model/freeze.js";
import type { Demand } from "../../model/types.js";
import { deviceResource } from "./device-resource.js";
import { countsOf, requestsOf } from "./devices.js";
import { type ReadContainer, type ReadPod, readPod } from "./read.js";
import type { PodLike } from "./types.js";

/** The devices of a pod: "gpu" for whole GPUs, profiles for MIG devices. */
export interface PodDevices {
  /** Devices of its own, by profile; whole GPUs as "gpu". */
  readonly own: Demand;
  /** Replicas of shared devices, by what is shared. */
  readonly shared: Demand;
}

/**
 * The devices that a pod holds at its peak, those of its own by profile, whole GPUs under `gpu`.
 * Replicas of shared devices (resources with `.shared`) are no devices of its own: their number
 * stands under "shared", of all kinds together; `podDevices` tells the kinds apart. A resource
 * that is no name of the device plugin counts for nothing, and so does what is 0.
 *
 * Containers and sidecars run together; an init container runs beside the sidecars before it;
 * overhead comes on top. Limits count where requests are not given.
 *
 * @throws MigError INVALID_INPUT with the path into the pod: for what is no pod, quantities that
 *   are no whole numbers from 0, and requests that differ from their limits
 */
export function effectiveMigRequest(pod: PodLike): Demand & { readonly gpu?: number } {
  return atTheDoor(() => {
    const { own, shared } = devicesOf(readPod(pod));
    const replicas = Object.values(shared).reduce((sum, count) => sum + count, 0);
    return Object.freeze(replicas === 0 ? own : { ...own, shared: replicas });
  });
}

/**
 * As `effectiveMigRequest`, with shared devices by kind.
 *
 * @throws MigError INVALID_INPUT as `effectiveMigRequest` does
 */
export function podDevices(pod: PodLike): PodDevices {
  return atTheDoor(() => devicesOf(readPod(pod)));
}

/** @throws MigError INVALID_INPUT */
export function devicesOf(pod: ReadPod): PodDevices {
  const peak = peakOf(pod);
  const counts = (isShared: boolean) =>
    Object.fromEntries(
      [...peak]
        .map(([resource, count]) => ({ ...deviceResource(resource), count }))
        .filter((each) => each.isShared === isShared && each.count > 0)
        .map(({ device = "", count }) => [device, count]),
    );
  return deepFreeze({ own: counts(false), shared: counts(true) });
}

/** resource -> count */
type Counts = ReadonlyMap<string, number>;

function peakOf({ containers, initContainers, overhead }: ReadPod): Counts {
  const sidecars = initContainers.filter(({ isSidecar }) => isSidecar);
  const running = sumOf([...containers, ...sidecars].map(requestsOf));
  return sumOf([most([running, ...starting(initContainers)]), countsOf(overhead)]);
}

/** What is held while each init container starts: it and the sidecars before it. */
function starting(initContainers: readonly ReadContainer[]): readonly Counts[] {
  let before: Counts = new Map();
  return initContainers.map((container) => {
    const held = sumOf([before, requestsOf(container)]);
    if (container.isSidecar) before = held;
    return held;
  });
}

function sumOf(all: readonly Counts[]): Counts {
  const sums = merged(all, (sum, count) => sum + count);
  const [resource] = [...sums].find(([, sum]) => !Number.isSafeInteger(sum)) ?? [];
  if (resource === undefined) return sums;
  throw new MigError("INVALID_INPUT", `spec: the sum of ${resource} is more than any node has`, { path: ["spec"] });
}

function most(all: readonly Counts[]): Counts {
  return merged(all, Math.max);
}

function merged(all: readonly Counts[], join: (a: number, b: number) => number): Counts {
  const result = new Map<string, number>();
  for (const counts of all) for (const [resource, count] of counts) result.set(resource, join(result.get(resource) ?? 0, count));
  return result;
}
