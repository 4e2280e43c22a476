/**
 * Why a want cannot be served beside what runs and the wants served before it, and which
 * running instances would have to be recreated elsewhere to let it in.
 */
import { computeTaken, copyGpu, free, GPU_BYTES, memoryTaken, put } from "../model/gpu";
import {
  budgetTotal,
  budgetUse,
  computeSize,
  maskOf,
  maxCount,
  memorySize,
  ofProfile,
  placementAt,
  profileOf,
} from "../model/model";
import { has, nextOfBoth } from "../model/sets";
import { feasible, foundAt } from "./feasible";
import { fit } from "./fit";
import {
  asked,
  backTo,
  now,
  occupy,
  runningAt,
  runningCount,
  setAnswer,
  setWantedCount,
  unwant,
  want,
  wantedCount,
  wantedProfile,
} from "./question";
import { hindrance, ranAt, remember, setWants } from "./remembered";
import { BUDGET, COUNT, countOf, exceededBy, INSTANCES, instanceCount, resetTally, tally, usedOf } from "./tally";

/** Reasons, in the order in which they are looked for. */
export const MAX_COUNT: i32 = 0;
export const INSTANCE_LIMIT: i32 = 1;
export const MEDIA_ENGINES: i32 = 2;
export const MEMORY_SLICES: i32 = 3;
export const COMPUTE_SLICES: i32 = 4;
export const NO_START: i32 = 5;

const gpu = memory.data(<i32>GPU_BYTES, 16);

/** Adds the want if it fits beside the wants added before it, whose starts may change; else leaves it out. */
export function serve(profile: i32, pin: i32): bool {
  if (!want(profile, pin)) return false;
  if (feasible()) return true;
  unwant();
  return false;
}

/**
 * Why the want that `serve` has just refused does not fit. Answers: reason, requested, used,
 * capacity; the budget (MEDIA_ENGINES only); and with NO_START as bits over the running instances
 * the blockers, those over the memory slices of any start, those only over its compute slices,
 * and how often served wants are over a start. A pin leaves one start.
 */
export function explain(profile: i32, pin: i32): void {
  remember();
  resetTally();
  for (let i = 0; i < runningCount; i++) tally(asked, profileOf(asked, runningAt(i)));
  for (let i = 0; i < wantedCount; i++) tally(asked, wantedProfile(i));
  const exceeded = exceededBy(asked, profile);
  const memoryUsed = slicesUsed(false);
  const computeUsed = slicesUsed(true);
  if (exceeded & (1 << COUNT)) report(MAX_COUNT, 1, countOf(profile), maxCount(asked, profile));
  else if (exceeded & (1 << INSTANCES)) report(INSTANCE_LIMIT, 1, instanceCount(), asked.maxInstances);
  else if (exceeded != 0) {
    const budget = <i32>ctz<u32>(exceeded >>> BUDGET);
    report(MEDIA_ENGINES, budgetUse(asked, budget, profile), usedOf(budget), budgetTotal(asked, budget));
    setAnswer(4, budget);
  } else if (memoryUsed + memorySize(asked, profile) > asked.memorySlices) {
    report(MEMORY_SLICES, memorySize(asked, profile), memoryUsed, asked.memorySlices);
  } else if (computeUsed + computeSize(asked, profile) > asked.computeSlices) {
    report(COMPUTE_SLICES, computeSize(asked, profile), computeUsed, asked.computeSlices);
  } else {
    reportNoStart(profile, pin);
  }
}

function report(reason: i32, requested: i32, used: i32, capacity: i32): void {
  setAnswer(0, reason);
  setAnswer(1, requested);
  setAnswer(2, used);
  setAnswer(3, capacity);
  setAnswer(4, -1);
  setAnswer(5, 0);
}

function slicesUsed(compute: bool): i32 {
  let used = <i32>popcnt<u32>(compute ? computeTaken(now()) : memoryTaken(now()));
  for (let i = 0; i < wantedCount; i++) {
    used += compute ? computeSize(asked, wantedProfile(i)) : memorySize(asked, wantedProfile(i));
  }
  return used;
}

function reportNoStart(profile: i32, pin: i32): void {
  // The wants served so far are where `feasible` put them when it last said yes.
  feasible();
  copyGpu(asked, now(), gpu);
  for (let i = 0; i < wantedCount; i++) put(asked, gpu, foundAt(i), gpu);
  let starts = 0;
  let closed = 0;
  let blockers = 0;
  let fewest = i32.MAX_VALUE;
  let overMemory = 0;
  let overCompute = 0;
  let served = 0;
  const mine = ofProfile(asked, profile);
  for (let p = nextOfBoth(mine, mine, 0, asked.words); p >= 0; p = nextOfBoth(mine, mine, p + 1, asked.words)) {
    if (pin >= 0 && p != placementAt(asked, profile, pin)) continue;
    starts++;
    if (!has(free(gpu), p)) closed++;
    const over = runningOver(p, 0xffffffff);
    overMemory |= runningOver(p, 0xffff);
    overCompute |= over;
    for (let i = 0; i < wantedCount; i++) if (maskOf(asked, foundAt(i)) & maskOf(asked, p)) served++;
    if (hindrance(over) < fewest) {
      fewest = hindrance(over);
      blockers = over;
    }
  }
  report(NO_START, 1, closed, starts);
  setAnswer(5, blockers);
  setAnswer(6, overMemory);
  setAnswer(7, overCompute & ~overMemory);
  setAnswer(8, served);
}

/** Running instances, as bits, that share with the placement a slice of those in `slices` (memory low, compute high). */
function runningOver(placement: i32, slices: u32): i32 {
  let over = 0;
  for (let i = 0; i < runningCount; i++) {
    if (maskOf(asked, runningAt(i)) & maskOf(asked, placement) & slices) over |= 1 << i;
  }
  return over;
}

/**
 * The least set of running instances (fewest, then fewest memory slices, then the earliest) that,
 * recreated elsewhere, lets the refused want in beside those served. Returns it as bits, and
 * answers 0.. are the new placements of its members in order; 0 where no set suffices.
 */
export function moves(profile: i32, pin: i32): i32 {
  const count = remember();
  const served = wantedCount;
  const all = (1 << count) - 1;
  let least = 0;
  if (count != 0 && letsIn(all, count, served, profile, pin)) {
    least = all;
    for (let set = 1; set < all; set++) {
      if (hindrance(set) < hindrance(least) && letsIn(set, count, served, profile, pin)) least = set;
    }
    letsIn(least, count, served, profile, pin);
    fit(-1);
  }
  backTo(0);
  for (let i = 0; i < count; i++) occupy(ranAt(i));
  setWants(0, served);
  return least;
}

/** Asks whether, with the members of `set` free to go anywhere, all can be created. */
function letsIn(set: i32, count: i32, servedCount: i32, profile: i32, pin: i32): bool {
  backTo(0);
  setWantedCount(0);
  for (let i = 0; i < count; i++) {
    if ((set >> i) & 1) want(profileOf(asked, ranAt(i)), -1);
    else occupy(ranAt(i));
  }
  setWants(wantedCount, servedCount);
  return want(profile, pin) && feasible();
}
