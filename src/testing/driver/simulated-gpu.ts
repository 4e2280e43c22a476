import type { Layout, Placement } from "../../gpu/types.js";
import type { ComputeInstanceProfile, GpuInstanceProfile, GpuModel } from "../../model/types.js";
import { gpuInstanceIds, profileIds } from "./ids.js";
import type { IdMap } from "./types.js";
import { uuidOf } from "./uuid.js";

/** A compute instance that runs. */
export interface RunningComputeInstance {
  readonly id: number;
  readonly profile: ComputeInstanceProfile;
  readonly start: number;
}

/** A GPU instance that exists. */
export interface RunningGpuInstance {
  readonly id: number;
  readonly profile: GpuInstanceProfile;
  readonly placement: Placement;
  /** By id. */
  readonly computeInstances: Map<number, RunningComputeInstance>;
  busy: boolean;
}

/** What one GPU remembers. It judges nothing: that is the driver's part, and the planner's. */
export class SimulatedGpu {
  /** By id. */
  readonly instances = new Map<number, RunningGpuInstance>();
  /** Whether MIG mode is on, ... */
  mig = false;
  /** ... and whether it will be after the next reset. */
  pending = false;
  /** A process holds the GPU as a whole. */
  busy = false;
  readonly #ids: readonly number[];
  readonly #idOf: (placement: Placement) => number;

  constructor(
    readonly index: number,
    readonly model: GpuModel,
    readonly uuid: string,
    map: IdMap,
  ) {
    this.#ids = profileIds(model.profiles);
    this.#idOf = gpuInstanceIds(model, map);
  }

  profileOf(id: number): GpuInstanceProfile | undefined {
    return this.model.profiles[this.#ids.indexOf(id)];
  }

  idOf(profile: GpuInstanceProfile): number {
    return this.#ids[this.model.profiles.indexOf(profile)] ?? -1;
  }

  /** What the planner is told to be there. */
  occupied(): readonly Placement[] {
    return [...this.instances.values()].map(({ placement }) => placement);
  }

  hold(profile: GpuInstanceProfile, placement: Placement): RunningGpuInstance {
    const id = this.#idOf(placement);
    const instance = { id, profile, placement, computeInstances: new Map(), busy: false };
    this.instances.set(id, instance);
    return instance;
  }

  /** A function of the GPU and of ids, never of a profile: the same after a change of profile (R46). */
  deviceUuid(gpuInstance: number, computeInstance: number): string {
    return `MIG-${uuidOf(`${this.uuid}/${gpuInstance}/${computeInstance}`)}`;
  }

  /** By id, which is how drivers list (R47). */
  sorted(): readonly RunningGpuInstance[] {
    return [...this.instances.values()].sort((a, b) => a.id - b.id);
  }

  /** By start, with the compute instances inside wherever they are not one of full size. */
  layout(): Layout {
    return this.sorted()
      .map(placementOf)
      .sort((a, b) => a.start - b.start);
  }
}

function placementOf({ profile, placement, computeInstances }: RunningGpuInstance): Placement {
  const inside = [...computeInstances.values()].sort((a, b) => a.id - b.id);
  const [first, second] = inside;
  const whole = second === undefined && first?.profile.slices === profile.computeSlices;
  if (whole || profile.computeInstances.length === 0) return placement;
  return { ...placement, computeInstances: inside.map(({ profile: { name }, start }) => ({ profile: name, start })) };
}
