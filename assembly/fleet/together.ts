/** Several instances on one GPU, all or none. */
import { fit, leastKey } from "../layout/fit";
import { answer, beginWith, setAnswer, setWant, setWantedCount } from "../layout/question";
import { MAX_INSTANCES } from "../limits";
import { KEY_SCALE } from "./buckets";
import { BLOCK_BITS, layoutOf, maskInBlock } from "./gpus";
import { countStates, modelOfLayout, stateOfLayout, toggled } from "./layouts";
import { modelAt, scoreNow } from "./models";
import { NOBODY } from "./orders";
import { toggle } from "./place";
import { bucketOfState, gpuOf, gpusIn, modelOf, stateCount } from "./states";
import { profileOn } from "./wants";

/** i32[MAX_INSTANCES]: what is wanted, and the placements of the best answer so far */
const asked = memory.data(MAX_INSTANCES * 4);
const together = memory.data(MAX_INSTANCES * 4);

/**
 * All of so many wants (in the mailbox) on one GPU: least total key, then lowest GPU, then lowest
 * starts. The GPU, with their placements as answers 0.., or -1. Looks at each state present once.
 */
export function placeTogether(wants: i32): i32 {
  for (let i = 0; i < wants; i++) store<i32>(asked + ((<usize>i) << 2), answer(i));
  countStates();
  let least: i64 = i64.MAX_VALUE;
  let best = NOBODY;
  for (let state = 0; state < stateCount(); state++) {
    if (gpusIn(state) == 0 || !askIn(state, wants) || !fit(scoreNow(modelOf(state)))) continue;
    const key = leastKey() * (KEY_SCALE / <i64>modelAt(modelOf(state)).memorySlices);
    if (key > least) continue;
    const gpu = lowestInState(state, key < least ? NOBODY : best);
    if (gpu == NOBODY) continue;
    least = key;
    best = gpu;
    for (let i = 0; i < wants; i++) store<i32>(together + ((<usize>i) << 2), answer(i));
  }
  if (best == NOBODY) return -1;
  let layout = layoutOf(best);
  // Every layout on the way is met, and its memory taken, before the GPU changes.
  for (let i = 0; i < wants; i++) layout = toggled(layout, load<i32>(together + ((<usize>i) << 2)));
  for (let i = 0; i < wants; i++) {
    const placement = load<i32>(together + ((<usize>i) << 2));
    toggle(best, placement);
    setAnswer(i, placement);
  }
  return best;
}

/** Where so many profiles (in the mailbox) go on a GPU of that layout: answers 0.. are their placements. False where they do not fit. */
export function arrange(layout: i32, profiles: i32): bool {
  beginWith(modelAt(modelOfLayout(layout)), gpuOf(stateOfLayout(layout)));
  for (let i = 0; i < profiles; i++) setWant(i, answer(i), -1);
  setWantedCount(profiles);
  return fit(scoreNow(modelOfLayout(layout)));
}

/** The lowest GPU in the state, where it is lower than `below`; else NOBODY. Other states may share its bucket, so it is looked for. */
function lowestInState(state: i32, below: i32): i32 {
  const bucket = bucketOfState(state);
  const spots = bucket.spots;
  for (let block = spots.first(); block >= 0 && block <= below >> BLOCK_BITS; block = spots.next(block)) {
    for (let mask = maskInBlock(block, changetype<usize>(bucket)); mask != 0; mask &= mask - 1) {
      const gpu = (block << BLOCK_BITS) + <i32>ctz<i32>(mask);
      if (stateOfLayout(layoutOf(gpu)) == state) return gpu < below ? gpu : NOBODY;
    }
  }
  return NOBODY;
}

/** Asks for the wants on a GPU in this state; false where its model lacks one of them. */
function askIn(state: i32, wants: i32): bool {
  const model = modelOf(state);
  beginWith(modelAt(model), gpuOf(state));
  for (let i = 0; i < wants; i++) {
    const profile = profileOn(load<i32>(asked + ((<usize>i) << 2)), model);
    if (profile < 0) return false;
    setWant(i, profile, -1);
  }
  setWantedCount(wants);
  return true;
}
