/**
 * Whether P has the integer decomposition property: every whole point of kP is a sum of k
 * patterns. Then the fewest GPUs for a demand are its best facet, rounded up, and a packing is
 * peeled off without search.
 *
 * For a lattice polytope of dimension n only k = 1 .. n - 1 need looking at (k = 1: every whole
 * point of P is a pattern); from there on every whole point of (k + 1)P is one of kP plus a
 * pattern. And only maximal whole points: what a larger point decomposes into, a smaller one does
 * with less. By induction over k it is enough that some pattern p leaves max(0, x - p) in (k - 1)P.
 */
import { MAX_PROFILES } from "../limits";
import { isExclusive, Polytope, patternAt, totalOf, weight } from "./polytope";

const MAX_FACETS: i32 = 64;
/** Points looked at, over all k. */
const MAX_POINTS: i32 = 500_000;

/** i32[n]: the class of each coordinate, the one with most room last */
const columns = memory.data(MAX_PROFILES * 4);
/** i32[n]: the point */
const point = memory.data(MAX_PROFILES * 4);
/** i32[n + 1][MAX_FACETS]: what each facet has left after the first 0, 1, 2, ... coordinates */
const slack = memory.data((MAX_PROFILES + 1) * MAX_FACETS * 4);
let n: i32 = 0;
let points: i32 = 0;

/** 1: yes. 0: no, or too much to look at. */
export function hasDecomposition(polytope: Polytope): i32 {
  if (!polytope.facetsComplete || polytope.facets > MAX_FACETS) return 0;
  orderColumns(polytope);
  points = 0;
  for (let k = 1; k < max(2, n); k++) {
    for (let f = 0; f < polytope.facets; f++) setSlack(0, f, k * totalOf(polytope, f));
    if (!allDecompose(polytope, 0)) return 0;
  }
  return 1;
}

function slackAt(depth: i32, facet: i32): i32 {
  return load<i32>(slack + ((<usize>(depth * MAX_FACETS + facet)) << 2));
}
function setSlack(depth: i32, facet: i32, value: i32): void {
  store<i32>(slack + ((<usize>(depth * MAX_FACETS + facet)) << 2), value);
}
function column(i: i32): i32 {
  return load<i32>(columns + ((<usize>i) << 2));
}
function coordinate(i: i32): i32 {
  return load<i32>(point + ((<usize>i) << 2));
}

function orderColumns(polytope: Polytope): void {
  n = 0;
  let roomiest = 0;
  let most = -1;
  for (let i = 0; i < polytope.classes; i++) {
    if (isExclusive(polytope, i)) continue;
    const room = mostInPattern(polytope, i);
    if (room > most) {
      most = room;
      roomiest = n;
    }
    store<i32>(columns + ((<usize>n) << 2), i);
    n++;
  }
  if (n == 0) return;
  const last = column(n - 1);
  store<i32>(columns + ((<usize>(n - 1)) << 2), column(roomiest));
  store<i32>(columns + ((<usize>roomiest) << 2), last);
}

function mostInPattern(polytope: Polytope, index: i32): i32 {
  let most = 0;
  for (let p = 0; p < polytope.patterns; p++) most = max(most, <i32>load<u8>(patternAt(polytope, p) + <usize>index));
  return most;
}

/** How much of coordinate i the facets still allow. */
function roomFor(polytope: Polytope, depth: i32, i: i32): i32 {
  let room = i32.MAX_VALUE;
  for (let f = 0; f < polytope.facets; f++) {
    const w = weight(polytope, f, column(i));
    if (w > 0) room = min(room, slackAt(depth, f) / w);
  }
  return room;
}

/** Whether every maximal point with these first coordinates decomposes. The last coordinate of a maximal point is all that is allowed. */
function allDecompose(polytope: Polytope, depth: i32): bool {
  if (depth == n) return ++points <= MAX_POINTS && (!isMaximal(polytope) || decomposes(polytope));
  const most = roomFor(polytope, depth, depth);
  for (let value = depth == n - 1 ? most : 0; value <= most; value++) {
    store<i32>(point + ((<usize>depth) << 2), value);
    for (let f = 0; f < polytope.facets; f++) {
      setSlack(depth + 1, f, slackAt(depth, f) - value * weight(polytope, f, column(depth)));
    }
    if (!allDecompose(polytope, depth + 1)) return false;
  }
  return true;
}

function isMaximal(polytope: Polytope): bool {
  for (let i = 0; i < n - 1; i++) if (roomFor(polytope, n, i) > 0) return false;
  return true;
}

/** Whether some pattern p leaves max(0, x - p) in (k - 1)P: facet by facet, w . min(x, p) >= total - slack. */
function decomposes(polytope: Polytope): bool {
  for (let p = 0; p < polytope.patterns; p++) {
    const pattern = patternAt(polytope, p);
    let leaves = true;
    for (let f = 0; f < polytope.facets && leaves; f++) {
      let taken = slackAt(n, f);
      for (let i = 0; i < n; i++) {
        taken += weight(polytope, f, column(i)) * min(coordinate(i), <i32>load<u8>(pattern + <usize>column(i)));
      }
      leaves = taken >= totalOf(polytope, f);
    }
    if (leaves) return true;
  }
  return false;
}
