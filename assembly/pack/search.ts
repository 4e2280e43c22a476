/**
 * Packing where the best facet, rounded up, may not be enough: an exact search over how often
 * each maximal pattern is used, pattern by pattern, most copies first. A branch ends where the
 * facets no longer allow the rest on the GPUs left. The work is bounded by a number of nodes;
 * a number of GPUs is called impossible only when its search was exhausted.
 */

import { feasible } from "../layout/feasible";
import { beginWith, unwant, want } from "../layout/question";
import { MAX_PROFILES } from "../limits";
import { Model, memorySize } from "../model/model";
import { gather, left, loadOn, lowerBound, setLeft } from "./demand";
import { addGroups, beginGroups } from "./groups";
import { takeExclusive } from "./peel";
import { isExclusive, memberOf, Polytope, patternAt, totalOf, weight } from "./polytope";

/** Nodes of the search for one number of GPUs. */
const MAX_NODES: i32 = 10_000;
/** Numbers of GPUs tried above the lower bound before greedy packing has the last word. */
const MAX_EXTRA: i32 = 4;
/** Patterns used in one packing; more are found only by greedy packing. */
const MAX_DEPTH: i32 = 128;

/** u64[MAX_DEPTH][MAX_PROFILES]: what was left before each choice */
const saved = memory.data(MAX_DEPTH * MAX_PROFILES * 8, 16);
const usedPattern = memory.data(MAX_DEPTH * 4);
const usedCopies = memory.data(MAX_DEPTH * 8, 16);
const piece = memory.data(MAX_PROFILES);
let depth: i32 = 0;
let nodes: i32 = 0;

/** What the last `search` found: GPUs used, and below how many it is impossible. */
export let searchedGpus: f64 = 0;
export let searchedBound: f64 = 0;

/** Packs the demand on as few GPUs as the search finds. */
export function search(model: Model, polytope: Polytope): void {
  searchedBound = lowerBound(polytope);
  for (let extra = 0; extra <= MAX_EXTRA && polytope.patternsComplete != 0; extra++) {
    searchedGpus = lowerBound(polytope) + <f64>extra;
    gather(polytope);
    beginGroups();
    const k = <u64>searchedGpus - takeExclusive(polytope);
    depth = 0;
    nodes = 0;
    if (coverable(polytope, 0, k)) {
      if (writeGroups(polytope)) return;
      break;
    }
    if (nodes <= MAX_NODES && searchedBound == searchedGpus) searchedBound = searchedGpus + 1;
  }
  searchedGpus = greedy(model, polytope);
}

/** Whether what is left fits on k GPUs with patterns from `from` on. */
function coverable(polytope: Polytope, from: i32, k: u64): bool {
  if (nothingLeft(polytope)) return true;
  if (k == 0 || nodes++ > MAX_NODES || !allowed(polytope, k)) return false;
  if (depth == MAX_DEPTH) {
    nodes = MAX_NODES + 1;
    return false;
  }
  const row = saved + <usize>(depth * MAX_PROFILES * 8);
  for (let i = 0; i < polytope.classes; i++) store<u64>(row + ((<usize>i) << 3), left(i));
  for (let p = from; p < polytope.patterns; p++) {
    for (let copies = mostCopies(polytope, row, p, k); copies > 0; copies--) {
      take(polytope, row, p, copies);
      store<i32>(usedPattern + ((<usize>depth) << 2), p);
      store<u64>(usedCopies + ((<usize>depth) << 3), copies);
      depth++;
      if (coverable(polytope, p + 1, k - copies)) return true;
      depth--;
      if (nodes > MAX_NODES) return false;
    }
  }
  return false;
}

function nothingLeft(polytope: Polytope): bool {
  for (let i = 0; i < polytope.classes; i++) if (left(i) != 0) return false;
  return true;
}

function allowed(polytope: Polytope, k: u64): bool {
  for (let f = 0; f < polytope.facets; f++) if (loadOn(polytope, f) > k * <u64>totalOf(polytope, f)) return false;
  return true;
}

/** Leaves max(0, row - copies * pattern). */
function take(polytope: Polytope, row: usize, pattern: i32, copies: u64): void {
  for (let i = 0; i < polytope.classes; i++) {
    const had = load<u64>(row + ((<usize>i) << 3));
    const taken = copies * <u64>load<u8>(patternAt(polytope, pattern) + <usize>i);
    setLeft(i, had > taken ? had - taken : 0);
  }
}

/**
 * The most copies of the pattern after which the rest is still allowed on the GPUs left. What is
 * left is convex in the number of copies, so the allowed numbers are an interval from 0: halving finds its end.
 */
function mostCopies(polytope: Polytope, row: usize, pattern: i32, k: u64): u64 {
  let useful: u64 = 0;
  for (let i = 0; i < polytope.classes; i++) {
    const count = <u64>load<u8>(patternAt(polytope, pattern) + <usize>i);
    if (count > 0) useful = max(useful, (load<u64>(row + ((<usize>i) << 3)) + count - 1) / count);
  }
  let low: u64 = 0;
  let high = min(k, useful);
  while (low < high) {
    const middle = low + (high - low + 1) / 2;
    take(polytope, row, pattern, middle);
    if (allowed(polytope, k - middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function writeGroups(polytope: Polytope): bool {
  gather(polytope);
  beginGroups();
  takeExclusive(polytope);
  for (let i = 0; i < depth; i++) {
    const pattern = patternAt(polytope, load<i32>(usedPattern + ((<usize>i) << 2)));
    if (!addGroups(polytope, load<u64>(usedCopies + ((<usize>i) << 3)), pattern)) return false;
  }
  return true;
}

/**
 * Fills GPU after GPU and repeats a filling while it lasts, but only half as often, so that what
 * runs out is looked at again and again. How many GPUs that takes.
 */
function greedy(model: Model, polytope: Polytope): f64 {
  gather(polytope);
  beginGroups();
  let gpus = takeExclusive(polytope);
  while (!nothingLeft(polytope)) {
    if (!polytope.patternsComplete) fillOne(model, polytope);
    else choosePattern(polytope);
    let copies: u64 = u64.MAX_VALUE;
    for (let i = 0; i < polytope.classes; i++) {
      const count = <u64>load<u8>(piece + <usize>i);
      if (count > 0) copies = min(copies, left(i) / count);
    }
    copies = (copies + 1) >> 1;
    // Without room for another group there is no packing to show; the host hears of it as of any trap.
    if (!addGroups(polytope, copies, piece)) unreachable();
    for (let i = 0; i < polytope.classes; i++) setLeft(i, left(i) - copies * <u64>load<u8>(piece + <usize>i));
    gpus += copies;
  }
  return <f64>gpus;
}

/** `piece` becomes what is left of the pattern that takes most of what runs out first, and of those most of the memory. */
function choosePattern(polytope: Polytope): void {
  const scarce = scarcest(polytope);
  let best = 0;
  let most = -1;
  for (let p = 0; p < polytope.patterns; p++) {
    const taken = (takenOf(polytope, p, scarce) << 12) + takenOf(polytope, p, 0);
    if (taken > most) {
      most = taken;
      best = p;
    }
  }
  for (let i = 0; i < polytope.classes; i++) {
    store<u8>(piece + <usize>i, <u8>min(<u64>load<u8>(patternAt(polytope, best) + <usize>i), left(i)));
  }
}

/** The inequality that asks for most GPUs for what is left. */
function scarcest(polytope: Polytope): i32 {
  let scarce = 0;
  let most: f64 = -1;
  for (let f = 0; f < polytope.facets; f++) {
    const share = <f64>loadOn(polytope, f) / <f64>totalOf(polytope, f);
    if (share > most) {
      most = share;
      scarce = f;
    }
  }
  return scarce;
}

/** How much of an inequality the pattern takes, as far as anything of it is left to pack. */
function takenOf(polytope: Polytope, pattern: i32, facet: i32): i32 {
  let sum = 0;
  for (let i = 0; i < polytope.classes; i++) {
    sum += weight(polytope, facet, i) * <i32>min(<u64>load<u8>(patternAt(polytope, pattern) + <usize>i), left(i));
  }
  return sum;
}

/** `piece` becomes what one GPU takes of what is left, largest class first. */
function fillOne(model: Model, polytope: Polytope): void {
  memory.fill(piece, 0, MAX_PROFILES);
  beginWith(model, polytope.base);
  for (let slices = model.memorySlices; slices > 0; slices--) {
    for (let i = 0; i < polytope.classes; i++) {
      if (isExclusive(polytope, i) || memorySize(model, memberOf(polytope, i)) != slices) continue;
      while (<u64>load<u8>(piece + <usize>i) < left(i) && want(memberOf(polytope, i), -1)) {
        if (!feasible()) {
          unwant();
          break;
        }
        store<u8>(piece + <usize>i, load<u8>(piece + <usize>i) + 1);
      }
    }
  }
}
