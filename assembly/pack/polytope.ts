/**
 * What packing has to know of a model, or of what GPUs in one state still let in.
 *
 * Profiles that are twins count as one class. A pattern is a multiset of classes that one GPU
 * takes, beside what runs on it; P is the convex hull of all patterns, which with every point
 * holds all smaller ones. An exclusive class fills what is left of a GPU by itself: it takes no
 * part in P, and its demand adds GPUs.
 *
 *   base        Gpu: the state that patterns are added to
 *   classes     exclusive or not; `classOf` maps profiles to them, -1 where not asked for
 *   patterns    u8[classes] each: the maximal ones, largest class first in order
 *   facets      i32[classes + 1] each: weights w and total c with w . x <= c for every pattern x
 */
import { allocate } from "../arena";
import { MAX_PROFILES } from "../limits";
import { copyGpu, GPU_BYTES } from "../model/gpu";
import { Model } from "../model/model";

// @ts-expect-error: decorator
@unmanaged
export class Polytope {
  base: usize;
  classes: i32;
  /** i8[MAX_PROFILES] */
  classOf: usize;
  /** u8[classes]: a profile of the class */
  member: usize;
  /** u8[classes] */
  exclusive: usize;

  patterns: i32;
  patternRows: usize;
  /** 1: `patternRows` holds every maximal pattern */
  patternsComplete: i32;

  facets: i32;
  facetRows: usize;
  /** 1: the facets describe P exactly */
  facetsComplete: i32;
  /** 1: every whole point of kP is a sum of k patterns, for every k; so the best facet, rounded up, is the answer */
  certified: i32;
}

export function newPolytope(model: Model, gpu: usize): Polytope {
  const polytope = changetype<Polytope>(allocate(offsetof<Polytope>()));
  polytope.base = allocate(GPU_BYTES);
  copyGpu(model, gpu, polytope.base);
  polytope.classOf = allocate(MAX_PROFILES);
  polytope.member = allocate(MAX_PROFILES);
  polytope.exclusive = allocate(MAX_PROFILES);
  return polytope;
}

export function classOf(polytope: Polytope, profile: i32): i32 {
  return load<i8>(polytope.classOf + <usize>profile);
}
export function memberOf(polytope: Polytope, index: i32): i32 {
  return load<u8>(polytope.member + <usize>index);
}
export function isExclusive(polytope: Polytope, index: i32): bool {
  return load<u8>(polytope.exclusive + <usize>index) != 0;
}
export function patternAt(polytope: Polytope, pattern: i32): usize {
  return polytope.patternRows + <usize>(pattern * polytope.classes);
}
export function facetAt(polytope: Polytope, facet: i32): usize {
  return polytope.facetRows + ((<usize>(facet * (polytope.classes + 1))) << 2);
}
export function weight(polytope: Polytope, facet: i32, index: i32): i32 {
  return load<i32>(facetAt(polytope, facet) + ((<usize>index) << 2));
}
export function totalOf(polytope: Polytope, facet: i32): i32 {
  return load<i32>(facetAt(polytope, facet) + ((<usize>polytope.classes) << 2));
}

/** Room for `count` facets, none of them there yet. */
export function clearFacets(polytope: Polytope, count: i32): void {
  polytope.facets = 0;
  polytope.facetRows = allocate((<usize>(count * (polytope.classes + 1))) << 2);
}
/** A facet with all weights 0 and this total; weights follow by `setWeight`. */
export function addFacet(polytope: Polytope, total: i32): void {
  polytope.facets++;
  setWeight(polytope, polytope.classes, total);
}
/** An instance that fills a GPU weighs all of every facet. */
export function fillWithExclusive(polytope: Polytope): void {
  for (let f = 0; f < polytope.facets; f++) {
    const row = facetAt(polytope, f);
    for (let i = 0; i < polytope.classes; i++)
      if (isExclusive(polytope, i)) store<i32>(row + ((<usize>i) << 2), totalOf(polytope, f));
  }
}
/** A weight of the facet added last. */
export function setWeight(polytope: Polytope, index: i32, value: i32): void {
  store<i32>(facetAt(polytope, polytope.facets - 1) + ((<usize>index) << 2), value);
}
