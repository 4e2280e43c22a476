/** Which model a GPU is, from what a text says about it. */
import { MigError } from "../error.js";
import { gpuModel, gpuModels } from "../model/catalogue.js";
import type { GpuModel } from "../model/types.js";
import type { Seen } from "./seen.js";

/** One profile as the text names it; null: not said. */
interface Clue {
  readonly profile: string | null;
  readonly id: number | null;
  readonly multiprocessors: number | null;
}

/**
 * The stated model, else the one of the product name, else the only built-in one that has these
 * profiles.
 *
 * @throws MigError INVALID_INPUT where no model has them, or several do; UNKNOWN_MODEL
 */
export function modelOf(gpu: number, seen: Seen, stated: string | undefined): GpuModel {
  const product = seen.device?.product || seen.overview?.product || "";
  const cut = product.endsWith("...");
  const clues = cluesOf(seen);
  if (stated !== undefined || (product !== "" && !cut)) {
    const model = gpuModel(stated ?? product);
    const odd = clues.find(({ profile, id }) => !has(model, { profile, id, multiprocessors: null }));
    if (odd === undefined) return model;
    throw new MigError(
      "INVALID_INPUT",
      `GPU ${gpu}: ${model.name} has no ${spell(odd)}; is the text of another GPU, or mistyped?`,
    );
  }
  const candidates = gpuModels().filter(
    (model) =>
      clues.every((clue) => has(model, clue)) &&
      (!cut || model.productNames.some((name) => name.startsWith(product.slice(0, -3)))),
  );
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  const names = candidates.map(({ name }) => name).join(", ");
  throw new MigError(
    "INVALID_INPUT",
    only === undefined
      ? `GPU ${gpu}: no built-in model has ${clues.length === 0 ? "this name" : "these profiles with these IDs"}; name the model, or define it with modelFromNvidiaSmi`
      : `GPU ${gpu}: the text does not tell which of ${names} this is; add the output of nvidia-smi -L, or name the model`,
  );
}

function cluesOf({ device, profiles, instances, inside, created }: Seen): readonly Clue[] {
  const named = [...(device?.mig ?? []), ...inside].flatMap(({ profile }) => (profile === null ? [] : [profile]));
  return [
    ...instances.map(({ profile, profileId }) => ({ profile, id: profileId, multiprocessors: null })),
    ...created.map(({ profile, profileId }) => ({ profile, id: profileId, multiprocessors: null })),
    ...profiles.map(({ profile, id, multiprocessors }) => ({ profile, id, multiprocessors })),
    // Where compute instances are listed the ID is that of the compute instance profile.
    ...named.map((profile) => ({ profile: profile.replace(/^\d+c\./, ""), id: null, multiprocessors: null })),
  ];
}

function has(model: GpuModel, { profile, id, multiprocessors }: Clue): boolean {
  const agrees = <T>(known: T | null, said: T | null) => known === null || said === null || known === said;
  return model.profiles.some(
    (known) =>
      (profile === null || known.name === profile || known.aliases.includes(profile)) &&
      agrees(known.id, id) &&
      agrees(known.multiprocessors, multiprocessors),
  );
}

function spell({ profile, id }: Clue): string {
  return [profile, id === null ? null : `profile ID ${id}`].filter((part) => part !== null).join(" with ");
}
