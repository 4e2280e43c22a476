/**
 * Placing and releasing, one by one and in batches.
 *
 * A place is a code: GPU * 64 + start; -1 is nowhere. Whatever needs memory takes it before
 * anything changes, so that no call fails half way.
 */
import { fit, leastKey } from "../layout/fit";
import { answer, beginWith, setAnswer, setWant, setWantedCount } from "../layout/question";
import { MAX_INSTANCES, MAX_SLICES } from "../limits";
import { free } from "../model/gpu";
import { Model, placementAt, profileOf } from "../model/model";
import { has, nextOfBoth } from "../model/sets";
import { BLOCK_BITS, firstInBlock, layoutOf, NO_STATE, setLayout, size, stateOf } from "./gpus";
import { modelOfLayout, placementIn, stateOfLayout, toggled } from "./layouts";
import {
  currentScore,
  firstBlock,
  firstGpu,
  gpuOf,
  gpusIn,
  KEY_SCALE,
  modelAt,
  modelOf,
  moveGpu,
  orderOf,
  startIn,
  stateCount,
} from "./states";
import { firstMeaning, modelMeant, nextMeaning, profileMeant, profileOn } from "./wants";

export const CODE_BITS: i32 = 6;

let bestKey: i64 = 0;
let bestGpu: i32 = -1;
let bestStart: i32 = 0;
let bestProfile: i32 = 0;

/** The best place for the want: least key, then lowest GPU, then lowest start. -1: nowhere. Changes nothing. */
function find(want: i32): i32 {
  bestGpu = -1;
  for (let m = firstMeaning(want); m >= 0; m = nextMeaning(m)) look(modelMeant(m), profileMeant(m));
  return bestGpu < 0 ? -1 : (bestGpu << CODE_BITS) + bestStart;
}

/** The same for a profile of one model. */
export function findOnModel(model: i32, profile: i32): i32 {
  bestGpu = -1;
  look(model, profile);
  return bestGpu < 0 ? -1 : (bestGpu << CODE_BITS) + bestStart;
}

function look(model: i32, profile: i32): void {
  const order = orderOf(model, profile);
  let row = order.rows;
  for (let i = 0; i < order.count; i++, row += order.stride) {
    const key = load<i64>(row);
    if (bestGpu >= 0 && key > bestKey) return;
    const state = load<i32>(row, 8);
    if (gpusIn(state) == 0) continue;
    const block = firstBlock(state);
    // Of equal keys the lower GPU: mostly its block says which without looking for the GPU.
    if (bestGpu >= 0 && key == bestKey && block > bestGpu >> BLOCK_BITS) continue;
    const gpu = firstInBlock(block, state);
    if (bestGpu >= 0 && key == bestKey && gpu >= bestGpu) continue;
    bestKey = key;
    bestGpu = gpu;
    bestStart = load<i32>(row, 12);
    bestProfile = profile;
  }
}

/** Adds or takes away one placement of a GPU. */
export function toggle(gpu: i32, placement: i32): void {
  const from = layoutOf(gpu);
  const to = toggled(from, placement);
  setLayout(gpu, to);
  if (stateOf(gpu) != NO_STATE) moveGpu(gpu, stateOfLayout(to));
}

/** One instance; its code, or -1. */
export function place(want: i32): i32 {
  const code = find(want);
  if (code >= 0) toggle(bestGpu, placementAt(modelAt(modelOfLayout(layoutOf(bestGpu))), bestProfile, bestStart));
  return code;
}

/** An instance at a place that someone else chose; `start` -1 takes the start of least key. Its code, or -1 where it is not free. */
export function placeAt(gpu: i32, profile: i32, start: i32): i32 {
  const layout = layoutOf(gpu);
  const model = modelAt(modelOfLayout(layout));
  const state = stateOfLayout(layout);
  if (start < 0) {
    if (nextOfBoth(free(gpuOf(state)), modelSet(model, profile), 0, model.words) < 0) return -1;
    start = startIn(state, profile);
  }
  const placement = placementAt(model, profile, start);
  if (placement < 0 || !has(free(gpuOf(state)), placement)) return -1;
  toggle(gpu, placement);
  return (gpu << CODE_BITS) + start;
}

function modelSet(model: Model, profile: i32): usize {
  return model.ofProfile + <usize>profile * ((<usize>model.words) << 3);
}

/** The placement at that start of a GPU, or -1. */
export function placementOn(gpu: i32, start: i32): i32 {
  return start < 0 || start >= MAX_SLICES ? -1 : placementIn(layoutOf(gpu), start);
}

/** Destroys the instance at that place; false where there is none. */
export function release(gpu: i32, start: i32): bool {
  const placement = placementOn(gpu, start);
  if (placement < 0) return false;
  toggle(gpu, placement);
  return true;
}

/** i32[MAX_INSTANCES]: the placements of the best answer so far */
const together = memory.data(MAX_INSTANCES * 4);

/**
 * All of so many wants (in the mailbox) on one GPU: least total key, then lowest GPU, then lowest
 * starts. The GPU, with their placements as answers 0.., or -1. Looks at each state present once.
 */
export function placeTogether(wants: i32): i32 {
  for (let i = 0; i < wants; i++) store<i32>(asked + ((<usize>i) << 2), answer(i));
  bestGpu = -1;
  for (let state = 0; state < stateCount(); state++) {
    if (gpusIn(state) == 0 || !askIn(state, wants) || !fit(currentScore())) continue;
    const key = leastKey() * (KEY_SCALE / <i64>modelAt(modelOf(state)).memorySlices);
    const gpu = firstGpu(state);
    if (bestGpu >= 0 && (key > bestKey || (key == bestKey && gpu > bestGpu))) continue;
    bestKey = key;
    bestGpu = gpu;
    for (let i = 0; i < wants; i++) store<i32>(together + ((<usize>i) << 2), answer(i));
  }
  if (bestGpu < 0) return -1;
  let layout = layoutOf(bestGpu);
  // Every layout on the way is met, and its memory taken, before the GPU changes.
  for (let i = 0; i < wants; i++) layout = toggled(layout, load<i32>(together + ((<usize>i) << 2)));
  for (let i = 0; i < wants; i++) {
    const placement = load<i32>(together + ((<usize>i) << 2));
    toggle(bestGpu, placement);
    setAnswer(i, placement);
  }
  return bestGpu;
}

const asked = memory.data(MAX_INSTANCES * 4);

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

/** Requests and codes of a batch: u8[BATCH] and i32[BATCH]. */
export const BATCH: i32 = 1 << 12;
const requests = memory.data(BATCH);
const codes = memory.data(BATCH * 4, 16);

export function requestsAt(): usize {
  return requests;
}
export function codesAt(): usize {
  return codes;
}

/** Places so many requests (wants) in order; their codes, -1 from the first that was not reached. How many were placed. */
export function placeBatch(count: i32): i32 {
  let placed = 0;
  memory.fill(codes, 0xff, (<usize>count) << 2);
  for (let i = 0; i < count; i++) {
    const code = place(load<u8>(requests + <usize>i));
    store<i32>(codes + ((<usize>i) << 2), code);
    if (code >= 0) placed++;
  }
  return placed;
}

/**
 * Releases so many codes, passing over -1. -1 where all were released; else the first that names
 * nothing placed (or was released before in the same batch), and everything is as it was.
 */
export function releaseBatch(count: i32): i32 {
  for (let i = 0; i < count; i++) {
    const code = load<i32>(codes + ((<usize>i) << 2));
    if (code == -1) continue;
    const gpu = code >> CODE_BITS;
    const placement = code < 0 || gpu >= size ? -1 : placementOn(gpu, code & ((1 << CODE_BITS) - 1));
    if (placement < 0) {
      undo(i);
      return i;
    }
    store<i32>(undone + ((<usize>i) << 2), placement);
    toggle(gpu, placement);
  }
  return -1;
}

/** i32[BATCH]: the placement that each code of the batch released */
const undone = memory.data(BATCH * 4, 16);

export function releasedAt(): usize {
  return undone;
}

/** Places again what the first `count` codes of this batch released. */
export function undo(count: i32): void {
  for (let i = count - 1; i >= 0; i--) {
    const code = load<i32>(codes + ((<usize>i) << 2));
    if (code != -1) toggle(code >> CODE_BITS, load<i32>(undone + ((<usize>i) << 2)));
  }
}

/** The profile of a placement on a GPU, by number of its model. */
export function profileAt(gpu: i32, placement: i32): i32 {
  return profileOf(modelAt(modelOfLayout(layoutOf(gpu))), placement);
}
