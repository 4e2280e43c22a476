/**
 * Where the wants go: of all ways to create them together, the one after which most (profile,
 * start) pairs can still be created, then the lowest starts in request order. With a score, the
 * one with the least total key, then the same tie rule.
 *
 * Depth first in request order, lowest start first, so that the first of equals is the answer.
 * Bound: with m memory slices left in the end, a profile of k slices has at most m - k + 1
 * windows, and never more than it has now.
 */
import { MAX_INSTANCES, MAX_PROFILES } from "../limits";
import { copyGpu, free, GPU_BYTES, memoryTaken, put } from "../model/gpu";
import { memorySize, ofProfile, placementAt, profileOf, shapeOf, startOf } from "../model/model";
import { has, nextOfBoth, size, sizeOfBoth } from "../model/sets";
import { dependsOnPath, keyOf, whereScarce } from "../score/score";
import { feasible } from "./feasible";
import { forget, visited } from "./memo";
import { asked, now, setAnswer, wantedCount, wantedPin, wantedProfile } from "./question";

/** Nodes before visits are remembered: small questions end sooner without. */
const PATIENCE: i32 = 1024;
/** So few wants are refused by the search itself as fast as by asking first whether they fit at all. */
const FEW: i32 = 4;

const frames = memory.data(<i32>(GPU_BYTES * (MAX_INSTANCES + 1)), 16);
const chosen = memory.data(MAX_INSTANCES * 4);
/** i32[profiles]: windows that the profile can have at most when all wants are placed */
const caps = memory.data(MAX_PROFILES * 4);

let score: i32 = -1;
let nodes: i32 = 0;
let any: bool = false;
/** the best leaf so far: pairs left, or minus the total key */
let best: i64 = 0;
let reachable: i64 = 0;

/**
 * Places all wants: answers 0.. are their placements. False where they do not fit.
 * `by` -1: most pairs left; else the number of a score.
 */
export function fit(by: i32): bool {
  if (wantedCount > FEW && !feasible()) return false;
  score = by;
  nodes = 0;
  any = false;
  copyGpu(asked, now(), frames);
  capWindows();
  reachable = by < 0 ? bound(frames) : i64.MAX_VALUE;
  search(0, 0, 0);
  return any;
}

/** The same for a GPU that stands alone: room is scarce there, as in a fleet of that one GPU wherever one counts as few. */
export function fitAlone(by: i32): bool {
  return fit(whereScarce(asked, by));
}

/** The total key of the last answer of `fit` by a score. */
export function leastKey(): i64 {
  return -best;
}

function capWindows(): void {
  let left = asked.memorySlices - <i32>popcnt<u32>(memoryTaken(now()));
  for (let i = 0; i < wantedCount; i++) left -= memorySize(asked, wantedProfile(i));
  for (let p = 0; p < asked.profiles; p++) {
    store<i32>(caps + ((<usize>p) << 2), max(0, left - memorySize(asked, p) + 1));
  }
}

function bound(gpu: usize): i64 {
  let pairs = 0;
  for (let p = 0; p < asked.profiles; p++) {
    const cap = load<i32>(caps + ((<usize>p) << 2));
    if (cap != 0) pairs += min(cap, sizeOfBoth(free(gpu), ofProfile(asked, p), asked.words));
  }
  return pairs;
}

function search(depth: i32, from: i32, key: i64): void {
  const gpu = frames + <usize>depth * GPU_BYTES;
  if (depth == wantedCount) {
    const worth: i64 = score < 0 ? size(free(gpu), asked.words) : -key;
    if (any && worth <= best) return;
    any = true;
    best = worth;
    for (let i = 0; i < wantedCount; i++) setAnswer(i, load<i32>(chosen + ((<usize>i) << 2)));
    return;
  }
  const profile = wantedProfile(depth);
  const pin = wantedPin(depth);
  if (pin >= 0) {
    const p = placementAt(asked, profile, pin);
    if (has(free(gpu), p)) step(depth, p, key);
    return;
  }
  const mine = ofProfile(asked, profile);
  let p = nextOfBoth(free(gpu), mine, 0, asked.words);
  while (p >= 0) {
    if (startOf(asked, p) >= from) step(depth, p, key);
    if (any && best >= reachable) return;
    p = nextOfBoth(free(gpu), mine, p + 1, asked.words);
  }
}

function step(depth: i32, placement: i32, key: i64): void {
  const gpu = frames + <usize>depth * GPU_BYTES;
  const next = gpu + GPU_BYTES;
  put(asked, gpu, placement, next);
  if (score < 0) {
    if (any && bound(next) <= best) return;
  } else {
    key += keyOf(asked, score, gpu, placement, next);
    // Keys of a path only grow.
    if (any && dependsOnPath(score) && -key <= best) return;
  }
  store<i32>(chosen + ((<usize>depth) << 2), placement);
  // Of wants of one shape in a row the later takes the higher start: the other way round ends alike, at no lower starts.
  const equalFollows =
    depth + 1 < wantedCount &&
    wantedPin(depth) < 0 &&
    shapeOf(asked, wantedProfile(depth + 1)) == shapeOf(asked, profileOf(asked, placement));
  const from = equalFollows && !(score >= 0 && dependsOnPath(score)) ? startOf(asked, placement) + 1 : 0;
  if (nodes++ == PATIENCE) forget();
  if (nodes > PATIENCE && (score < 0 || !dependsOnPath(score)) && visited(asked, next, (depth << 8) | from)) return;
  search(depth + 1, from, key);
}
