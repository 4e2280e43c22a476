/** A plan of whole nodes as the file and the commands that carry it out. */
import { atTheDoor } from "../door.js";
import { MigError, pathText } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { readNodeGpus } from "../gpu/read-node.js";
import { deepFreeze } from "../model/freeze.js";
import { quote } from "../model/quote.js";
import { exported } from "./export.js";
import { formatted } from "./format.js";
import { nodesOf } from "./read-nodes.js";
import type { MigConfigEntry } from "./types.js";

/** What `migConfigForNodes` gives. */
export interface NodeConfigs {
  /** A config file, YAML, with one config for each different set of GPUs. */
  readonly file: string;
  /** The `config` of each `node`, by name, in the order of the nodes. */
  readonly labels: readonly { readonly node: string; readonly config: string }[];
  /** `kubectl label nodes NODE nvidia.com/mig.config=NAME --overwrite`, in the order of the nodes. */
  readonly commands: readonly string[];
}

/**
 * A plan as mig-manager takes it: a config file, and for each node the label that selects its
 * config. A config is called after what is in it, so that a changed plan changes the label, which is
 * what mig-manager waits for; nodes whose GPUs are alike share one. Node names are those of
 * Kubernetes.
 *
 * @throws MigError as `emitMigConfig`, with the path into `nodes`
 */
export function migConfigForNodes(nodes: readonly NodeGpus[]): NodeConfigs {
  return atTheDoor(() => {
    const names = new Map<string, string>();
    const configs = new Map<string, readonly MigConfigEntry[]>();
    const labels = nodesOf(nodes).map((node, i) => {
      const { name, entries } = readPlan(node, i);
      const text = JSON.stringify(entries);
      const config = names.get(text) ?? unused(`migpack-${digest(text)}`, configs);
      names.set(text, config);
      configs.set(config, entries);
      return { node: name, config };
    });
    const commands = labels.map(({ node, config }) => `kubectl label nodes ${node} nvidia.com/mig.config=${config} --overwrite`);
    return deepFreeze({
      file: formatted({ version: "v1", "mig-configs": Object.fromEntries(configs) }, "yaml"),
      labels,
      commands,
    });
  });
}

/** RFC 1123, as Kubernetes wants names of nodes; such a name needs no quotes in a shell. */
const NODE_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

function readPlan(node: NodeGpus, i: number): { name: string; entries: readonly MigConfigEntry[] } {
  const path = ["nodes", i];
  try {
    const { name, gpus } = readNodeGpus(node);
    if (!NODE_NAME.test(name)) throw new MigError("INVALID_INPUT", `${quote(name)} is no name of a node`, { path: ["name"] });
    if (gpus.length === 0) throw new MigError("INVALID_INPUT", "a node without GPUs has no config", { path: ["gpus"] });
    return { name, entries: exported(gpus) };
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const faults = error.faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
    throw new MigError(error.code, `${pathText(path)}${error.message}`, { faults, cause: error });
  }
}

/** Two different texts with one digest are told apart by a number. */
function unused(name: string, configs: ReadonlyMap<string, unknown>): string {
  let candidate = name;
  for (let i = 2; configs.has(candidate); i++) candidate = `${name}-${i}`;
  return candidate;
}

/** FNV-1a, 32 bits: short names that depend on nothing but the text. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
