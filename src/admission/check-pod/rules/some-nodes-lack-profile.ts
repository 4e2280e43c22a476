import type { ReadNode } from "../../../gpu/read-node.js";
import { counts, modelsOf, profileOn, type Rule } from "../context.js";

/** Nodes with MIG that a pod selects and that can never have its profile: it will wait for the others. */
export const someNodesLackProfile: Rule = ({ pod, asked, cluster }) => {
  const capable = cluster.selected.filter((node) => modelsOf([node]).length > 0);
  if (pod.nodeSelector.size === 0) return [];
  return asked.flatMap(({ device, path }) => {
    const lacking = device === "gpu" ? [] : capable.filter((node) => !mayHave(node, device));
    if (lacking.length === 0 || lacking.length === capable.length) return [];
    const names = lacking.slice(0, SHOWN).map(({ name, gpus }) => `${name} (${gpus[0]?.name})`);
    const more = lacking.length > SHOWN ? ` and ${lacking.length - SHOWN} more` : "";
    const message = `of the ${capable.length} nodes selected ${lacking.length} cannot have ${device}: ${names.join(", ")}${more}`;
    return [{ severity: "warning", code: "SOME_NODES_LACK_PROFILE", message, path }];
  });
};

/** Of the nodes in a message. */
const SHOWN = 3;

function mayHave(node: ReadNode, device: string): boolean {
  return counts(node, device) || modelsOf([node]).some((model) => profileOn(model, device) !== undefined);
}
