/** What `migpack convert` reads: each source of what is known about a node, from its text. */
import { nodesOfDcgm, readDcgmMetrics } from "../dcgm/index.js";
import { readDocuments } from "../documents/yaml.js";
import { nodesFromResourceSlices } from "../dra/index.js";
import { MigError } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { nodeGpusFromNode } from "../kubernetes/index.js";
import { readNvidiaSmi } from "../nvidia-smi/index.js";
import { itemsOf, kindOf } from "./cluster.js";

export interface SourceOptions {
  readonly model?: string;
  readonly name?: string;
}

type Source = (text: string, options: SourceOptions) => NodeGpus;

export const SOURCES = {
  "nvidia-smi": (text, { model, name }) =>
    readNvidiaSmi(text, { ...(model === undefined ? {} : { model }), ...(name === undefined ? {} : { name }) }),
  gfd: (text, { name }) => one(labelled(text), name, LABELLED.printedBy),
  dcgm: (text, { model, name }) =>
    one(nodesOfDcgm(readDcgmMetrics(text), model === undefined ? {} : { model }), name, DCGM_METRICS),
  resourceslice: (text, { name }) =>
    one(nodesFromResourceSlices(objectsIn(text, RESOURCE_SLICES)), name, RESOURCE_SLICES.printedBy),
} satisfies Readonly<Record<string, Source>>;

export type SourceName = keyof typeof SOURCES;

/** A line of a feature file; no document of YAML begins so. */
const LABEL_LINE = /^(?:\s*(?:#.*)?\n)*[\w./-]+(?:=|\s*$)/;

function labelled(text: string): readonly NodeGpus[] {
  if (LABEL_LINE.test(text)) return [nodeGpusFromNode(text)];
  return objectsIn(text, LABELLED).map(nodeGpusFromNode);
}

/** Kinds of objects, and what prints them. */
interface Wanted {
  readonly kinds: readonly string[];
  readonly printedBy: string;
}

const LABELLED: Wanted = {
  kinds: ["Node", "NodeFeature"],
  printedBy: "kubectl get node -o yaml; a feature file of gpu-feature-discovery does as well",
};
const RESOURCE_SLICES: Wanted = { kinds: ["ResourceSlice"], printedBy: "kubectl get resourceslices -o yaml" };

const DCGM_METRICS = "curl http://NODE:9400/metrics of dcgm-exporter";

function objectsIn(text: string, { kinds, printedBy }: Wanted): readonly unknown[] {
  const objects = readDocuments(text, "the text").flatMap(({ value }) => itemsOf(value));
  const found = objects.filter((object) => kinds.includes(String(kindOf(object))));
  if (found.length > 0) return found;
  throw new MigError("INVALID_INPUT", `holds no ${kinds.join(" and no ")}, as printed by ${printedBy}`);
}

/** The node of that name, or the only one under that name. */
function one(nodes: readonly NodeGpus[], name: string | undefined, printedBy: string): NodeGpus {
  const [first, second] = nodes;
  const found = nodes.find((node) => node.name === name);
  if (found !== undefined) return found;
  if (first === undefined)
    throw new MigError("INVALID_INPUT", `speaks of no node with GPUs; what is read is printed by ${printedBy}`);
  if (second === undefined) return name === undefined ? first : { ...first, name };
  const names = nodes.map((node) => node.name).join(", ");
  throw new MigError("INVALID_INPUT", `speaks of ${nodes.length} nodes; --name chooses one: ${names}`);
}
