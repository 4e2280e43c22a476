import { atTheDoor } from "../door.js";
import type { ModelRef } from "../model/types.js";
import type { Want } from "../planner/index.js";
import { askAbout, readRunning } from "./running.js";
import type { DriverPrediction, Placement, PlacementInput } from "./types.js";
import { type Vocabulary, vocabularyOf } from "./vocabulary.js";
import { readWants } from "./wants.js";

/**
 * The starts that a driver picks when none is given, and whether the sequence succeeds. A
 * failing item leaves what was made before it: there is no rollback (R25). "3g.40gb@4" creates
 * at that start.
 *
 * Inferred from observations (R20 to R24): the free placement that destroys the fewest
 * still-free (profile, placement) pairs, the lowest start on ties. It reproduces 15 of 16
 * observed sequences; the real chooser is closed firmware, so do not rest safety on it.
 *
 * @throws MigError as `fit`
 */
export function predictDriver(
  model: ModelRef,
  sequence: readonly string[],
  occupied?: readonly PlacementInput[],
): DriverPrediction {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    const wants = readWants(words, sequence, "sequence");
    // No GPU holds more instances than a question: whatever comes later fails at the latest after those.
    askAbout(words, readRunning(words, occupied), wants.slice(0, words.instances));
    const made = words.planner.predictDriver();
    const box = words.planner.mailbox();
    const placements = Array.from({ length: made }, (_, i) => words.placed[box[i] as number] as Placement); // the planner's numbers are ours
    const failedAt = made < wants.length ? made : null;
    return Object.freeze({ ok: failedAt === null, placements: Object.freeze(placements), failedAt });
  });
}

/**
 * An order of creation that succeeds without explicit starts, by `predictDriver`: of all that
 * do, the first in the order of the request. null where none does.
 *
 * @throws MigError as `fit`
 */
export function creationOrder(
  model: ModelRef,
  profiles: readonly string[],
  options?: { readonly occupied?: readonly PlacementInput[] },
): readonly string[] | null {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    const wants = readWants(words, profiles);
    const running = readRunning(words, options?.occupied);
    if (wants.length > words.instances) return null;
    askAbout(words, running, wants);
    if (words.planner.creationOrder() === 0) return null;
    const box = words.planner.mailbox();
    return Object.freeze(wants.map((_, i) => nameOf(words, wants[box[i] as number] as Want))); // a permutation of the wants
  });
}

function nameOf(words: Vocabulary, { profile, pin }: Want): string {
  const name = words.model.profiles[profile]?.name ?? "";
  return pin < 0 ? name : `${name}@${pin}`;
}
