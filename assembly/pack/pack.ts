/** Many GPUs of one model, all at once: which polytope, and who packs. */
import { asked, now } from "../layout/question";
import { computeTaken, memoryTaken, remaining } from "../model/gpu";
import { computeSize, limitUse, Model, maxCount, memorySize } from "../model/model";
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
  patternAt,
  setWeight,
  totalOf,
  weight,
} from "./polytope";

/** The polytope of the profiles in `allowed` (bits), without facets: `beginFacets` or `deriveFacets` adds them. */
export function polytopeOf(model: Model, allowed: u32): Polytope {
  return findPatterns(model, model.empty, allowed);
}

/**
 * The polytope of what can be added to the GPU of the question, whose instances stay where they
 * are. Sums of layouts are what they are for a whole GPU: facets, the decomposition property and
 * packing go through the same functions.
 */
export function residualOf(allowed: u32): Polytope {
  return findPatterns(asked, now(), allowed);
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

/**
 * Inequalities that every layout obeys, in place of facets: memory slices, compute slices, counted
 * limits, the most of each class; and where the patterns are known, how many instances of at least
 * each size one GPU holds, and how many units of each size its instances hold between them.
 */
function plainInequalities(model: Model, polytope: Polytope): void {
  const sizes = polytope.patternsComplete ? 2 * model.memorySlices : 0;
  clearFacets(polytope, 2 + model.counted + polytope.classes + sizes);
  addFacet(polytope, model.memorySlices - <i32>popcnt<u32>(memoryTaken(polytope.base)));
  for (let i = 0; i < polytope.classes; i++) setWeight(polytope, i, memorySize(model, memberOf(polytope, i)));
  addFacet(polytope, model.computeSlices - <i32>popcnt<u32>(computeTaken(polytope.base)));
  for (let i = 0; i < polytope.classes; i++) setWeight(polytope, i, computeSize(model, memberOf(polytope, i)));
  for (let l = 0; l < model.counted; l++) {
    // Of a limit that is used up nothing remains that uses it.
    const total = remaining(polytope.base, l);
    if (total == 0 || total > MAX_TOTAL) continue;
    addFacet(polytope, total);
    for (let i = 0; i < polytope.classes; i++) setWeight(polytope, i, limitUse(model, l, memberOf(polytope, i)));
  }
  for (let i = 0; i < polytope.classes; i++) {
    addFacet(polytope, maxCount(model, memberOf(polytope, i)));
    setWeight(polytope, i, 1);
  }
  for (let unit = 1; unit <= largestSize(model, polytope) && sizes != 0; unit++) {
    addTightFacet(model, polytope, unit, false);
    addTightFacet(model, polytope, unit, true);
  }
  fillWithExclusive(polytope);
}

function largestSize(model: Model, polytope: Polytope): i32 {
  let largest = 0;
  for (let i = 0; i < polytope.classes; i++) {
    if (!isExclusive(polytope, i)) largest = max(largest, memorySize(model, memberOf(polytope, i)));
  }
  return largest;
}

/** Weight 1 for every class of at least `unit` memory slices, or one for each whole unit in it; the total is the most that a pattern has. */
function addTightFacet(model: Model, polytope: Polytope, unit: i32, byUnits: bool): void {
  addFacet(polytope, 1);
  for (let i = 0; i < polytope.classes; i++) {
    const units = memorySize(model, memberOf(polytope, i)) / unit;
    setWeight(polytope, i, byUnits ? units : min(units, 1));
  }
  const facet = polytope.facets - 1;
  let most = 1;
  for (let p = 0; p < polytope.patterns; p++) {
    let sum = 0;
    for (let i = 0; i < polytope.classes; i++)
      sum += weight(polytope, facet, i) * <i32>load<u8>(patternAt(polytope, p) + <usize>i);
    most = max(most, sum);
  }
  setWeight(polytope, polytope.classes, most);
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
export function patternCount(polytope: Polytope): i32 {
  return polytope.patterns;
}
/** How many of the profile's class the pattern holds. */
export function patternSize(polytope: Polytope, pattern: i32, profile: i32): i32 {
  const index = classOf(polytope, profile);
  return index < 0 ? 0 : load<u8>(patternAt(polytope, pattern) + <usize>index);
}
export function patternsAreComplete(polytope: Polytope): bool {
  return polytope.patternsComplete != 0;
}
export function classOfProfile(polytope: Polytope, profile: i32): i32 {
  return classOf(polytope, profile);
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
