import { atTheDoor } from "../door.js";
import type { Demand, GpuInstanceProfile, ModelRef } from "../model/types.js";
import { readRunning, stateOf } from "./running.js";
import type { PlacementInput } from "./types.js";
import { profileNumber, type Vocabulary, vocabularyOf } from "./vocabulary.js";

/**
 * Starts, in memory slices, at which `profile` can be created now, ascending.
 *
 * Cost: a look-up once the state was asked about; equal questions give the same frozen object.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_PROFILE, INVALID_LAYOUT
 */
export function freeStarts(model: ModelRef, profile: string, occupied?: readonly PlacementInput[]): readonly number[] {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    const number = profileNumber(words, profile, ["profile"]);
    const index = stateOf(words, readRunning(words, occupied)) * words.model.profiles.length + number;
    return (words.starts[index] ??= startsNow(words, number));
  });
}

function startsNow(words: Vocabulary, profile: number): readonly number[] {
  const bits = words.planner.freeStarts(profile);
  const { starts } = words.model.profiles[profile] as GpuInstanceProfile; // number of a profile
  return Object.freeze(starts.filter((start) => (bits >> start) & 1));
}

/**
 * For each profile, how many MORE of it alone fit: the Free column of `nvidia-smi mig -lgip` (R6).
 * As in every demand that migpack gives, a profile of which none fits is left out.
 *
 * Cost: a look-up once the state was asked about; equal questions give the same frozen object.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT
 */
export function capacity(model: ModelRef, occupied?: readonly PlacementInput[]): Demand {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    return (words.capacities[stateOf(words, readRunning(words, occupied))] ??= capacityNow(words));
  });
}

function capacityNow(words: Vocabulary): Demand {
  const counts = words.model.profiles.map(({ name }, number) => [name, words.planner.capacity(number)] as const);
  return Object.freeze(Object.fromEntries(counts.filter(([, count]) => count > 0)));
}
