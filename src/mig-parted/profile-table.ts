/** What a profile name of a config means on a model: go-nvlib pkg/nvlib/device/mig_profile.go. */
import type { GpuInstanceProfile, GpuModel } from "../model/types.js";
import { readProfileName } from "./profile-format.js";

/** What one count of `mig-devices` asks for: a compute instance, and the GPU instance that it lives in. */
export interface MigDevice {
  /** As mig-parted prints it, and compares it when it asserts. */
  readonly name: string;
  /** What other drivers call it: names under which it is recognised there. */
  readonly aliases: readonly string[];
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
  return tableFor(model).get(partsOf(name)) ?? null;
}

/** What those of the models that know the name call by it; the name is read once. */
export function migDevicesOf(models: Iterable<GpuModel>, name: string): readonly MigDevice[] {
  const parts = partsOf(name);
  return [...models].map((model) => tableFor(model).get(parts)).filter((device) => device !== undefined);
}

function tableFor(model: GpuModel): ReadonlyMap<string, MigDevice> {
  const table = tables.get(model) ?? tableOf(model);
  tables.set(model, table);
  return table;
}

/** Every device that the model knows, by its name. */
export function migDevicesOn(model: GpuModel): readonly string[] {
  return model.profiles.flatMap((profile) => devicesOf(profile).map(({ name }) => name));
}

function tableOf(model: GpuModel): ReadonlyMap<string, MigDevice> {
  const table = new Map<string, MigDevice>();
  for (const device of model.profiles.flatMap(devicesOf)) {
    for (const spelling of [device.name, ...device.aliases]) {
      if (!table.has(partsOf(spelling))) table.set(partsOf(spelling), device);
    }
  }
  return table;
}

function devicesOf(gpuInstance: GpuInstanceProfile): readonly MigDevice[] {
  const { name, aliases, computeSlices, computeInstances } = gpuInstance;
  const parts = computeInstances.filter(({ slices }) => slices !== computeSlices);
  return [
    { name, aliases, gpuInstance, slices: computeSlices, whole: true },
    ...parts.map((inside) => ({
      name: inside.name,
      aliases: aliases.map((alias) => `${inside.slices}c.${alias}`),
      gpuInstance,
      slices: inside.slices,
      whole: false,
    })),
  ];
}

/** Equal for names that mean the same; a name of a model of one's own may be no profile name, and then means itself. */
function partsOf(name: string): string {
  const parsed = readProfileName(name);
  return parsed === null ? name : [parsed.name.replace(/[+-].*$/, ""), ...[...parsed.attributes].sort()].join();
}
