/** What the names in a sample mean: the model, and its profile. */
import { MigError } from "../error.js";
import { gpuModel } from "../model/catalogue.js";
import { parseProfile } from "../model/names.js";
import type { GpuInstanceProfile, GpuModel } from "../model/types.js";

/** A driver branch, or none known. */
type Branch = number | undefined;

/** The built-in model of a name, as the driver branch knows it; null: there is none. */
export type ModelLookup = (name: string, driver: Branch) => GpuModel | null;

/** A lookup that asks for each name of each branch once. */
export function modelLookup(): ModelLookup {
  const known = new Map<Branch, Map<string, GpuModel | null>>();
  return (name, driver) => {
    const ofBranch = known.get(driver) ?? new Map<string, GpuModel | null>();
    known.set(driver, ofBranch);
    const seen = ofBranch.get(name);
    if (seen !== undefined) return seen;
    const model = orNull(() => gpuModel(name, driver === undefined ? {} : { driver }));
    ofBranch.set(name, model);
    return model;
  };
}

/** A profile of a model, and the attributes that the instance was seen with. */
export interface SeenProfile {
  readonly profile: GpuInstanceProfile;
  readonly attributes: readonly string[];
}

/**
 * The profile that GPU_I_PROFILE names; null: the model has none of that size. Attributes that the
 * model does not have with it are kept beside the plain profile, since DCGM's spelling of them is
 * nowhere documented.
 */
export function profileOrNull(model: GpuModel, text: string): SeenProfile | null {
  const parsed = orNull(() => parseProfile(text));
  if (parsed === null) return null;
  const called = (name: string) => model.profiles.find((profile) => profile.name === name || profile.aliases.includes(name));
  const exact = called(parsed.name);
  if (exact !== undefined) return { profile: exact, attributes: exact.attributes };
  const plain = called(`${parsed.computeSlices}g.${parsed.memoryGb}gb`);
  return plain === undefined ? null : { profile: plain, attributes: parsed.attributes };
}

function orNull<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof MigError) return null;
    throw error;
  }
}
