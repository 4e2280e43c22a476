/**
 * Whether the wants fit at all, wherever: largest first, and of equal profiles the later one at
 * the higher start, so that permutations are not tried twice. Profiles of one shape count as equal.
 */
import { MAX_INSTANCES } from "../limits";
import { computeTaken, copyGpu, free, GPU_BYTES, memoryTaken, put, remaining } from "../model/gpu";
import { computeSize, limitUse, memorySize, ofProfile, placementAt, shapeOf, startOf } from "../model/model";
import { has, nextOfBoth } from "../model/sets";
import { forget, visited } from "./memo";
import { asked, now, wantedCount, wantedPin, wantedProfile } from "./question";

/** Nodes before visits are remembered: small questions end sooner without. */
const PATIENCE: i32 = 1024;

const order = memory.data(MAX_INSTANCES * 4);
const frames = memory.data(<i32>(GPU_BYTES * (MAX_INSTANCES + 1)), 16);
const found = memory.data(MAX_INSTANCES * 4);
let nodes: i32 = 0;

/** The placement found for want i by the last `feasible` that said yes. */
export function foundAt(i: i32): i32 {
  return load<i32>(found + ((<usize>i) << 2));
}

export function feasible(): bool {
  if (!roomFor()) return false;
  sortWants();
  copyGpu(asked, now(), frames);
  nodes = 0;
  return search(0, 0);
}

/** Whether slices and counted limits suffice in number: what no arrangement can change. */
function roomFor(): bool {
  let memory = <i32>popcnt<u32>(memoryTaken(now()));
  let compute = <i32>popcnt<u32>(computeTaken(now()));
  for (let i = 0; i < wantedCount; i++) {
    memory += memorySize(asked, wantedProfile(i));
    compute += computeSize(asked, wantedProfile(i));
  }
  if (memory > asked.memorySlices || compute > asked.computeSlices) return false;
  for (let l = 0; l < asked.counted; l++) {
    let uses = 0;
    for (let i = 0; i < wantedCount; i++) uses += limitUse(asked, l, wantedProfile(i));
    if (uses > remaining(now(), l)) return false;
  }
  return true;
}

function entry(depth: i32): i32 {
  return load<i32>(order + ((<usize>depth) << 2));
}

/** Pinned wants first, since they have one place only; then by size, shapes together. Insertion sort: at most 16. */
function sortWants(): void {
  for (let i = 0; i < wantedCount; i++) {
    let at = i;
    while (at > 0 && before(i, entry(at - 1))) {
      store<i32>(order + ((<usize>at) << 2), entry(at - 1));
      at--;
    }
    store<i32>(order + ((<usize>at) << 2), i);
  }
}

function before(i: i32, j: i32): bool {
  const pinnedI = wantedPin(i) >= 0;
  const pinnedJ = wantedPin(j) >= 0;
  if (pinnedI != pinnedJ) return pinnedI;
  const p = wantedProfile(i);
  const q = wantedProfile(j);
  if (memorySize(asked, p) != memorySize(asked, q)) return memorySize(asked, p) > memorySize(asked, q);
  return shapeOf(asked, p) < shapeOf(asked, q);
}

function search(depth: i32, from: i32): bool {
  if (depth == wantedCount) return true;
  const i = entry(depth);
  const profile = wantedProfile(i);
  const pin = wantedPin(i);
  const gpu = frames + <usize>depth * GPU_BYTES;
  if (pin >= 0) {
    const p = placementAt(asked, profile, pin);
    return has(free(gpu), p) && step(depth, i, p, false);
  }
  const next = depth + 1 < wantedCount ? entry(depth + 1) : -1;
  const alikeFollows = next >= 0 && wantedPin(next) < 0 && shapeOf(asked, wantedProfile(next)) == shapeOf(asked, profile);
  const mine = ofProfile(asked, profile);
  let p = nextOfBoth(free(gpu), mine, 0, asked.words);
  while (p >= 0) {
    if (startOf(asked, p) >= from && step(depth, i, p, alikeFollows)) return true;
    p = nextOfBoth(free(gpu), mine, p + 1, asked.words);
  }
  return false;
}

function step(depth: i32, i: i32, placement: i32, alikeFollows: bool): bool {
  const gpu = frames + <usize>depth * GPU_BYTES;
  put(asked, gpu, placement, gpu + GPU_BYTES);
  store<i32>(found + ((<usize>i) << 2), placement);
  const from = alikeFollows ? startOf(asked, placement) + 1 : 0;
  if (nodes++ == PATIENCE) forget();
  if (nodes > PATIENCE && visited(asked, gpu + GPU_BYTES, (depth << 8) | from)) return false;
  return search(depth + 1, from);
}
