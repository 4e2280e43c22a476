import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { Demand, ModelRef } from "../model/types.js";
import { putQuestion, readLayouts } from "../planner/index.js";
import { listOf } from "./read-placement.js";
import type { Layout, LayoutFilter, Placement } from "./types.js";
import { profileNumber, type Vocabulary, vocabularyOf } from "./vocabulary.js";

/** Layouts asked for at once: enough that crossing into the planner costs little, few enough to stay lazy. */
const BATCH = 256;

/**
 * Every layout: the empty one first, then depth first by start, at one start in the model's
 * profile order. With `maximal`, only those to which none of the chosen profiles can be added.
 * Plain profiles unless `profiles` names others. Lazy, and can be iterated again.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_INPUT
 */
export function layouts(model: ModelRef, options?: LayoutFilter): Iterable<Layout> {
  const filter = atTheDoor(() => readFilter(vocabularyOf(model), options));
  return {
    *[Symbol.iterator]() {
      for (const { words, numbers } of enumerate(model, filter)) {
        yield Object.freeze(numbers.map((number) => words.placed[number] as Placement)); // the planner's numbers are ours
      }
    },
  };
}

/**
 * The same as multisets, in order of first appearance: `{ "1g.10gb": 3, "4g.40gb": 1 }`, keys in
 * the model's profile order. Lazy, and can be iterated again.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_INPUT
 */
export function profileSets(model: ModelRef, options?: LayoutFilter): Iterable<Demand> {
  const filter = atTheDoor(() => readFilter(vocabularyOf(model), options));
  return {
    *[Symbol.iterator]() {
      const seen = new Set<string>();
      for (const { words, numbers } of enumerate(model, filter)) {
        const counts = new Uint8Array(words.model.profiles.length);
        for (const number of numbers) {
          const profile = words.profileOf[number] ?? 0;
          counts[profile] = (counts[profile] ?? 0) + 1;
        }
        const key = counts.join();
        if (seen.has(key)) continue;
        seen.add(key);
        const entries = words.model.profiles.map(({ name }, i) => [name, counts[i] ?? 0] as const);
        yield Object.freeze(Object.fromEntries(entries.filter(([, n]) => n > 0)));
      }
    },
  };
}

interface Filter {
  readonly maximal: boolean;
  readonly profiles: readonly number[];
}

function readFilter(words: Vocabulary, options: LayoutFilter | undefined): Filter {
  const maximal = options?.maximal ?? false;
  if (typeof maximal !== "boolean")
    throw new MigError("INVALID_INPUT", "maximal: true or false is needed", { path: ["maximal"] });
  const plain = words.model.profiles.flatMap(({ attributes }, number) => (attributes.length === 0 ? [number] : []));
  const named = options?.profiles;
  return {
    maximal,
    profiles:
      named === undefined ? plain : listOf(named, ["profiles"]).map((name, i) => profileNumber(words, name, ["profiles", i])),
  };
}

/**
 * Batches from the planner. Each goes on from the last layout of the one before, so that nothing
 * is held inside the planner between them and enumerations can interleave.
 */
function* enumerate(model: ModelRef, filter: Filter): Generator<{ words: Vocabulary; numbers: readonly number[] }> {
  let last: readonly number[] | null = null;
  while (true) {
    const words = vocabularyOf(model);
    const batch = nextBatch(words, filter, last);
    for (const numbers of batch) yield { words, numbers };
    last = batch.at(-1) ?? null;
    if (last === null) return;
  }
}

function nextBatch(words: Vocabulary, filter: Filter, last: readonly number[] | null): readonly (readonly number[])[] {
  const { planner } = words;
  putQuestion(planner, words.handle, last ?? [], []);
  planner.allowNone();
  for (const profile of filter.profiles) planner.allow(profile);
  return readLayouts(planner, planner.nextLayouts(last === null ? 1 : 0, filter.maximal ? 1 : 0, BATCH));
}
