/**
 * The facets of P, by double description in whole numbers.
 *
 * A facet w . x <= c with w >= 0 is a ray (w, c) of the cone { w >= 0, c >= w . p for every
 * maximal pattern p }. The cone starts as { w >= 0, c >= 0 }, whose rays are the unit vectors;
 * each pattern cuts it once. A ray that another dominates (no smaller weight per total anywhere)
 * says nothing about demands, which are never negative.
 *
 *   Ray: [ i64[n] w | i64 c | u64[zeroWords] constraints that hold with equality ]
 *
 * Constraint i < n is w_i >= 0, n is c >= 0, n + 1 + p is pattern p.
 */
import { allocate } from "../arena";
import { MAX_PROFILES } from "../limits";
import { addFacet, classOf, clearFacets, fillWithExclusive, isExclusive, Polytope, patternAt, setWeight } from "./polytope";

const MAX_RAYS: i32 = 1 << 11;
const MAX_PATTERNS: i32 = 1 << 10;
/** Pairs of rays looked at, times the rays each is tested against: the work, bounded by a number. */
const MAX_STEPS: i64 = 20_000_000;
/** Weights of a facet over all profiles sum to less, so that w . demand stays below 2^63 (demands below 2^53). */
const MAX_WEIGHTS: i64 = 1023;

/** Bytes of the longest ray. */
const MAX_RAY_BYTES: usize = (<usize>MAX_PROFILES + 1 + ((<usize>MAX_PROFILES + 1 + <usize>MAX_PATTERNS + 63) >> 6)) << 3;

/** Ray[MAX_RAYS] before and after a cut; taken on first use. */
let rays: usize = 0;
let next: usize = 0;
/** i32[n]: the class of each coordinate */
const columns = memory.data(MAX_PROFILES * 4);
/** i32[MAX_RAYS]: numbers of the rays that become facets */
const chosen = memory.data(MAX_RAYS * 4);
let n: i32 = 0;
let zeroWords: i32 = 0;
let rayBytes: usize = 0;
let steps: i64 = 0;

/** Finds the facets; leaves `facetsComplete` 0 where that takes too much. */
export function findFacets(polytope: Polytope): void {
  if (!polytope.patternsComplete || polytope.patterns > MAX_PATTERNS) return;
  if (rays == 0) {
    rays = allocate(<usize>MAX_RAYS * MAX_RAY_BYTES);
    next = allocate(<usize>MAX_RAYS * MAX_RAY_BYTES);
  }
  n = 0;
  for (let i = 0; i < polytope.classes; i++) {
    if (isExclusive(polytope, i)) continue;
    store<i32>(columns + ((<usize>n) << 2), i);
    n++;
  }
  zeroWords = (n + 1 + polytope.patterns + 63) >> 6;
  rayBytes = (<usize>(n + 1 + zeroWords)) << 3;
  steps = 0;
  let count = unitRays();
  for (let p = 0; p < polytope.patterns && count > 0; p++) {
    count = cut(count, patternAt(polytope, p), n + 1 + p);
    const swap = rays;
    rays = next;
    next = swap;
  }
  if (count > 0) keepFacets(polytope, count);
}

function entryOf(ray: usize, i: i32): i64 {
  return load<i64>(ray + ((<usize>i) << 3));
}
function setEntry(ray: usize, i: i32, value: i64): void {
  store<i64>(ray + ((<usize>i) << 3), value);
}
function zerosOf(ray: usize): usize {
  return ray + ((<usize>(n + 1)) << 3);
}
function markZero(ray: usize, constraint: i32): void {
  const word = zerosOf(ray) + ((<usize>(constraint >> 6)) << 3);
  store<u64>(word, load<u64>(word) | ((<u64>1) << (<u64>(constraint & 63))));
}

/** Unit vector i meets every constraint of the first cone but its own with equality. */
function unitRays(): i32 {
  for (let i = 0; i <= n; i++) {
    const ray = rays + <usize>i * rayBytes;
    memory.fill(ray, 0, rayBytes);
    setEntry(ray, i, 1);
    for (let j = 0; j <= n; j++) if (j != i) markZero(ray, j);
  }
  return n + 1;
}

/** c - w . p: how far the ray is on the right side. */
function slackOf(ray: usize, pattern: usize): i64 {
  let slack = entryOf(ray, n);
  for (let i = 0; i < n; i++) {
    slack -= entryOf(ray, i) * <i64>load<u8>(pattern + <usize>load<i32>(columns + ((<usize>i) << 2)));
  }
  return slack;
}

/** Cuts the cone with c >= w . pattern: rays on the right side stay, and each adjacent pair across gives one on the border. -1: too much. */
function cut(count: i32, pattern: usize, constraint: i32): i32 {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const ray = rays + <usize>i * rayBytes;
    const slack = slackOf(ray, pattern);
    if (slack < 0) continue;
    if (kept == MAX_RAYS) return -1;
    const copy = next + <usize>kept * rayBytes;
    kept++;
    memory.copy(copy, ray, rayBytes);
    if (slack == 0) markZero(copy, constraint);
  }
  for (let i = 0; i < count; i++) {
    const a = rays + <usize>i * rayBytes;
    const right = slackOf(a, pattern);
    if (right <= 0) continue;
    for (let j = 0; j < count; j++) {
      const b = rays + <usize>j * rayBytes;
      const wrong = slackOf(b, pattern);
      if (wrong >= 0 || !areAdjacent(count, i, j)) continue;
      if (kept == MAX_RAYS) return -1;
      combine(a, b, -wrong, right, next + <usize>kept * rayBytes, constraint);
      kept++;
    }
    if (steps > MAX_STEPS) return -1;
  }
  return kept;
}

/** Two rays are adjacent if no third one meets with equality all that both meet (and that is enough for an edge). */
function areAdjacent(count: i32, i: i32, j: i32): bool {
  const a = zerosOf(rays + <usize>i * rayBytes);
  const b = zerosOf(rays + <usize>j * rayBytes);
  let both = 0;
  for (let w = 0; w < zeroWords; w++)
    both += <i32>popcnt<u64>(load<u64>(a + ((<usize>w) << 3)) & load<u64>(b + ((<usize>w) << 3)));
  if (both < n - 1) return false;
  steps += count;
  for (let k = 0; k < count; k++) {
    if (k == i || k == j) continue;
    const c = zerosOf(rays + <usize>k * rayBytes);
    let inside = true;
    for (let w = 0; w < zeroWords && inside; w++) {
      const at = (<usize>w) << 3;
      inside = (load<u64>(a + at) & load<u64>(b + at) & ~load<u64>(c + at)) == 0;
    }
    if (inside) return false;
  }
  return true;
}

function combine(a: usize, b: usize, timesA: i64, timesB: i64, to: usize, constraint: i32): void {
  let divisor: i64 = 0;
  for (let i = 0; i <= n; i++) {
    const value = entryOf(a, i) * timesA + entryOf(b, i) * timesB;
    setEntry(to, i, value);
    divisor = gcd(divisor, value);
  }
  for (let i = 0; i <= n; i++) setEntry(to, i, entryOf(to, i) / divisor);
  for (let w = 0; w < zeroWords; w++) {
    const at = (<usize>w) << 3;
    store<u64>(zerosOf(to) + at, load<u64>(zerosOf(a) + at) & load<u64>(zerosOf(b) + at));
  }
  markZero(to, constraint);
}

function gcd(a: i64, b: i64): i64 {
  while (b != 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Rays that no other dominates become facets; exclusive classes join each with full weight. */
function keepFacets(polytope: Polytope, count: i32): void {
  let kept = 0;
  let all = 1;
  for (let i = 0; i < count; i++) {
    if (entryOf(rayAt(i), n) == 0 || isDominated(count, i)) continue;
    if (isSmall(polytope, rayAt(i))) {
      store<i32>(chosen + ((<usize>kept) << 2), i);
      kept++;
    } else all = 0;
  }
  sortChosen(kept);
  clearFacets(polytope, max(kept, 1));
  // Without a class in P, exclusive ones remain: one of them a GPU.
  if (n == 0) addFacet(polytope, 1);
  for (let k = 0; k < kept && n > 0; k++) {
    const ray = rayAt(load<i32>(chosen + ((<usize>k) << 2)));
    addFacet(polytope, <i32>entryOf(ray, n));
    for (let i = 0; i < n; i++) setWeight(polytope, load<i32>(columns + ((<usize>i) << 2)), <i32>entryOf(ray, i));
  }
  fillWithExclusive(polytope);
  polytope.facetsComplete = all;
}

function rayAt(i: i32): usize {
  return rays + <usize>i * rayBytes;
}

/** Whether another ray has at least as much weight per total everywhere; of equal ones the first stays. */
function isDominated(count: i32, i: i32): bool {
  const a = rayAt(i);
  for (let j = 0; j < count; j++) {
    const b = rayAt(j);
    if (j == i || entryOf(b, n) == 0) continue;
    let atLeast = true;
    let equal = true;
    for (let c = 0; c < n && atLeast; c++) {
      const difference = entryOf(b, c) * entryOf(a, n) - entryOf(a, c) * entryOf(b, n);
      atLeast = difference >= 0;
      if (difference != 0) equal = false;
    }
    if (atLeast && (!equal || j < i)) return true;
  }
  return false;
}

function isSmall(polytope: Polytope, ray: usize): bool {
  let sum: i64 = 0;
  for (let p = 0; p < MAX_PROFILES; p++) {
    const index = classOf(polytope, p);
    if (index < 0) continue;
    for (let i = 0; i < n; i++) if (load<i32>(columns + ((<usize>i) << 2)) == index) sum += entryOf(ray, i);
    if (isExclusive(polytope, index)) sum += entryOf(ray, n);
  }
  return sum <= MAX_WEIGHTS && entryOf(ray, n) <= MAX_WEIGHTS;
}

/** Facets with the largest total first (memory slices, then compute slices, ...), then by weights. Insertion sort: there are few. */
function sortChosen(count: i32): void {
  for (let i = 1; i < count; i++) {
    const ray = load<i32>(chosen + ((<usize>i) << 2));
    let at = i;
    while (at > 0 && isBefore(rayAt(ray), rayAt(load<i32>(chosen + ((<usize>(at - 1)) << 2))))) {
      store<i32>(chosen + ((<usize>at) << 2), load<i32>(chosen + ((<usize>(at - 1)) << 2)));
      at--;
    }
    store<i32>(chosen + ((<usize>at) << 2), ray);
  }
}

function isBefore(a: usize, b: usize): bool {
  if (entryOf(a, n) != entryOf(b, n)) return entryOf(a, n) > entryOf(b, n);
  for (let i = 0; i < n; i++) if (entryOf(a, i) != entryOf(b, i)) return entryOf(a, i) > entryOf(b, i);
  return false;
}
