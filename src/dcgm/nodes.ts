/** What scrapes say about nodes. */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { NodeGpu, NodeGpus } from "../gpu/node.js";
import { deepFreeze } from "../model/freeze.js";
import { show } from "../model/quote.js";
import { type ModelLookup, modelLookup, profileOrNull } from "./models.js";
import { readSamples } from "./read-samples.js";
import type { DcgmSample } from "./samples.js";

/** One GPU of a host in all its samples. */
interface Seen {
  readonly last: DcgmSample;
  /** The last driver branch that any of them tells. */
  readonly driver: number | undefined;
  /** GPU instance id -> its last sample. */
  readonly instances: Map<number, DcgmSample>;
}

/**
 * The hosts of the samples, by name, as nodes: GPUs in index order with model and UUID, instances by
 * count only, since DCGM tells no starts (R26). Give the samples of one scrape: of several, an
 * instance that has gone meanwhile still counts. A host without name is called "node".
 *
 * A model is the built-in one of the GPU's name (`options.model` where the exporter prints no name).
 * A GPU of another name is a board without MIG, unless it has instances.
 *
 * @throws MigError INVALID_INPUT where a GPU with instances is of no known model, an instance has no
 *   profile, or the samples of one host name two GPUs of one index
 */
export function nodesOfDcgm(samples: readonly DcgmSample[], options: { readonly model?: string } = {}): readonly NodeGpus[] {
  return atTheDoor(() => {
    const { model } = options;
    if (model !== undefined && typeof model !== "string")
      throw new MigError("INVALID_INPUT", `model: a name is needed, not ${show(model)}`, { path: ["options", "model"] });
    const hosts = new Map<string, Map<number, Seen>>();
    for (const sample of readSamples(samples)) {
      const host = sample.host ?? "node";
      const gpus = hosts.get(host) ?? new Map<number, Seen>();
      hosts.set(host, gpus.set(sample.gpu, seenWith(gpus.get(sample.gpu), sample, host)));
    }
    const sorted = [...hosts].sort(([a], [b]) => (a < b ? -1 : 1));
    const modelOf = modelLookup();
    return deepFreeze(sorted.map(([name, gpus]) => nodeOf(name, gpus, modelOf, model)));
  });
}

function seenWith(known: Seen | undefined, sample: DcgmSample, host: string): Seen {
  if (known !== undefined && known.last.uuid !== sample.uuid)
    throw invalid(
      sample,
      host,
      `is both ${known.last.uuid} and ${sample.uuid}; read each host apart, or have the exporter name hosts`,
    );
  const instances = known?.instances ?? new Map<number, DcgmSample>();
  if (sample.instanceId !== null) instances.set(sample.instanceId, sample);
  return { last: sample, driver: sample.driver ?? known?.driver, instances };
}

function nodeOf(name: string, gpus: ReadonlyMap<number, Seen>, modelOf: ModelLookup, stated = ""): NodeGpus {
  const counts = new Map<string, number>();
  const list = [...gpus.values()].sort((a, b) => a.last.gpu - b.last.gpu);
  const nodeGpus = list.map(({ last, driver, instances }): NodeGpu => {
    const called = last.modelName || stated;
    const model = modelOf(called, driver);
    for (const sample of instances.values()) {
      if (model === null)
        throw invalid(sample, name, `has instances and is of no known model (${show(called)}); name one with the option model`);
      if (sample.profile === null) throw invalid(sample, name, `has instance ${sample.instanceId} without a profile's name`);
      const profile = profileOrNull(model, sample.profile)?.profile.name ?? sample.profile;
      counts.set(profile, (counts.get(profile) ?? 0) + 1);
    }
    return model === null
      ? { model: called || "unknown", migCapable: false, uuid: last.uuid }
      : { model: model.name, uuid: last.uuid };
  });
  const driver = list.find(({ driver }) => driver !== undefined)?.driver;
  return { name, ...(driver === undefined ? {} : { driver }), gpus: nodeGpus, instances: Object.fromEntries(counts) };
}

function invalid({ gpu }: DcgmSample, host: string, message: string): MigError {
  return new MigError("INVALID_INPUT", `GPU ${gpu} of ${show(host)} ${message}`, { path: ["samples"] });
}
