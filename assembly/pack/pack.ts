/** Many GPUs of one model, all at once: which polytope, and who packs. */
import { computeSize, limitTotal, limitUse, Model, maxCount, memorySize } from "../model/model";
import { hasDecomposition } from "./certify";
import { findFacets } from "./facets";
import { findPatterns } from "./patterns";
import {
  addFacet,
  classOf,
  clearFacets,
  fillWithExclusive,
  isExclusive,
  memberOf,
  Polytope,
  setWeight,
  totalOf,
  weight,
} from "./polytope";

/** The polytope of the profiles in `allowed` (bits), without facets: `beginFacets` or `deriveFacets` adds them. */
export function polytopeOf(model: Model, allowed: u32): Polytope {
  return findPatterns(model, allowed);
}

/**
 * A number that tells polytopes apart by classes and patterns alone, so that facets that were
 * derived once can be used again; 0 where the patterns are not complete.
 */
export function fingerprint(polytope: Polytope): u64 {
  if (!polytope.patternsComplete) return 0;
  let hash: u64 = 0xcbf29ce484222325;
  hash = fold(hash, <u8>polytope.classes);
  for (let i = 0; i < polytope.classes; i++) hash = fold(hash, <u8>isExclusive(polytope, i));
  const bytes = polytope.patterns * polytope.classes;
  for (let at = 0; at < bytes; at++) hash = fold(hash, load<u8>(polytope.patternRows + <usize>at));
  return hash;
}

/** One byte of FNV-1a. */
function fold(hash: u64, byte: u8): u64 {
  return (hash ^ <u64>byte) * 0x100000001b3;
}

/** Begins a list of facets that was derived before: `addFacet` and `setWeight` fill it, `acceptFacets` ends it. */
export function beginFacets(polytope: Polytope, count: i32): void {
  clearFacets(polytope, count);
}
export function acceptFacets(polytope: Polytope, certified: i32): void {
  polytope.facetsComplete = 1;
  polytope.certified = certified;
}

/** Derives the facets and the verdict. Where that takes too much, plain inequalities stand in for the facets. */
export function deriveFacets(model: Model, polytope: Polytope): void {
  findFacets(polytope);
  if (polytope.facetsComplete) polytope.certified = hasDecomposition(polytope);
  else plainInequalities(model, polytope);
}

/** What every layout obeys whatever its shape: memory slices, compute slices, counted limits, and the most of each class. */
function plainInequalities(model: Model, polytope: Polytope): void {
  clearFacets(polytope, 2 + model.counted + polytope.classes);
  addFacet(polytope, model.memorySlices);
  for (let i = 0; i < polytope.classes; i++) setWeight(polytope, i, memorySize(model, memberOf(polytope, i)));
  addFacet(polytope, model.computeSlices);
  for (let i = 0; i < polytope.classes; i++) setWeight(polytope, i, computeSize(model, memberOf(polytope, i)));
  for (let l = 0; l < model.counted; l++) {
    if (limitTotal(model, l) > MAX_TOTAL) continue;
    addFacet(polytope, limitTotal(model, l));
    for (let i = 0; i < polytope.classes; i++) setWeight(polytope, i, limitUse(model, l, memberOf(polytope, i)));
  }
  for (let i = 0; i < polytope.classes; i++) {
    addFacet(polytope, maxCount(model, memberOf(polytope, i)));
    setWeight(polytope, i, 1);
  }
  fillWithExclusive(polytope);
}

/** Weights up to it sum to less than 2^10 over 32 profiles; see demand.ts. */
const MAX_TOTAL: i32 = 31;

export function facetCount(polytope: Polytope): i32 {
  return polytope.facets;
}
export function facetWeight(polytope: Polytope, facet: i32, profile: i32): i32 {
  const index = classOf(polytope, profile);
  return index < 0 ? 0 : weight(polytope, facet, index);
}
export function facetTotal(polytope: Polytope, facet: i32): i32 {
  return totalOf(polytope, facet);
}
export function isCertified(polytope: Polytope): bool {
  return polytope.certified != 0;
}
export function facetsAreComplete(polytope: Polytope): bool {
  return polytope.facetsComplete != 0;
}
export function classCount(polytope: Polytope): i32 {
  return polytope.classes;
}
/** By class, for those who keep facets: see `beginFacets`. */
export function classWeight(polytope: Polytope, facet: i32, index: i32): i32 {
  return weight(polytope, facet, index);
}
