import type { ReadNode } from "../../../gpu/read-node.js";
import { GPU_RESOURCE } from "../../../kubernetes/names.js";
import { counts, type Rule } from "../context.js";

/** MIG resources exist under the mixed strategy alone (k8s-device-plugin internal/rm/rm.go). */
export const strategyMismatch: Rule = ({ asked, cluster }) => {
  const kinds = cluster.selectedKinds.filter(isCapable);
  if (cluster.possible.length > 0 || kinds.length === 0 || kinds.some(mayOfferMig)) return [];
  const single = kinds.some(({ strategy }) => strategy === "single");
  const hint = single ? `under single MIG devices are asked for as ${GPU_RESOURCE}` : "the strategy none offers no MIG devices";
  return asked
    .filter(({ device }) => device !== "gpu" && !kinds.some((node) => counts(node, device)))
    .map(({ resource, path }) => ({
      severity: "error",
      code: "STRATEGY_MISMATCH",
      message: `${resource} is offered under the mixed strategy alone, and ${described(cluster.selected.filter(isCapable))}`,
      path,
      hint,
    }));
};

function isCapable({ gpus }: ReadNode): boolean {
  return gpus.some(({ model }) => model !== null);
}

/** Also where the strategy is not known. */
function mayOfferMig({ strategy }: ReadNode): boolean {
  return strategy === null || strategy === "mixed";
}

/** Of the nodes in a message. */
const SHOWN = 3;

function described(nodes: readonly ReadNode[]): string {
  const shown = nodes.slice(0, SHOWN).map(({ name, strategy }) => `${name} has ${strategy}`);
  return `${shown.join(", ")}${nodes.length > SHOWN ? `, and so on for ${nodes.length} nodes` : ""}`;
}
