/** Which resource gives a pod what it needs. */
import type { ReadNode } from "../../gpu/read-node.js";
import { GPU_RESOURCE, resourceName } from "../../kubernetes/names.js";
import { gpuModels } from "../../model/catalogue.js";
import { type ModelProfile, type ProfileNeed, serves, smallestAmong } from "../../model/smallest.js";
import type { GpuModel } from "../../model/types.js";
import { modelsOf } from "../check-pod/cluster.js";
import { counts, profileOn } from "../check-pod/context.js";
import type { Cluster } from "../check-pod/selection.js";

export type Choice = { readonly resource: string } | { readonly message: string; readonly hint?: string };

/**
 * The resource of the smallest profile that serves, where nodes offer MIG devices by profile or may
 * come to; of equal ones that which most nodes offer now, then that which most could. Under single
 * the device plugin's one resource, if whatever a node gives for it serves.
 */
export function chooseResource(need: ProfileNeed, says: string, cluster: Cluster): Choice {
  const capable = cluster.selectedKinds.filter((kind) => modelsOf([kind]).length > 0);
  const mixed = capable.filter(({ strategy }) => strategy === "mixed" || strategy === null);
  const models = [...new Set([...modelsOf(mixed), ...cluster.possible])];
  const best = mostOffered(smallestAmong(models, need), mixed, cluster);
  if (best !== null) return { resource: resourceName(best) };
  const single = cluster.selected.filter((node) => node.strategy === "single" && modelsOf([node]).length > 0);
  if (single.length > 0 && single.every((node) => givesEnough(node, need))) return { resource: GPU_RESOURCE };
  return { message: refusal(says, cluster, capable, [...new Set([...models, ...modelsOf(single)])]), ...elsewhere(need) };
}

function mostOffered(tied: readonly ModelProfile[], kinds: readonly ReadNode[], { selected, kindOf }: Cluster): string | null {
  const sizes = new Map<ReadNode, number>();
  for (const node of selected) {
    const kind = kindOf.get(node) ?? node;
    sizes.set(kind, (sizes.get(kind) ?? 0) + 1);
  }
  const nodesWith = (has: (kind: ReadNode) => boolean) =>
    kinds.filter(has).reduce((sum, kind) => sum + (sizes.get(kind) ?? 0), 0);
  const ranked = [...new Set(tied.map(({ profile }) => profile.name))].map((name) => ({
    name,
    offer: nodesWith((kind) => counts(kind, name)),
    could: nodesWith((kind) => modelsOf([kind]).some((model) => profileOn(model, name) !== undefined)),
  }));
  ranked.sort((a, b) => b.offer - a.offer || b.could - a.could || (a.name < b.name ? -1 : 1));
  return ranked[0]?.name ?? null;
}

/** Whether every device of a node under single serves: its instances, or whole GPUs where it has none. */
function givesEnough(node: ReadNode, need: ProfileNeed): boolean {
  const names = [
    ...node.gpus.flatMap(({ mig }) => mig?.map(({ placement }) => placement.profile) ?? []),
    ...Object.keys(node.instances).filter((name) => (node.instances[name] ?? 0) > 0),
  ];
  return modelsOf([node]).every((model) => {
    // What serves as a part of a GPU is there in the whole one.
    if (names.length === 0) return smallestAmong([model], need).length > 0;
    return names.every((name) => {
      const profile = profileOn(model, name);
      return profile !== undefined && serves(profile, need);
    });
  });
}

/** Of the models in a message. */
const SHOWN = 4;

function refusal(says: string, { selected, nodes }: Cluster, capable: readonly ReadNode[], models: readonly GpuModel[]): string {
  if (selected.length === 0 && models.length === 0) return `none of the ${nodes.length} nodes has the labels of its nodeSelector`;
  if (capable.length === 0 && models.length === 0) return "no node that the pod can go to has MIG";
  if (models.length === 0) return "the nodes offer no MIG devices: their strategy is none";
  const names = [...new Set(models.map(({ name }) => name))];
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} other models` : "";
  return `nothing that nodes with ${names.slice(0, SHOWN).join(", ")}${more} offer has ${says}`;
}

/** What would serve on another GPU. */
function elsewhere(need: ProfileNeed): { readonly hint?: string } {
  const [first] = smallestAmong(gpuModels(), need);
  return { hint: first === undefined ? "no GPU with MIG has so much" : `${first.profile.name} on ${first.model.name} would` };
}
