import { MigError } from "../error.js";
import type { NodeGpu, NodeGpus } from "../gpu/node.js";
import { gpuModel, gpuModels } from "../model/catalogue.js";
import { deepFreeze } from "../model/freeze.js";
import type { Demand, GpuModel } from "../model/types.js";
import { type DeviceListRow, parseDeviceList } from "./devices.js";
import { type ComputeInstanceRow, type GpuInstanceRow, parseComputeInstances, parseGpuInstances } from "./instances.js";
import { linesOf } from "./lines.js";
import { type GpuInstanceProfileRow, parseGpuInstanceProfiles } from "./profiles.js";
import { lastTable } from "./tables.js";

/**
 * What a pasted text says about a node's GPUs: any of `-lgi`, `-lci`, `-lgip` and `-L`, together
 * or alone, with prompts and commands between. Layouts where it tells starts (`-lgi`), else
 * counts of instances (`-L`).
 *
 * The model is taken from `-L`; without it, it is the one built-in model whose profiles have
 * these names, ids and multiprocessors. `model` says it where the text cannot.
 *
 * @throws MigError INVALID_INPUT where nothing can be read, or several models would do; UNKNOWN_MODEL
 */
export function readNvidiaSmi(text: string, options: { readonly model?: string; readonly name?: string } = {}): NodeGpus {
  const instances = section(text, "GPU instances:", parseGpuInstances);
  const inside = section(text, "Compute instances:", parseComputeInstances) ?? [];
  const profiles = section(text, "GPU instance profiles:", parseGpuInstanceProfiles) ?? [];
  const devices = /^\s*GPU \d+:|^\s*MIG .*Device\s+\d+:/m.test(text) ? parseDeviceList(text) : [];
  if (instances === null && profiles.length === 0 && devices.length === 0) {
    throw new MigError(
      "INVALID_INPUT",
      "line 1: nothing that nvidia-smi prints was found; paste the output of nvidia-smi mig -lgi, or of nvidia-smi -L",
    );
  }
  const indices = [...new Set([...(instances ?? []), ...profiles, ...devices].map(({ gpu }) => gpu))].sort((a, b) => a - b);
  const gpus = indices.map((gpu): NodeGpu => {
    const of = <T extends { readonly gpu: number }>(rows: readonly T[]) => rows.filter((row) => row.gpu === gpu);
    const device = devices.find((row) => row.gpu === gpu);
    const model = modelOf(options.model, device, of(instances ?? []), of(profiles), gpu);
    const uuid = device === undefined || device.uuid === "" ? {} : { uuid: device.uuid };
    return instances === null
      ? { model: model.name, ...uuid }
      : { model: model.name, ...uuid, mig: of(instances).map((row) => placementOf(row, of(inside))) };
  });
  const counts = instances === null ? countOf(devices) : null;
  return deepFreeze({ name: options.name ?? "node", gpus, ...(counts === null ? {} : { instances: counts }) });
}

/** The rows of a listing that the text has; null where it has none of it. */
function section<T>(text: string, title: string, parse: (text: string) => readonly T[]): readonly T[] | null {
  return lastTable(linesOf(text), title) === null ? null : parse(text);
}

function placementOf({ profile, start, size, instanceId }: GpuInstanceRow, inside: readonly ComputeInstanceRow[]) {
  const mine = inside.filter((row) => row.gpuInstanceId === instanceId && row.start >= 0);
  const computeInstances = mine.map((row) => ({ profile: row.profile, start: row.start }));
  return { profile, start, size, ...(computeInstances.length > 0 ? { computeInstances } : {}) };
}

function modelOf(
  stated: string | undefined,
  device: DeviceListRow | undefined,
  instances: readonly GpuInstanceRow[],
  profiles: readonly GpuInstanceProfileRow[],
  gpu: number,
): GpuModel {
  if (stated !== undefined) return gpuModel(stated);
  if (device !== undefined && device.product !== "") return gpuModel(device.product);
  const named = device?.mig.flatMap(({ profile }) => (profile === null ? [] : [profile])) ?? [];
  const candidates = gpuModels().filter(
    (model) =>
      instances.every((row) => has(model, row.profile, row.profileId)) &&
      profiles.every((row) => has(model, row.profile, row.id, row.multiprocessors)) &&
      named.every((profile) => has(model, profile)),
  );
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  const names = candidates.map(({ name }) => name).join(", ");
  throw new MigError(
    "INVALID_INPUT",
    only === undefined
      ? `GPU ${gpu}: no built-in model has these profiles; define it with modelFromNvidiaSmi`
      : `GPU ${gpu}: the text does not tell which of ${names} this is; add the output of nvidia-smi -L, or name the model`,
  );
}

function has(model: GpuModel, profile: string, id?: number, multiprocessors?: number): boolean {
  const name = profile.replace(/^\d+c\./, "");
  return model.profiles.some(
    (known) =>
      (known.name === name || known.aliases.includes(name)) &&
      (id === undefined || known.id === null || known.id === id) &&
      (multiprocessors === undefined || known.multiprocessors === null || known.multiprocessors === multiprocessors),
  );
}

/** MIG devices by profile, over all GPUs. */
function countOf(devices: readonly DeviceListRow[]): Demand {
  const counts = new Map<string, number>();
  for (const { profile } of devices.flatMap(({ mig }) => mig))
    if (profile !== null) counts.set(profile, (counts.get(profile) ?? 0) + 1);
  return Object.fromEntries(counts);
}
