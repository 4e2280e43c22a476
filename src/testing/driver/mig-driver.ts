import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { capacity } from "../../gpu/free.js";
import { listOf } from "../../gpu/read-placement.js";
import type { Layout } from "../../gpu/types.js";
import { resolveModel } from "../../model/define.js";
import { deepFreeze } from "../../model/freeze.js";
import { show } from "../../model/quote.js";
import type { ModelRef } from "../../model/types.js";
import type { GpuInstanceRow } from "../../nvidia-smi/index.js";
import { chooseComputeStart, choosePlacement } from "./choose.js";
import { Faults } from "./faults.js";
import { profileIds } from "./ids.js";
import { idMapOf, noSuch } from "./read.js";
import { done, refused } from "./results.js";
import { type RunningGpuInstance, SimulatedGpu } from "./simulated-gpu.js";
import type {
  ComputeInstance,
  CreatedComputeInstance,
  CreatedGpuInstance,
  DriverCall,
  DriverError,
  DriverResult,
  MigDriverOptions,
} from "./types.js";
import { uuidOf } from "./uuid.js";

/**
 * An in-memory MIG driver for tests of code that talks to NVML. It refuses as the real one does:
 * default starts that can shut a later profile out, compute instances before GPU instances, busy
 * instances, MIG mode that waits for a reset, ids that are not placements (R20 to R41).
 *
 * Everything starts with MIG mode off. Calls answer with NVML's errors as values and never throw;
 * of several faults the one that nvml.h names first counts: a GPU that does not exist
 * (INVALID_ARGUMENT), MIG mode off (NOT_SUPPORTED), an instance that does not exist (NOT_FOUND), an
 * unknown profile id (INVALID_ARGUMENT), IN_USE, INSUFFICIENT_RESOURCES. A refused call changes
 * nothing. There are no lists of creations here, so nothing to roll back, as drivers do not (R25).
 *
 * Where an instance without a start goes is `predictDriver`'s inference. Profile ids are those of
 * the model; profiles without one get the lowest numbers left, in the model's order.
 */
export class MigDriver {
  readonly #gpus: readonly SimulatedGpu[];
  readonly #faults = new Faults();

  /**
   * One GPU for each model, numbered from 0.
   *
   * @throws MigError UNKNOWN_MODEL, INVALID_MODEL, INVALID_INPUT
   */
  constructor(models: readonly ModelRef[], options: MigDriverOptions = {}) {
    this.#gpus = atTheDoor(() => {
      const { idMap = "direct", node = "" } = options;
      if (typeof node !== "string")
        throw new MigError("INVALID_INPUT", `node: a name is needed, not ${show(node)}`, { path: ["node"] });
      return Array.from(listOf(models, ["models"]), (ref, gpu) => {
        const model = resolveModel(ref);
        return new SimulatedGpu(gpu, model, `GPU-${uuidOf(`${node}/${gpu}/${model.name}`)}`, idMapOf(idMap, gpu));
      });
    });
  }

  /**
   * Switches MIG mode. Where the model's trait `migModeNeedsReset` says so (Ampere), the mode is
   * pending until `resetGpu` and `resetRequired` is true; elsewhere it holds at once (R38).
   * IN_USE: switching off while GPU instances exist or a process holds the GPU (R39), and switching
   * on at once while a process holds it.
   */
  setMigMode(gpu: number, on: boolean): DriverResult<{ readonly resetRequired: boolean }> {
    return this.#call("setMigMode", gpu, (at) => {
      if (typeof on !== "boolean") return refused("INVALID_ARGUMENT");
      const needsReset = at.model.traits.migModeNeedsReset === true;
      if (on !== at.mig && (at.instances.size > 0 || (at.busy && !(on && needsReset)))) return refused("IN_USE");
      at.pending = on;
      if (!needsReset) at.mig = on;
      return done({ resetRequired: at.mig !== at.pending });
    });
  }

  /** Resets a GPU: instances are gone, and the pending MIG mode holds (R38). IN_USE while a process holds it or an instance. */
  resetGpu(gpu: number): DriverResult<null> {
    return this.#call("resetGpu", gpu, (at) => {
      if (at.busy || [...at.instances.values()].some((instance) => instance.busy)) return refused("IN_USE");
      at.instances.clear();
      at.mig = at.pending;
      return done(null);
    });
  }

  /** Reboots the node: no instance survives, and MIG mode only where the trait `migModeSurvivesReboot` says so (R38). */
  reboot(): void {
    for (const at of this.#gpus) {
      at.instances.clear();
      at.busy = false;
      at.pending &&= at.model.traits.migModeSurvivesReboot !== false;
      at.mig = at.pending;
    }
  }

  /**
   * Creates a GPU instance, where the driver would put it or at `start`, in memory slices.
   *
   * NOT_SUPPORTED: MIG mode is off, or still pending. INVALID_ARGUMENT: no such profile id.
   * INSUFFICIENT_RESOURCES: no room, or `start` is occupied or never possible, which drivers do not
   * tell apart (R27). IN_USE: the first one, while a process holds the GPU (R27, R29).
   */
  createGpuInstance(gpu: number, profileId: number, start?: number): DriverResult<CreatedGpuInstance> {
    return this.#call("createGpuInstance", gpu, (at) => {
      if (!at.mig) return refused("NOT_SUPPORTED");
      const profile = at.profileOf(profileId);
      if (profile === undefined || !isStart(start)) return refused("INVALID_ARGUMENT");
      if (at.busy && at.instances.size === 0) return refused("IN_USE");
      const placement = choosePlacement(at, profile, start);
      if (placement === null) return refused("INSUFFICIENT_RESOURCES");
      const { id } = at.hold(profile, placement);
      return done({ id, start: placement.start, size: placement.size });
    });
  }

  /**
   * Creates a compute instance inside a GPU instance, where the driver would put it or at `start`,
   * in compute slices of the GPU instance. Its id is the lowest that is free.
   *
   * Errors as `createGpuInstance`; NOT_FOUND: no such GPU instance; NOT_SUPPORTED: a profile id
   * that other GPU instances of the model have and this one has not (nvml.h).
   */
  createComputeInstance(
    gpu: number,
    gpuInstance: number,
    profileId: number,
    start?: number,
  ): DriverResult<CreatedComputeInstance> {
    return this.#inside("createComputeInstance", gpu, gpuInstance, (at, instance) => {
      const own = instance.profile.computeInstances;
      const profile = own[profileIds(own).indexOf(profileId)];
      if (!isStart(start)) return refused("INVALID_ARGUMENT");
      if (profile === undefined) {
        const elsewhere = at.model.profiles.some(({ computeInstances }) => profileIds(computeInstances).includes(profileId));
        return refused(elsewhere ? "NOT_SUPPORTED" : "INVALID_ARGUMENT");
      }
      const chosen = chooseComputeStart(at, instance, profile, start);
      if (chosen === null) return refused("INSUFFICIENT_RESOURCES");
      let id = 0;
      while (instance.computeInstances.has(id)) id++;
      const made = { id, profile, start: chosen };
      instance.computeInstances.set(id, made);
      return done({ id, uuid: at.deviceUuid(instance.id, id), start: chosen, size: profile.size });
    });
  }

  /** NOT_FOUND: no such instance. IN_USE: a process runs in the GPU instance. */
  destroyComputeInstance(gpu: number, gpuInstance: number, id: number): DriverResult<null> {
    return this.#inside("destroyComputeInstance", gpu, gpuInstance, (_, instance) => {
      if (!instance.computeInstances.has(id)) return refused("NOT_FOUND");
      if (instance.busy) return refused("IN_USE");
      instance.computeInstances.delete(id);
      return done(null);
    });
  }

  /** NOT_FOUND: no such instance. IN_USE: it has compute instances or is busy (R37), or it is the last and a process holds the GPU (R29). */
  destroyGpuInstance(gpu: number, id: number): DriverResult<null> {
    return this.#inside("destroyGpuInstance", gpu, id, (at, instance) => {
      const held = at.busy && at.instances.size === 1;
      if (instance.computeInstances.size > 0 || instance.busy || held) return refused("IN_USE");
      at.instances.delete(id);
      return done(null);
    });
  }

  /** The rows of `nvidia-smi mig -lgi`, by instance id. @throws MigError INVALID_INPUT where there is no such GPU, as all that follow */
  gpuInstances(gpu: number): readonly GpuInstanceRow[] {
    const at = this.#gpu(gpu);
    return deepFreeze(
      at.sorted().map(({ id, profile, placement: { start, size } }) => {
        const name = `MIG ${profile.name}`;
        return { gpu: at.index, name, profile: profile.name, profileId: at.idOf(profile), instanceId: id, start, size };
      }),
    );
  }

  /** Those inside a GPU instance, by id; none where there is no such instance. */
  computeInstances(gpu: number, gpuInstance: number): readonly ComputeInstance[] {
    const at = this.#gpu(gpu);
    const instance = at.instances.get(gpuInstance);
    if (instance === undefined) return Object.freeze([]);
    const ids = profileIds(instance.profile.computeInstances);
    const rows = [...instance.computeInstances.values()].map((each): ComputeInstance => {
      const profileId = ids[instance.profile.computeInstances.indexOf(each.profile)] ?? -1;
      const { size } = each.profile;
      return { id: each.id, profileId, start: each.start, size, uuid: at.deviceUuid(instance.id, each.id) };
    });
    return deepFreeze(rows.sort((a, b) => a.id - b.id));
  }

  /**
   * Says that a process runs in a GPU instance, so that destroying it is refused, or with null that
   * one holds the GPU as a whole.
   *
   * @throws MigError INVALID_INPUT where there is no such GPU or instance
   */
  setBusy(gpu: number, gpuInstance: number | null, busy: boolean): void {
    atTheDoor(() => {
      const at = this.#gpu(gpu);
      const held = gpuInstance === null ? at : at.instances.get(gpuInstance);
      if (held === undefined) throw noSuch("gpuInstance", gpuInstance, [...at.instances.keys()]);
      held.busy = Boolean(busy);
    });
  }

  /**
   * The next call of this name fails so, on whatever GPU, and changes nothing. Ordered again before
   * that, the call after it fails too.
   *
   * @throws MigError INVALID_INPUT for what is no call or no error
   */
  failNext(call: DriverCall, error: DriverError): void {
    atTheDoor(() => this.#faults.order(call, error));
  }

  /**
   * How many more instances of this profile alone fit: the Free column of `-lgip`, which drivers
   * tell with MIG mode off too (R6, R40).
   *
   * @throws MigError INVALID_INPUT where there is no such GPU or profile id
   */
  remainingCapacity(gpu: number, profileId: number): number {
    return atTheDoor(() => {
      const at = this.#gpu(gpu);
      const profile = at.profileOf(profileId);
      if (profile !== undefined) return capacity(at.model, at.occupied())[profile.name] ?? 0;
      const there = at.model.profiles.map((each) => at.idOf(each));
      throw noSuch("profileId", profileId, there);
    });
  }

  /** What is there, by start: can be given as `occupied` and to `checkLayout`. */
  layout(gpu: number): Layout {
    return deepFreeze(this.#gpu(gpu).layout());
  }

  /** MIG mode as it is (`current`), and as it will be after the next reset (`pending`). */
  migMode(gpu: number): { readonly current: boolean; readonly pending: boolean } {
    const { mig, pending } = this.#gpu(gpu);
    return Object.freeze({ current: mig, pending });
  }

  /** "GPU-0d0831da-...": a function of the node, the index and the model. */
  gpuUuid(gpu: number): string {
    return this.#gpu(gpu).uuid;
  }

  #gpu(gpu: number): SimulatedGpu {
    const found = this.#find(gpu);
    if (found === undefined) throw atTheDoor(() => noSuch("gpu", gpu, [...this.#gpus.keys()]));
    return found;
  }

  #find(gpu: number): SimulatedGpu | undefined {
    return typeof gpu === "number" ? this.#gpus[gpu] : undefined;
  }

  #call<T>(name: DriverCall, gpu: number, body: (at: SimulatedGpu) => DriverResult<T>): DriverResult<T> {
    const fault = this.#faults.take(name);
    if (fault !== null) return refused(fault);
    const at = this.#find(gpu);
    return at === undefined ? refused("INVALID_ARGUMENT") : body(at);
  }

  #inside<T>(
    name: DriverCall,
    gpu: number,
    gpuInstance: number,
    body: (at: SimulatedGpu, instance: RunningGpuInstance) => DriverResult<T>,
  ): DriverResult<T> {
    return this.#call(name, gpu, (at) => {
      if (!at.mig) return refused("NOT_SUPPORTED");
      const instance = at.instances.get(gpuInstance);
      return instance === undefined ? refused("NOT_FOUND") : body(at, instance);
    });
  }
}

/** Whether it can be asked for at all; whether something may sit there is the planner's to say. */
function isStart(start: number | undefined): boolean {
  return start === undefined || Number.isInteger(start);
}
