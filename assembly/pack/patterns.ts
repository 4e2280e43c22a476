/**
 * The maximal patterns: which multisets of profiles can be added to a GPU in one state. Of an
 * empty one that is what a GPU holds.
 *
 * Memory slices are gone through from the first to the last. What matters of a half-filled GPU
 * is what can still be created at later starts, and how many of each class it holds; GPUs that
 * agree in both are one. That keeps even grids of 16 single slices at hundreds of nodes, where
 * layouts are millions.
 *
 *   Node: [ Gpu | u8[MAX_PROFILES] count of each class ]
 */
import { allocate } from "../arena";
import { MAX_PROFILES } from "../limits";
import { copyGpu, free, GPU_BYTES, hashOfState, put, sameState } from "../model/gpu";
import { excludes, Model, memorySize, ofProfile, placementAt, twinOf } from "../model/model";
import { has, nextOfBoth, remove, size, sizeOfBoth } from "../model/sets";
import { classOf, isExclusive, memberOf, newPolytope, Polytope } from "./polytope";

/** Nodes of one start; a model that needs more is packed without patterns. */
const MAX_NODES: i32 = 1 << 12;
const SLOTS: i32 = MAX_NODES << 1;
const NODE: usize = GPU_BYTES + MAX_PROFILES;

/** Node[MAX_NODES] before and after a start, and an index of the latter; taken on first use. */
let nodes: usize = 0;
let next: usize = 0;
const index = memory.data(SLOTS * 4, 16);

/** Classes and maximal patterns of those profiles in `allowed` (bits) of which the GPU still takes one. */
export function findPatterns(model: Model, gpu: usize, allowed: u32): Polytope {
  const polytope = newPolytope(model, gpu);
  classify(model, polytope, allowed);
  if (nodes == 0) {
    nodes = allocate(<usize>MAX_NODES * NODE);
    next = allocate(<usize>MAX_NODES * NODE);
  }
  startNode(model, polytope, nodes);
  let count = 1;
  for (let start = 0; start < model.memorySlices && count > 0; start++) {
    count = advance(model, polytope, start, count);
    const swap = nodes;
    nodes = next;
    next = swap;
  }
  if (count > 0) keepMaximal(model, polytope, count);
  return polytope;
}

/** Twins become one class; classes in the model's order, exclusive ones among them. */
function classify(model: Model, polytope: Polytope, allowed: u32): void {
  memory.fill(polytope.classOf, 0xff, MAX_PROFILES);
  for (let p = 0; p < model.profiles; p++) {
    if (!((allowed >> p) & 1) || nextOfBoth(free(polytope.base), ofProfile(model, p), 0, model.words) < 0) continue;
    for (let q = 0; q < p; q++) {
      if ((allowed >> q) & 1 && twinOf(model, q) == twinOf(model, p)) {
        store<i8>(polytope.classOf + <usize>p, <i8>classOf(polytope, q));
        break;
      }
    }
    if (classOf(polytope, p) >= 0) continue;
    const index = polytope.classes++;
    store<i8>(polytope.classOf + <usize>p, <i8>index);
    store<u8>(polytope.member + <usize>index, <u8>p);
    store<u8>(polytope.exclusive + <usize>index, u8(fillsGpu(model, polytope.base, p)));
  }
}

/** Whether nothing more can stand beside the profile, wherever it sits. */
function fillsGpu(model: Model, gpu: usize, profile: i32): bool {
  const all = size(free(gpu), model.words);
  let p = nextOfBoth(free(gpu), ofProfile(model, profile), 0, model.words);
  while (p >= 0) {
    if (sizeOfBoth(free(gpu), excludes(model, p), model.words) < all) return false;
    p = nextOfBoth(free(gpu), ofProfile(model, profile), p + 1, model.words);
  }
  return true;
}

function startNode(model: Model, polytope: Polytope, node: usize): void {
  copyGpu(model, polytope.base, node);
  for (let p = 0; p < model.profiles; p++) {
    const index = classOf(polytope, p);
    const counts = index >= 0 && !isExclusive(polytope, index) && memberOf(polytope, index) == p;
    if (!counts) remove(free(node), ofProfile(model, p), model.words);
  }
  memory.fill(node + GPU_BYTES, 0, MAX_PROFILES);
}

/** All nodes after deciding what sits at `start`, if anything; their number, or -1 where there are too many. */
function advance(model: Model, polytope: Polytope, start: i32, count: i32): i32 {
  memory.fill(index, 0xff, (<usize>SLOTS) << 2);
  let made = 0;
  for (let n = 0; n < count; n++) {
    const node = nodes + <usize>n * NODE;
    for (let p = -1; p < model.profiles; p++) {
      const placement = p < 0 ? -1 : placementAt(model, p, start);
      if (p >= 0 && (placement < 0 || !has(free(node), placement))) continue;
      if (made == MAX_NODES) return -1;
      const child = next + <usize>made * NODE;
      memory.copy(child, node, NODE);
      if (placement >= 0) {
        put(model, node, placement, child);
        const at = child + GPU_BYTES + <usize>classOf(polytope, p);
        store<u8>(at, load<u8>(at) + 1);
      }
      closeStart(model, start, child);
      if (isNew(model, child, made)) made++;
    }
  }
  return made;
}

/** Nothing more is created at `start`, and which slices are taken no longer matters. */
function closeStart(model: Model, start: i32, node: usize): void {
  store<u32>(node, 0);
  for (let p = 0; p < model.profiles; p++) {
    const placement = placementAt(model, p, start);
    if (placement < 0) continue;
    const word = free(node) + ((<usize>(placement >> 6)) << 3);
    store<u64>(word, load<u64>(word) & ~((<u64>1) << (<u64>(placement & 63))));
  }
}

/** Whether no node made before equals this one, the next to be made. */
function isNew(model: Model, node: usize, made: i32): bool {
  let hash = hashOfState(model, node);
  for (let at: usize = 0; at < <usize>MAX_PROFILES; at += 8)
    hash = (hash ^ <u32>(load<u64>(node + GPU_BYTES + at) % 0xfffffffb)) * 0x9e3779b1;
  let slot = <i32>(hash >> 8) & (SLOTS - 1);
  while (true) {
    const at = index + ((<usize>slot) << 2);
    const other = load<i32>(at);
    if (other < 0) {
      store<i32>(at, made);
      return true;
    }
    const seen = next + <usize>other * NODE;
    if (sameState(model, seen, node) && memory.compare(seen + GPU_BYTES, node + GPU_BYTES, MAX_PROFILES) == 0) return false;
    slot = (slot + 1) & (SLOTS - 1);
  }
}

/** Keeps the nodes that no other contains, sorted. */
function keepMaximal(model: Model, polytope: Polytope, count: i32): void {
  const n = <usize>polytope.classes;
  // What was before the last start is no longer read: its room takes the rows.
  const rows = next;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = nodes + <usize>i * NODE + GPU_BYTES;
    let maximal = true;
    for (let j = 0; j < count && maximal; j++) {
      if (i != j && contains(nodes + <usize>j * NODE + GPU_BYTES, row, <i32>n)) maximal = false;
    }
    if (!maximal) continue;
    memory.copy(rows + <usize>kept * n, row, n);
    kept++;
  }
  polytope.patternRows = allocate(<usize>kept * n);
  memory.copy(polytope.patternRows, rows, <usize>kept * n);
  polytope.patterns = kept;
  polytope.patternsComplete = 1;
  sortRows(model, polytope, polytope.patternRows, kept, rows);
}

function contains(a: usize, b: usize, n: i32): bool {
  for (let i = 0; i < n; i++) if (load<u8>(a + <usize>i) < load<u8>(b + <usize>i)) return false;
  return true;
}

/** Patterns with more of the large classes first. Insertion sort: built-in models have fewer than a hundred. `row` is room for one. */
function sortRows(model: Model, polytope: Polytope, rows: usize, count: i32, row: usize): void {
  const n = <usize>polytope.classes;
  for (let i = 1; i < count; i++) {
    memory.copy(row, rows + <usize>i * n, n);
    let at = i;
    while (at > 0 && isLarger(model, polytope, row, rows + <usize>(at - 1) * n)) {
      memory.copy(rows + <usize>at * n, rows + <usize>(at - 1) * n, n);
      at--;
    }
    memory.copy(rows + <usize>at * n, row, n);
  }
}

function isLarger(model: Model, polytope: Polytope, a: usize, b: usize): bool {
  for (let slices = model.memorySlices; slices > 0; slices--) {
    for (let i = 0; i < polytope.classes; i++) {
      if (memorySize(model, memberOf(polytope, i)) != slices) continue;
      const x = load<u8>(a + <usize>i);
      const y = load<u8>(b + <usize>i);
      if (x != y) return x > y;
    }
  }
  return false;
}
