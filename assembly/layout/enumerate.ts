/**
 * All layouts of a model, in order: the empty one first, then depth first by start, at one start
 * in the model's profile order, which is the order of placement numbers. What runs in the
 * question is the layout last given out, so that an enumeration can go on from any layout.
 *
 *   batch   u16[]: for each layout its length, then its placements
 */
import { MAX_INSTANCES, MAX_WORDS } from "../limits";
import { free } from "../model/gpu";
import { ofProfile } from "../model/model";
import { nextOfBoth, unite } from "../model/sets";
import { asked, backTo, begin, now, occupy, runningAt, runningCount } from "./question";

const BATCH_BYTES: i32 = 1 << 14;
const batch = memory.data(BATCH_BYTES, 16);
const allowed = memory.data(MAX_WORDS * 8, 16);

export function batchAt(): usize {
  return batch;
}

/** Which profiles may appear: call `allowNone`, then `allow` for each. */
export function allowNone(): void {
  memory.fill(allowed, 0, MAX_WORDS * 8);
}
export function allow(profile: i32): void {
  unite(allowed, ofProfile(asked, profile), asked.words);
}

/**
 * Writes the layouts that follow the running one, as many as the batch holds and at most `limit`;
 * with `first`, begins with the empty one. Returns how many; 0: there are no more.
 */
export function nextLayouts(first: bool, maximalOnly: bool, limit: i32): i32 {
  let at = batch;
  const end = batch + BATCH_BYTES - ((MAX_INSTANCES + 1) << 1);
  let written = 0;
  if (first) {
    begin(asked);
    if (!maximalOnly || isMaximal()) {
      at = write(at);
      written++;
    }
  }
  while (written < limit && at <= end && advance()) {
    if (maximalOnly && !isMaximal()) continue;
    at = write(at);
    written++;
  }
  return written;
}

function isMaximal(): bool {
  return nextOfBoth(free(now()), allowed, 0, asked.words) < 0;
}

function write(at: usize): usize {
  store<u16>(at, <u16>runningCount);
  for (let i = 0; i < runningCount; i++) store<u16>(at + 2 + ((<usize>i) << 1), <u16>runningAt(i));
  return at + 2 + ((<usize>runningCount) << 1);
}

/** The running layout becomes the next one; false after the last. */
function advance(): bool {
  let from = runningCount == 0 ? 0 : runningAt(runningCount - 1) + 1;
  while (true) {
    const p = nextOfBoth(free(now()), allowed, from, asked.words);
    if (p >= 0) return occupy(p);
    if (runningCount == 0) return false;
    from = runningAt(runningCount - 1) + 1;
    backTo(runningCount - 1);
  }
}
