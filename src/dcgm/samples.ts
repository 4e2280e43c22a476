/** Scrapes of dcgm-exporter, by GPU instance. */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import { quote, show } from "../model/quote.js";
import { type Sample, samplesOf } from "./exposition.js";

/** One GPU instance, or a GPU as a whole, in one scrape. */
export interface DcgmSample {
  /** DCGM's GPU id, normally the index of nvidia-smi. */
  readonly gpu: number;
  /** Of the GPU, never of a MIG device. */
  readonly uuid: string;
  /** "NVIDIA H100 80GB HBM3"; empty where the exporter is too old to print it. */
  readonly modelName: string;
  /** null: the exporter prints none. */
  readonly host: string | null;
  /** "1g.10gb"; null: a whole GPU, or an instance whose name DCGM does not know. */
  readonly profile: string | null;
  /** GPU instance id, not its placement and not the index of a MIG device (R26, R47); null: a whole GPU. */
  readonly instanceId: number | null;
  /**
   * By name, in the units of DCGM (FB_* in MiB, PROF_* from 0 to 1). What DCGM cannot measure is
   * absent. Metrics of the board (clocks, temperature, power, energy, PCIe, NVLink, ECC) stand on
   * each of its instances: never sum them over instances.
   */
  readonly metrics: Readonly<Record<string, number>>;
  /** Who uses it (`namespace`, `pod`, `container`), where the exporter maps pods; of several, the first that the text names. */
  readonly pod?: { readonly namespace: string; readonly pod: string; readonly container: string };
  /** Driver branch, where the exporter prints DCGM_FI_DRIVER_VERSION as a label. */
  readonly driver?: number;
}

/** A host of 16 GPUs in sevenths, with every metric and pod labels, prints half of it. */
const MAX_CHARACTERS = 4 << 20;

/**
 * Reads what dcgm-exporter answers at /metrics, or what Prometheus hands on of it: one sample for
 * each GPU instance and each GPU reported as a whole, in the order of the text. An instance is one
 * by host, GPU and GPU instance id.
 *
 * Labels are taken in the spellings of all exporters (`Hostname` and `hostname`, `UUID` and `uuid`,
 * `pod` and `pod_name`), and as `exported_...` where Prometheus renamed them. Lines of other
 * metrics, of CPUs, switches and links are passed over. A metric that an instance has several times
 * (by pod, by error code) counts with its largest value; NaN and infinities are no measurements and
 * are left out. Give one scrape a call: the samples of several may be put together in one list.
 *
 * Cost: linear, a tenth of a second a MiB.
 *
 * @throws MigError INVALID_INPUT with the line number where Prometheus would refuse the text;
 *   unescaped quotes and backslashes in label values, which it refuses as well, are read. Also for
 *   texts above 4 Mi characters
 */
export function readDcgmMetrics(text: string): readonly DcgmSample[] {
  return atTheDoor(() => {
    if (typeof text !== "string")
      throw new MigError("INVALID_INPUT", `text printed by dcgm-exporter is needed, not ${show(text)}`);
    if (text.length > MAX_CHARACTERS)
      throw new MigError("INVALID_INPUT", `${text.length} characters are more than a scrape has (at most ${MAX_CHARACTERS})`);
    const drafts = new Map<string, Draft>();
    for (const line of samplesOf(text)) {
      const who = identityOf(line);
      if (who === null) continue;
      const key = [who.host, who.gpu, who.uuid, who.instanceId].join("\n");
      const draft = drafts.get(key) ?? { ...who, modelName: "", profile: null, metrics: new Map() };
      drafts.set(key, draft);
      addTo(draft, line);
    }
    return deepFreeze([...drafts.values()].map(sampleFrom));
  });
}

/** Prometheus renames a label where its target has one of that name: then the plain one is the target's. */
const spelled = (...names: readonly string[]) => [...names.map((name) => `exported_${name}`), ...names];
const GPU = spelled("gpu");
const UUID = spelled("UUID", "uuid");
const HOST = spelled("hostname", "Hostname");
const MODEL = spelled("modelName");
const PROFILE = spelled("GPU_I_PROFILE");
const INSTANCE = spelled("GPU_I_ID");
const DRIVER = spelled("DCGM_FI_DRIVER_VERSION");
const POD = spelled("pod", "pod_name");
const NAMESPACE = spelled("namespace", "pod_namespace");
const CONTAINER = spelled("container", "container_name");

type Identity = Pick<DcgmSample, "gpu" | "uuid" | "host" | "instanceId">;
interface Draft extends Identity {
  modelName: string;
  profile: string | null;
  pod?: NonNullable<DcgmSample["pod"]>;
  driver?: number;
  readonly metrics: Map<string, number>;
}

/** Whose line it is; null: of no GPU. */
function identityOf({ line, labels, exact }: Sample): Identity | null {
  const gpu = labelOf(labels, GPU);
  const uuid = labelOf(labels, UUID);
  const instance = labelOf(labels, INSTANCE);
  // None holds a quote or a blank: where one does, the line lacks something, or two ran into each other.
  const torn = [gpu, uuid, instance].find((value) => /[\s"\\{}]/.test(value));
  if (torn !== undefined && !exact)
    throw new MigError("INVALID_INPUT", `line ${line}: ${quote(torn)} is no id; is the line cut or torn?`);
  if (uuid === "") return null;
  if (!ID.test(gpu) || !(instance === "" || ID.test(instance))) return null;
  const host = labelOf(labels, HOST);
  return { gpu: Number(gpu), uuid, host: host === "" ? null : host, instanceId: instance === "" ? null : Number(instance) };
}

const ID = /^\d{1,9}$/;
/** What exporters print for a name that DCGM could not tell them. */
const NO_NAME = "<<<NULL>>>";

function addTo(draft: Draft, { name, labels, value }: Sample): void {
  const profile = labelOf(labels, PROFILE);
  if (profile !== "" && profile !== NO_NAME) draft.profile ??= profile;
  if (draft.modelName === "") draft.modelName = labelOf(labels, MODEL);
  const branch = /^\d{3,4}(?=\.)/.exec(labelOf(labels, DRIVER));
  if (branch !== null) draft.driver ??= Number(branch[0]);
  const pod = labelOf(labels, POD);
  if (pod !== "") {
    const namespace = labelOf(labels, NAMESPACE);
    draft.pod ??= { namespace, pod, container: labelOf(labels, CONTAINER) };
  }
  if (Number.isFinite(value)) draft.metrics.set(name, Math.max(value, draft.metrics.get(name) ?? value));
}

/** Empty: not there. */
function labelOf(labels: ReadonlyMap<string, string>, spellings: readonly string[]): string {
  for (const spelling of spellings) {
    const value = labels.get(spelling);
    if (value !== undefined && value !== "") return value;
  }
  return "";
}

function sampleFrom({ metrics, ...rest }: Draft): DcgmSample {
  // A metric may be called __proto__, which only an own key can be.
  return { ...rest, metrics: Object.fromEntries(metrics) };
}
