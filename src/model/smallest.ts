import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { resolveModel } from "./define.js";
import type { GpuInstanceProfile, GpuModel, ModelRef } from "./types.js";

/** What an instance must have at least. */
export interface ProfileNeed {
  /** Usable memory in MiB. */
  readonly minMemoryMiB?: number;
  /** Compute slices. */
  readonly minComputeSlices?: number;
  /** The exact set of attributes; default: none, a plain profile. */
  readonly attributes?: readonly string[];
}

/** A need as it was read: null, nothing is asked. */
export interface ReadNeed {
  readonly memory: number | null;
  readonly compute: number | null;
  readonly attributes: ReadonlySet<string>;
}

/**
 * The smallest profile with at least so much, or null: fewest memory slices, then fewest compute
 * slices, then the model's order. A profile whose memory is not known never has enough of it.
 *
 * @throws MigError UNKNOWN_MODEL, INVALID_MODEL; INVALID_INPUT for a need below zero or not a number
 */
export function smallestProfile(model: ModelRef, need: ProfileNeed): GpuInstanceProfile | null {
  return atTheDoor(() => {
    const { profiles } = resolveModel(model);
    if (typeof need !== "object" || need === null)
      throw new MigError("INVALID_INPUT", "need: an object is needed", { path: ["need"] });
    const read = readNeed(need, ["need"]);
    const enough = profiles.filter((profile) => isEnough(profile, read));
    // Sorting is stable, so the model's order decides what is left equal.
    return enough.sort((a, b) => a.memorySlices - b.memorySlices || a.computeSlices - b.computeSlices)[0] ?? null;
  });
}

/** A profile of a model. */
export interface ModelProfile {
  readonly model: GpuModel;
  readonly profile: GpuInstanceProfile;
}

/**
 * Of the smallest profiles that several models have for a need, those that take the least share of
 * their GPU: of its memory slices first, then of its compute slices. Empty where no model has one.
 *
 * @throws MigError as `smallestProfile`
 */
export function smallestAmong(models: readonly GpuModel[], need: ProfileNeed): readonly ModelProfile[] {
  const found = models.flatMap((model) => {
    const profile = smallestProfile(model, need);
    return profile === null ? [] : [{ model, profile }];
  });
  return found.filter((one) => found.every((other) => bySize(one, other) <= 0));
}

/** Without a division, so that equal shares are equal. */
function bySize(a: ModelProfile, b: ModelProfile): number {
  return (
    a.profile.memorySlices * b.model.memorySlices - b.profile.memorySlices * a.model.memorySlices ||
    a.profile.computeSlices * b.model.computeSlices - b.profile.computeSlices * a.model.computeSlices
  );
}

/** Whether a profile has enough, by the same measure. @throws MigError INVALID_INPUT as `smallestProfile` */
export function serves(profile: GpuInstanceProfile, need: ProfileNeed): boolean {
  return isEnough(profile, readNeed(need, ["need"]));
}

/** @throws MigError INVALID_INPUT for a need below zero or not a number; `place`: where the need stands */
export function readNeed(need: ProfileNeed, place: readonly string[] = []): ReadNeed {
  const { attributes = [] } = need;
  if (!Array.isArray(attributes))
    throw new MigError("INVALID_INPUT", "attributes: a list is needed", { path: [...place, "attributes"] });
  return {
    memory: atLeast(need.minMemoryMiB, "minMemoryMiB", place),
    compute: atLeast(need.minComputeSlices, "minComputeSlices", place),
    attributes: new Set(attributes),
  };
}

/** Whether the profile has at least so much, and exactly these attributes. */
export function isEnough(profile: GpuInstanceProfile, { memory, compute, attributes }: ReadNeed): boolean {
  return (
    (memory === null || (profile.memoryMiB !== null && profile.memoryMiB >= memory)) &&
    (compute === null || profile.computeSlices >= compute) &&
    profile.attributes.length === attributes.size &&
    profile.attributes.every((attribute) => attributes.has(attribute))
  );
}

function atLeast(value: unknown, key: string, place: readonly string[]): number | null {
  if (value === undefined) return null;
  if (typeof value === "number" && value >= 0) return value;
  throw new MigError("INVALID_INPUT", `${key}: a number from 0 is needed`, { path: [...place, key] });
}
