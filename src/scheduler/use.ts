/** What is in use on a node, as far as it is known: some instances by their places, others by their number. */
import type { ReadGpu, ReadInstance } from "../gpu/read-node.js";
import type { Demand, GpuModel } from "../model/types.js";
import { amount } from "./counts.js";

/** A GPU on which something may be placed. */
export interface GpuInUse {
  /** null: a GPU without MIG. */
  readonly model: GpuModel | null;
  /** Instances that stay, "3g.40gb@4". */
  readonly kept: readonly string[];
  /** Instances of which some stay; how many may go over all GPUs is in `Use.spare`. */
  readonly loose: readonly Instance[];
}

export interface Instance {
  readonly profile: string;
  readonly place: string;
}

export interface Use {
  readonly gpus: readonly GpuInUse[];
  /** Of the loose instances, how many may go. */
  readonly spare: Demand;
  /** Instances in use that are nowhere to be seen: the node's layouts are not known, or the instances not made yet. */
  readonly floating: Demand;
  /** GPUs lent whole. */
  readonly wholes: number;
}

/**
 * Instances marked in use stay. What pods hold beyond those are other instances of the profile: all of
 * them, or as many as there are, or some. Sources of layouts give those of all GPUs of a node, so one
 * layout is enough to say that its starts are known.
 */
export function useOf(gpus: readonly ReadGpu[], allocated: Demand): Use {
  const models = gpus.flatMap(({ model }) => model ?? []);
  const instances = gpus.flatMap(({ mig }) => mig ?? []);
  const held = byCanonicalName(models, allocated);
  const spare: [string, number][] = [];
  const floating: [string, number][] = [];
  const staying = new Set<string>();
  for (const [profile, count] of Object.entries(held)) {
    const all = instances.filter(({ placement }) => placement.profile === profile);
    const unmarked = all.filter(({ inUse }) => !inUse).length;
    const more = Math.max(0, count - (all.length - unmarked));
    if (more >= unmarked) staying.add(profile);
    else if (more > 0) spare.push([profile, unmarked - more]);
    if (more > unmarked) floating.push([profile, more - unmarked]);
  }
  const isKept = ({ inUse, placement }: ReadInstance) => inUse || staying.has(placement.profile);
  const loose = new Set(spare.map(([profile]) => profile));
  return {
    gpus: gpus.map(({ model, mig }) => ({
      model,
      kept: (mig ?? []).filter(isKept).map(placeOf),
      loose: (mig ?? [])
        .filter((each) => !isKept(each) && loose.has(each.placement.profile))
        .map((each) => ({ profile: each.placement.profile, place: placeOf(each) })),
    })),
    spare: Object.fromEntries(spare),
    floating: Object.fromEntries(floating),
    wholes: amount(allocated, "gpu"),
  };
}

function placeOf({ placement: { profile, start } }: ReadInstance): string {
  return `${profile}@${start}`;
}

/** Instances stand under the name that the model has for them; names that no model here has stay. */
function byCanonicalName(models: readonly GpuModel[], counts: Demand): Demand {
  const sums = new Map<string, number>();
  for (const [name, count] of Object.entries(counts)) {
    if (name === "gpu" || count === 0) continue;
    const known = models.map((model) => nameOn(model, name)).find((each) => each !== null) ?? name;
    sums.set(known, (sums.get(known) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}

/** What a model calls a profile, by any of its names; null: it has none such. */
export function nameOn({ profiles }: GpuModel, name: string): string | null {
  return profiles.find((profile) => profile.name === name || profile.aliases.includes(name))?.name ?? null;
}
