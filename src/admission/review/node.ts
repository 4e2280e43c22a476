import type { Finding } from "../../documents/finding.js";
import { MigError } from "../../error.js";
import type { NodeGpus } from "../../gpu/node.js";
import { readNodeGpus } from "../../gpu/read-node.js";
import { nodeGpusFromNode } from "../../kubernetes/nodes/node-gpus.js";
import { migManager } from "../../mig-manager/index.js";
import { CONFIG as CONFIG_LABEL } from "../../mig-manager/labels.js";
import { heldByPods } from "./node-in-use.js";
import { fieldsOf } from "./request.js";
import { notKnown, ruled, unreadable } from "./ruled.js";
import type { Judge } from "./types.js";

/** Where the label stands, whatever mig-manager's own findings point at. */
const PATH = ["metadata", "labels", CONFIG_LABEL];

/** A new value of `nvidia.com/mig.config`: what mig-manager would make of it on this node, as it stands now. */
export const judgeNode: Judge = ({ object, old, cluster, options }) => {
  const value = labelOf(object);
  if (value === undefined || value === "" || value === labelOf(old)) return [];
  const file = cluster.migConfig;
  if (file === undefined)
    return [notKnown("the mig-parted file in force is not known, so that the label was not judged", options)];
  try {
    return ruled(findingsOf(nodeOf(object, cluster.nodes), value, file), options.nodeRules);
  } catch (error) {
    if (error instanceof MigError) return [unreadable(error.message, options)];
    throw error;
  }
};

function labelOf(node: unknown): string | undefined {
  const value = fieldsOf(fieldsOf(fieldsOf(node).metadata).labels)[CONFIG_LABEL];
  return typeof value === "string" ? value : undefined;
}

/** As the view has it, which knows what runs there; else as far as its labels tell. */
function nodeOf(object: unknown, nodes: readonly NodeGpus[]): NodeGpus {
  const { name } = fieldsOf(fieldsOf(object).metadata);
  return nodes.find((node) => node.name === name) ?? nodeGpusFromNode(object);
}

function findingsOf(node: NodeGpus, value: string, file: string): readonly Finding[] {
  const outcome = migManager(node, value, file);
  const findings: readonly Finding[] = outcome.findings.map(({ position, ...finding }) => ({ ...finding, path: PATH }));
  // Of a node whose GPUs are not known yet only the name of the config can be judged.
  if (node.gpus.length === 0) return findings.filter(({ code }) => code === "BAD_CONFIG");
  if (findings.some(({ code }) => code === "IN_USE")) return findings;
  return [...findings, ...heldByPods(readNodeGpus(node), outcome).map((finding) => ({ ...finding, path: PATH }))];
}
