/**
 * Room for a request that fits nowhere: a few running instances are recreated elsewhere.
 *
 * Every place of the request is tried, over all layouts that GPUs have, with the instances in its
 * way placed again by the score, largest first, on any GPU of their model. Fewest moves win, then
 * the least total key (what is created counts its key, what is destroyed gives it back), then the
 * lowest GPU, then the lowest start. Instances in the way of those in the way stay where they are.
 * No GPU comes into use by this: an empty one would have taken the request.
 *
 * Cost: a look at every GPU, and a trial for each place on each layout that so few are in the way of.
 */

import { KEY_SCALE } from "../fleet/buckets";
import { bucketOf, layoutOf, size } from "../fleet/gpus";
import { layoutCount, modelOfLayout, setOf, stateOfLayout } from "../fleet/layouts";
import { modelAt, scoreNow } from "../fleet/models";
import { CODE_BITS, findOnModel, placementOn, toggle } from "../fleet/place";
import { gpuOf } from "../fleet/states";
import { addRow, openTable, rowOf, TABLE_BYTES, Table } from "../fleet/table";
import { profileOn } from "../fleet/wants";
import { MAX_INSTANCES } from "../limits";
import { free } from "../model/gpu";
import { excludes, Model, memorySize, ofProfile, placementAt, profileOf, startOf } from "../model/model";
import { has, nextOfBoth, sizeOfBoth } from "../model/sets";
import { keyOf } from "../score/score";
import { redirect } from "./departures";

/** i32 a layout: the search that saw it last */
const seen = changetype<Table>(memory.data(TABLE_BYTES, 16));
let search: i32 = 0;

/** Placements in the way of the one being tried, and where they went: code, or -1 for not placed. */
const inTheWay = memory.data(MAX_INSTANCES * 4);
const went = memory.data(MAX_INSTANCES * 4);

let total: i64 = 0;
let bestMoves: i32 = 0;
let bestTotal: i64 = 0;
let bestGpu: i32 = -1;
let bestPlacement: i32 = 0;

/** Of the last request that was let in: instances recreated. */
export let moved: i32 = 0;

export function openRoom(): void {
  openTable(seen, 4, 1 << 10);
}

/** Places the want by recreating at most so many instances; its code, or -1 with nothing changed. */
export function placeWithMoves(want: i32, most: i32): i32 {
  search++;
  bestMoves = min(most, MAX_INSTANCES) + 1;
  bestGpu = -1;
  for (let gpu = 0; gpu < size; gpu++) if (bucketOf(gpu) != 0 && isNew(layoutOf(gpu))) tryGpu(gpu, want);
  if (bestGpu < 0) return -1;
  const count = victimsOf(bestGpu, bestPlacement);
  enact(bestGpu, bestPlacement, count);
  moved = count;
  // In two steps, since one may now be where another was.
  for (let i = 0; i < count; i++) redirect(codeOf(bestGpu, victim(i)), -2 - i);
  for (let i = 0; i < count; i++) redirect(-2 - i, load<i32>(went + ((<usize>i) << 2)));
  return codeOf(bestGpu, bestPlacement);
}

/** Whether this search has not seen the layout yet; GPUs of one layout differ in nothing but their number. */
function isNew(layout: i32): bool {
  while (seen.count < layoutCount()) addRow(seen);
  const at = rowOf(seen, layout);
  if (load<i32>(at) == search) return false;
  store<i32>(at, search);
  return true;
}

function tryGpu(gpu: i32, want: i32): void {
  const number = modelOfLayout(layoutOf(gpu));
  const model = modelAt(number);
  const profile = profileOn(want, number);
  if (profile < 0) return;
  const mine = ofProfile(model, profile);
  for (let p = nextOfBoth(mine, mine, 0, model.words); p >= 0; p = nextOfBoth(mine, mine, p + 1, model.words)) {
    const count = sizeOfBoth(setOf(layoutOf(gpu)), excludes(model, p), model.words);
    if (count == 0 || count > bestMoves || (bestGpu < 0 && count == bestMoves)) continue;
    tryPlacement(gpu, p, victimsOf(gpu, p));
  }
}

function tryPlacement(gpu: i32, placement: i32, count: i32): void {
  if (!enact(gpu, placement, count)) return;
  if (count < bestMoves || total < bestTotal) {
    bestMoves = count;
    bestTotal = total;
    bestGpu = gpu;
    bestPlacement = placement;
  }
  takeBack(gpu, placement, count, count);
}

function victim(i: i32): i32 {
  return load<i32>(inTheWay + ((<usize>i) << 2));
}
function codeOf(gpu: i32, placement: i32): i32 {
  return (gpu << CODE_BITS) + startOf(modelOn(gpu), placement);
}
function modelOn(gpu: i32): Model {
  return modelAt(modelOfLayout(layoutOf(gpu)));
}

/** Lists what is in the way of the placement, largest first, then by start; how many. */
function victimsOf(gpu: i32, placement: i32): i32 {
  const model = modelOn(gpu);
  const running = setOf(layoutOf(gpu));
  const excluded = excludes(model, placement);
  let count = 0;
  for (let p = nextOfBoth(running, excluded, 0, model.words); p >= 0; p = nextOfBoth(running, excluded, p + 1, model.words)) {
    let at = count++;
    while (at > 0 && slicesOf(model, victim(at - 1)) < slicesOf(model, p)) {
      store<i32>(inTheWay + ((<usize>at) << 2), victim(at - 1));
      at--;
    }
    store<i32>(inTheWay + ((<usize>at) << 2), p);
  }
  return count;
}
function slicesOf(model: Model, placement: i32): i32 {
  return memorySize(model, profileOf(model, placement));
}

/** Carries the change out, and adds up its keys; false, with nothing changed, where it cannot be. */
function enact(gpu: i32, placement: i32, count: i32): bool {
  total = 0;
  for (let i = 0; i < count; i++) flip(gpu, victim(i));
  if (!has(free(gpuOf(stateOfLayout(layoutOf(gpu)))), placement)) {
    for (let i = 0; i < count; i++) flip(gpu, victim(i));
    return false;
  }
  flip(gpu, placement);
  const model = modelOfLayout(layoutOf(gpu));
  for (let i = 0; i < count; i++) {
    const profile = profileOf(modelAt(model), victim(i));
    const code = findOnModel(model, profile);
    if (code < 0) {
      takeBack(gpu, placement, count, i);
      return false;
    }
    store<i32>(went + ((<usize>i) << 2), code);
    flip(code >> CODE_BITS, placementAt(modelAt(model), profile, startOfCode(code)));
  }
  return true;
}

/** Undoes `enact`, of which the first `placed` instances had been placed again. */
function takeBack(gpu: i32, placement: i32, count: i32, placed: i32): void {
  for (let i = placed - 1; i >= 0; i--) {
    const code = load<i32>(went + ((<usize>i) << 2));
    flip(code >> CODE_BITS, placementOn(code >> CODE_BITS, startOfCode(code)));
  }
  flip(gpu, placement);
  for (let i = 0; i < count; i++) flip(gpu, victim(i));
}

function startOfCode(code: i32): i32 {
  return code & ((1 << CODE_BITS) - 1);
}

/** Creates the instance, or destroys it where it runs, and counts its key by the score in force at that moment. */
function flip(gpu: i32, placement: i32): void {
  const from = layoutOf(gpu);
  const score = scoreNow(modelOfLayout(from));
  toggle(gpu, placement);
  const to = layoutOf(gpu);
  const model = modelAt(modelOfLayout(to));
  const scale = KEY_SCALE / <i64>model.memorySlices;
  const before = gpuOf(stateOfLayout(from));
  const after = gpuOf(stateOfLayout(to));
  if (has(setOf(to), placement)) total += keyOf(model, score, before, placement, after) * scale;
  else total -= keyOf(model, score, after, placement, before) * scale;
}
