/** What a profile name of a config means on a model: go-nvlib pkg/nvlib/device/mig_profile.go. */
import type { GpuInstanceProfile, GpuModel } from "../model/types.js";
import { readProfileName } from "./profile-format.js";

/** What one count of `mig-devices` asks for: a compute instance, and the GPU instance that it lives in. */
export interface MigDevice {
  /** As mig-parted prints it, and compares it when it asserts. */
  readonly name: string;
  readonly gpuInstance: GpuInstanceProfile;
  /** Compute slices. */
  readonly slices: number;
  /** Whether it takes the GPU instance whole. */
  readonly whole: boolean;
}

const tables = new WeakMap<GpuModel, ReadonlyMap<string, MigDevice>>();

/**
 * What the model calls by this name, or null. Names are compared by their parts, as `Matches` does:
 * "1c.1g.10gb", "01g.10gb" and "1g.10gb" are one profile, and attributes may stand in any order.
 */
export function migDeviceOf(model: GpuModel, name: string): MigDevice | null {
  let table = tables.get(model);
  if (table === undefined) {
    table = tableOf(model);
    tables.set(model, table);
  }
  return table.get(partsOf(name)) ?? null;
}

/** Every device that the model knows, by its name. */
export function migDevicesOn(model: GpuModel): readonly string[] {
  return model.profiles.flatMap((profile) => devicesOf(profile).map(({ name }) => name));
}

function tableOf(model: GpuModel): ReadonlyMap<string, MigDevice> {
  const table = new Map<string, MigDevice>();
  for (const profile of model.profiles) {
    for (const device of devicesOf(profile)) {
      const spellings = [device.name, ...profile.aliases.map((alias) => (device.whole ? alias : `${device.slices}c.${alias}`))];
      for (const spelling of spellings) if (!table.has(partsOf(spelling))) table.set(partsOf(spelling), device);
    }
  }
  return table;
}

function devicesOf(gpuInstance: GpuInstanceProfile): readonly MigDevice[] {
  const whole = { name: gpuInstance.name, gpuInstance, slices: gpuInstance.computeSlices, whole: true };
  const parts = gpuInstance.computeInstances.filter(({ slices }) => slices !== gpuInstance.computeSlices);
  return [whole, ...parts.map(({ name, slices }) => ({ name, gpuInstance, slices, whole: false }))];
}

/** Equal for names that mean the same; a name of a model of one's own may be no profile name, and then means itself. */
function partsOf(name: string): string {
  const parsed = readProfileName(name);
  return parsed === null ? name : [parsed.name.replace(/[+-].*$/, ""), ...[...parsed.attributes].sort()].join();
}
