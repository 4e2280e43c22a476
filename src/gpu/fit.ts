import { atTheDoor } from "../door.js";
import type { ModelRef } from "../model/types.js";
import { misfits } from "./misfit.js";
import { askAbout, readRunning } from "./running.js";
import { scoreNumber } from "./scores.js";
import type { Fit, Placement, PlacementInput, Score } from "./types.js";
import { vocabularyOf } from "./vocabulary.js";
import { readWants } from "./wants.js";

/** The planner's own rule: most (profile, start) pairs left. */
const MOST_LEFT = -1;

/**
 * Can all of `profiles` be created together beside `occupied`? Exact. "3g.40gb@4" pins a start.
 *
 * Of all answers: the one after which most (profile, start) pairs can still be created, then the
 * lowest starts in request order; with `score`, the least total key, then the lowest starts.
 *
 * Cost: about a microsecond for a few profiles of a built-in model, where a refusal takes a few
 * more; searched depth first with a bound. A model of your own with many different small profiles
 * can take seconds to search.
 *
 * @returns the placements, or for every entry that cannot be served the reason, what blocks it, and what would have to move
 * @throws MigError UNKNOWN_MODEL; UNKNOWN_PROFILE for a name the model lacks; INVALID_INPUT for a
 *   pinned start that the profile never has; INVALID_LAYOUT for a faulty `occupied`
 */
export function fit(
  model: ModelRef,
  profiles: readonly string[],
  options?: { readonly occupied?: readonly PlacementInput[]; readonly score?: Score },
): Fit {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    const wants = readWants(words, profiles);
    const running = readRunning(words, options?.occupied);
    const score = options?.score === undefined ? MOST_LEFT : scoreNumber(options.score);
    const { planner } = words;
    if (wants.length > words.instances) return misfits(words, wants, running);
    askAbout(words, running, wants);
    if (planner.fitAlone(score) === 0) return misfits(words, wants, running);
    const box = planner.mailbox();
    const placements: Placement[] = [];
    for (let i = 0; i < wants.length; i++) placements.push(words.placed[box[i] as number] as Placement); // the planner's numbers are ours
    return Object.freeze({ fits: true, placements: Object.freeze(placements) });
  });
}
