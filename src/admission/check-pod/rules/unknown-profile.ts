import { parseProfile } from "../../../model/names.js";
import { nearest } from "../../../model/nearest.js";
import { smallestProfile } from "../../../model/smallest.js";
import type { GpuModel } from "../../../model/types.js";
import { counts, profileOn, type Rule } from "../context.js";
import { KEPT_OF_MANY, remembered } from "../remembered.js";
import type { Cluster } from "../selection.js";
import type { PodFinding } from "../types.js";

/** Profiles that no model of the cluster has: the pod would stay pending for ever. */
export const unknownProfile: Rule = ({ asked, cluster }) =>
  asked.flatMap(({ device, path }) => {
    const told = device === "gpu" ? null : toldOf(cluster, device);
    return told === null ? [] : [{ severity: "error", code: "UNKNOWN_PROFILE", ...told, path }];
  });

/** null: a model has the profile, or no model is known. */
const toldOf = remembered(
  (device: string) => device,
  (cluster: Cluster, device) =>
    cluster.models.length === 0 || isKnown(device, cluster) ? null : unknown(device, cluster.models),
  KEPT_OF_MANY,
);

/** Whether any model has a profile, or any node says that it has devices of it. */
export function isKnown(device: string, { models, kinds }: Cluster): boolean {
  return models.some((model) => profileOn(model, device) !== undefined) || kinds.some((node) => counts(node, device));
}

function unknown(device: string, all: readonly GpuModel[]): Pick<PodFinding, "message" | "hint"> {
  // Drivers make several models of one name.
  const models = [...new Map(all.map((model) => [model.name, model])).values()];
  const instead = models.map((model) => ({ model, name: nearestThatDoes(model, device) }));
  const told = instead
    .slice(0, SHOWN)
    .map(({ model, name }) => (name === null ? "" : `${name} does on ${model.name}`))
    .filter((text) => text !== "");
  const names = models
    .slice(0, SHOWN)
    .map(({ name }) => name)
    .join(", ");
  const more = models.length > SHOWN ? ` and ${models.length - SHOWN} other models` : "";
  const message = `${device} does not exist on ${names}${more}`;
  return { message, ...(told.length === 0 ? {} : { hint: told.join("; ") }) };
}

/** Of the models in a message. */
const SHOWN = 4;

/** The smallest profile that gives what the name promises, or else the nearest in spelling. */
function nearestThatDoes(model: GpuModel, device: string): string | null {
  const { computeSlices, memoryGb, attributes } = parseProfile(device);
  const need = { minComputeSlices: computeSlices, minMemoryMiB: leastMiB(memoryGb) };
  const enough = smallestProfile(model, { ...need, attributes }) ?? smallestProfile(model, need);
  return (
    enough?.name ??
    nearest(
      device,
      model.profiles.map(({ name }) => name),
      1,
    )[0] ??
    null
  );
}

/** Names round the share of the board to whole GB (R43). */
function leastMiB(memoryGb: number): number {
  return (Math.max(memoryGb - 1, 0) * 1e9) / 2 ** 20;
}
