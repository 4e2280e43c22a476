/**
 * Placing and releasing, one by one and in batches.
 *
 * A place is a code: GPU * 64 + start; -1 is nowhere. Whatever needs memory takes it before
 * anything changes, so that no call fails half way.
 */
import { MAX_SLICES } from "../limits";
import { free } from "../model/gpu";
import { ofProfile, placementAt, profileOf } from "../model/model";
import { has, nextOfBoth } from "../model/sets";
import { Bucket } from "./buckets";
import { bucketOf, layoutOf, setLayout, size } from "./gpus";
import { layoutAt, modelOfLayout, stateOfLayout } from "./layouts";
import { modelAt, orderNow, orderOf } from "./models";
import { firstPresent, keyAt, lowestFrom, NOBODY } from "./orders";
import { gpuOf } from "./states";
import { firstMeaning } from "./wants";

export const CODE_BITS: i32 = 6;

/** Adds or takes away one placement of a GPU. */
export function toggle(gpu: i32, placement: i32): void {
  const from = layoutAt(layoutOf(gpu));
  const to = from.neighbour(placement);
  from.gpus--;
  to.gpus++;
  setLayout(gpu, to.number);
  if (bucketOf(gpu) != 0) {
    Bucket.move(gpu, to.bucket);
  } else {
    from.cordoned--;
    to.cordoned++;
  }
}

/** One instance: least key, then lowest GPU, then lowest start. Its code, or -1. */
export function place(want: i32): i32 {
  let least: i64 = i64.MAX_VALUE;
  let gpu = NOBODY;
  let by = 0;
  for (let meaning = firstMeaning(want); changetype<usize>(meaning) != 0; meaning = meaning.next) {
    const isScarce = meaning.scarcity.holds;
    const order = isScarce ? meaning.scarceOrder : meaning.order;
    const row = firstPresent(order);
    if (row < 0 || keyAt(order, row) > least) continue;
    const lowest = lowestFrom(order, row);
    if (keyAt(order, row) == least && lowest > gpu) continue;
    least = keyAt(order, row);
    gpu = lowest;
    by = isScarce ? meaning.scarceOrderNumber : meaning.profile;
  }
  if (gpu == NOBODY) return -1;
  const found = layoutAt(layoutOf(gpu)).placeOf(by);
  toggle(gpu, found / MAX_SLICES);
  return (gpu << CODE_BITS) + (found & (MAX_SLICES - 1));
}

/** Where `place` would put an instance of a profile on GPUs of one model; its code, or -1. Changes nothing. */
export function findOnModel(model: i32, profile: i32): i32 {
  const by = orderNow(model, profile);
  const order = orderOf(model, by);
  const row = firstPresent(order);
  if (row < 0) return -1;
  const gpu = lowestFrom(order, row);
  return (gpu << CODE_BITS) + (layoutAt(layoutOf(gpu)).placeOf(by) & (MAX_SLICES - 1));
}

/** An instance at a place that someone else chose; `start` -1 takes the start of least key. Its code, or -1 where it is not free. */
export function placeAt(gpu: i32, profile: i32, start: i32): i32 {
  const layout = layoutOf(gpu);
  const number = modelOfLayout(layout);
  const model = modelAt(number);
  const state = stateOfLayout(layout);
  if (start < 0) {
    if (nextOfBoth(free(gpuOf(state)), ofProfile(model, profile), 0, model.words) < 0) return -1;
    start = layoutAt(layout).placeOf(orderNow(number, profile)) & (MAX_SLICES - 1);
  }
  const placement = placementAt(model, profile, start);
  if (placement < 0 || !has(free(gpuOf(state)), placement)) return -1;
  toggle(gpu, placement);
  return (gpu << CODE_BITS) + start;
}

/** The placement at that start of a GPU, or -1. */
export function placementOn(gpu: i32, start: i32): i32 {
  return start < 0 || start >= MAX_SLICES ? -1 : layoutAt(layoutOf(gpu)).placementAt(start);
}

/** Destroys the instance at that place; false where there is none. */
export function release(gpu: i32, start: i32): bool {
  const placement = placementOn(gpu, start);
  if (placement < 0) return false;
  toggle(gpu, placement);
  return true;
}

/** Requests and codes of a batch: u8[BATCH] and i32[BATCH]; i32[256], the want that each request stands for. */
export const BATCH: i32 = 1 << 12;
const requests = memory.data(BATCH);
const codes = memory.data(BATCH * 4, 16);
const meant = memory.data(256 * 4, 16);

export function requestsAt(): usize {
  return requests;
}
export function meantAt(): usize {
  return meant;
}
export function codesAt(): usize {
  return codes;
}

/** Places so many requests in order; their codes, -1 from the first that was not reached. How many were placed. */
export function placeBatch(count: i32): i32 {
  let placed = 0;
  memory.fill(codes, 0xff, (<usize>count) << 2);
  for (let i = 0; i < count; i++) {
    const code = place(load<i32>(meant + ((<usize>load<u8>(requests + <usize>i)) << 2)));
    store<i32>(codes + ((<usize>i) << 2), code);
    if (code >= 0) placed++;
  }
  return placed;
}

/**
 * Releases so many codes, passing over -1. -1 where all were released; else the first that names
 * nothing placed (or was released before in the same batch). There, and where it traps, `undo`
 * of the batch makes everything as it was.
 */
export function releaseBatch(count: i32): i32 {
  memory.fill(released, 0xff, (<usize>count) << 2);
  for (let i = 0; i < count; i++) {
    const code = load<i32>(codes + ((<usize>i) << 2));
    if (code == -1) continue;
    const gpu = code >> CODE_BITS;
    const placement = code < 0 || gpu >= size ? -1 : placementOn(gpu, code & ((1 << CODE_BITS) - 1));
    if (placement < 0) return i;
    toggle(gpu, placement);
    store<i32>(released + ((<usize>i) << 2), placement);
  }
  return -1;
}

/** i32[BATCH]: the placement that each code of the batch released, or -1 */
const released = memory.data(BATCH * 4, 16);

export function releasedAt(): usize {
  return released;
}

/** Places again what the first `count` codes of this batch released. */
export function undo(count: i32): void {
  for (let i = count - 1; i >= 0; i--) {
    const placement = load<i32>(released + ((<usize>i) << 2));
    if (placement >= 0) toggle(load<i32>(codes + ((<usize>i) << 2)) >> CODE_BITS, placement);
  }
}

/** The profile of a placement on a GPU, by number of its model. */
export function profileAt(gpu: i32, placement: i32): i32 {
  return profileOf(modelAt(modelOfLayout(layoutOf(gpu))), placement);
}
