/**
 * The demand being asked about, and what the facets say of it.
 *
 * Counts are below 2^53 and facet weights sum to less than 2^10 over all profiles, so every
 * w . demand is below 2^63.
 */
import { MAX_PROFILES } from "../limits";
import { classOf, Polytope, totalOf, weight } from "./polytope";

/** f64[MAX_PROFILES]: how many of each profile; the host writes it */
const wanted = memory.data(MAX_PROFILES * 8, 16);
/** u64[MAX_PROFILES]: how many of each class */
const ofClass = memory.data(MAX_PROFILES * 8, 16);

export function demandAt(): usize {
  return wanted;
}
export function wantedOf(profile: i32): u64 {
  return <u64>load<f64>(wanted + ((<usize>profile) << 3));
}
/** What is left to pack of a class. */
export function left(index: i32): u64 {
  return load<u64>(ofClass + ((<usize>index) << 3));
}
export function setLeft(index: i32, count: u64): void {
  store<u64>(ofClass + ((<usize>index) << 3), count);
}

/** Adds the demand up by class. */
export function gather(polytope: Polytope): void {
  memory.fill(ofClass, 0, MAX_PROFILES * 8);
  for (let p = 0; p < MAX_PROFILES; p++) {
    const index = classOf(polytope, p);
    if (index >= 0) setLeft(index, left(index) + wantedOf(p));
  }
}

/** w . (what is left) for one facet. */
export function loadOn(polytope: Polytope, facet: i32): u64 {
  let sum: u64 = 0;
  for (let i = 0; i < polytope.classes; i++) sum += <u64>weight(polytope, facet, i) * left(i);
  return sum;
}

let binding: i32 = 0;

/**
 * The facet that asks for most GPUs (of equal ones the one with the larger share, then the
 * first), rounded up. With a certified polytope this is the answer; always a lower bound.
 */
export function lowerBound(polytope: Polytope): f64 {
  gather(polytope);
  let most: u64 = 0;
  let share: f64 = -1;
  binding = 0;
  for (let f = 0; f < polytope.facets; f++) {
    const sum = loadOn(polytope, f);
    const total = <u64>totalOf(polytope, f);
    const gpus = (sum + total - 1) / total;
    const exactShare = <f64>sum / <f64>total;
    if (gpus > most || (gpus == most && exactShare > share)) {
      most = gpus;
      share = exactShare;
      binding = f;
    }
  }
  return <f64>most;
}
/** The facet that the last `lowerBound` rests on. */
export function bindingFacet(): i32 {
  return binding;
}

/**
 * How many more of the profile, which must be one of the polytope's, fit on so many GPUs beside
 * the demand, by the facets; -1 where the demand itself does not fit.
 */
export function roomFor(polytope: Polytope, profile: i32, gpus: f64): f64 {
  gather(polytope);
  const index = classOf(polytope, profile);
  let room = f64.MAX_VALUE;
  for (let f = 0; f < polytope.facets; f++) {
    const sum = loadOn(polytope, f);
    const all = <u64>gpus * <u64>totalOf(polytope, f);
    if (sum > all) return -1;
    const w = weight(polytope, f, index);
    if (w > 0) room = min(room, <f64>((all - sum) / <u64>w));
  }
  return room;
}

/** The largest factor by which the demand can grow on so many GPUs, by the facets; the demand must not be empty. */
export function scaleFor(polytope: Polytope, gpus: f64): f64 {
  gather(polytope);
  let scale = f64.MAX_VALUE;
  for (let f = 0; f < polytope.facets; f++) {
    const sum = loadOn(polytope, f);
    if (sum > 0) scale = min(scale, (gpus * <f64>totalOf(polytope, f)) / <f64>sum);
  }
  return scale;
}
