import type { ReadNode } from "../../../gpu/read-node.js";
import { modelsOf } from "../cluster.js";
import { counts, profileOn, type Rule } from "../context.js";

/** Nodes with MIG that a pod selects and that can never have its profile: it will wait for the others. */
export const someNodesLackProfile: Rule = ({ pod, asked, cluster }) => {
  if (pod.nodeSelector.size === 0 || asked.length === 0) return [];
  const kinds = cluster.selectedKinds.filter((kind) => modelsOf([kind]).length > 0);
  const nodesOf = (those: readonly ReadNode[]) => {
    const among = new Set(those);
    return cluster.selected.filter((node) => among.has(cluster.kindOf.get(node) ?? node));
  };
  return asked.flatMap(({ device, path }) => {
    const without = device === "gpu" ? [] : kinds.filter((kind) => !mayHave(kind, device));
    if (without.length === 0 || without.length === kinds.length) return [];
    const [capable, lacking] = [nodesOf(kinds), nodesOf(without)];
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
