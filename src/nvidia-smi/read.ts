import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { NodeGpu, NodeGpus } from "../gpu/node.js";
import { deepFreeze } from "../model/freeze.js";
import type { Demand, GpuModel } from "../model/types.js";
import { created } from "./created.js";
import { devices } from "./devices.js";
import { computeInstances, gpuInstances } from "./instances.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { driverBranch, migDevices, overview } from "./overview.js";
import { gpuInstanceProfiles } from "./profiles.js";
import { byGpu, type Seen } from "./seen.js";
import { missing } from "./tables.js";
import { modelOf } from "./which-model.js";

const EMPTY_BUT_ON = /^No GPU instances found/i;
/** `-lci` of one GPU instance says nothing about the others. */
const OF_ONE_INSTANCE = /\s-gi\s.*\s-lci\b|\s-lci\s.*-gi\s/;

/**
 * What a pasted text says about a node's GPUs: any of `-lgi`, `-lci`, `-lgip`, `-L`, the answers
 * to `-cgi` and the overview that `nvidia-smi` prints, together or alone, with prompts and
 * commands between. Layouts where it tells starts (`-lgi`), else counts of instances (`-L`,
 * `-cgi`). `gpus` are the GPUs that the text names, in index order.
 *
 * The model is taken from the product name; without one it is the one built-in model whose
 * profiles have these names, ids and multiprocessors. `model` says it where the text cannot.
 *
 * `mig` is there where the text tells it: by rows of `-lgi`, or, for a GPU without any, by the
 * overview's "Enabled" or where nvidia-smi found no instances on the only GPU.
 *
 * @throws MigError INVALID_INPUT where nothing can be read, several models would do, or names and
 *   IDs are not of the model; UNKNOWN_MODEL
 */
export function readNvidiaSmi(text: string, options: { readonly model?: string; readonly name?: string } = {}): NodeGpus {
  return atTheDoor(() => {
    const { model, name = "node" } = options;
    if (typeof name !== "string") throw new MigError("INVALID_INPUT", "the name of the node must be text", { path: ["name"] });
    return deepFreeze({ name, ...nodeGpus(linesOf(text), model) });
  });
}

function nodeGpus(lines: readonly Line[], stated: string | undefined): Omit<NodeGpus, "name"> {
  const instances = gpuInstances(lines);
  const inside = computeInstances(lines);
  const list = devices(lines);
  const above = overview(lines);
  const profiles = gpuInstanceProfiles(lines);
  const made = instances === null && !list?.some(({ mig }) => mig.length > 0) ? created(lines) : null;
  if (instances === null && list === null && (migDevices(lines)?.length ?? 0) > 0) throw onlyUsage(lines);
  if ([instances, list, above, made, profiles].every((rows) => rows === null)) throw nothingFound(lines);

  const seen = byGpu({
    device: list ?? [],
    overview: above ?? [],
    profiles: profiles ?? [],
    instances: instances ?? [],
    inside: inside ?? [],
    created: made ?? [],
  });
  const alone = seen.length === 1;
  const wholeInside = inside !== null && !lines.some(({ text }) => OF_ONE_INSTANCE.test(text));
  const emptyButOn = alone && lines.some(({ text }) => EMPTY_BUT_ON.test(text));
  const counts = new Map<string, number>();
  const gpus = seen.map(([gpu, of]): NodeGpu => {
    const model = modelOf(gpu, of, stated);
    if (instances === null) for (const name of namesOf(of, model)) counts.set(name, (counts.get(name) ?? 0) + 1);
    const on = of.instances.length > 0 || (instances !== null && (of.overview?.migEnabled ?? emptyButOn));
    return {
      model: model.name,
      ...(of.device === undefined || of.device.uuid === "" ? {} : { uuid: of.device.uuid }),
      ...(on ? { mig: placementsOf(of, wholeInside && (alone || of.inside.length > 0)) } : {}),
    };
  });
  const driver = driverBranch(lines);
  const demand: Demand = Object.fromEntries(counts);
  return {
    ...(driver === null ? {} : { driver }),
    gpus,
    ...(instances === null && (list !== null || made !== null) ? { instances: demand } : {}),
  };
}

function nothingFound(lines: readonly Line[]): MigError {
  return missing(lines, { title: "GPU instances:", command: "nvidia-smi mig -lgi" });
}

function onlyUsage(lines: readonly Line[]): MigError {
  const line = lines.find(({ text }) => text.includes("MIG devices:"));
  const message = "the overview names neither profiles nor starts; add what nvidia-smi mig -lgi prints";
  return line === undefined ? new MigError("INVALID_INPUT", message) : unreadable(line, message);
}

/** `whole`: every compute instance is listed, so that an instance without any is one that cannot be used (R30). */
function placementsOf({ instances, inside }: Seen, whole: boolean) {
  const byInstance = new Map<number, { profile: string; start: number }[]>();
  for (const { gpuInstanceId, profile, start } of inside) {
    const list = byInstance.get(gpuInstanceId);
    if (list === undefined) byInstance.set(gpuInstanceId, [{ profile, start }]);
    else list.push({ profile, start });
  }
  // Before R470 -lci prints no starts, so that it tells nothing that a layout could say.
  const placed = inside.every(({ start }) => start >= 0);
  return instances.map(({ profile, start, size, instanceId }) => {
    const computeInstances = byInstance.get(instanceId) ?? (whole ? [] : undefined);
    return { profile, start, size, ...(computeInstances !== undefined && placed ? { computeInstances } : {}) };
  });
}

/** The profiles of the instances that are known by count only. */
function namesOf({ device, created }: Seen, model: GpuModel): readonly string[] {
  const listed = device?.mig.flatMap(({ profile }) => (profile === null ? [] : [profile])) ?? [];
  if (listed.length > 0) return listed;
  return created.flatMap(({ profile, profileId }) => profile ?? model.profiles.find(({ id }) => id === profileId)?.name ?? []);
}
