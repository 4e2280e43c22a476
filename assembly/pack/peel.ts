/**
 * A packing on k GPUs, peeled off pattern by pattern: of each pattern the most copies that leave
 * a demand which the facets still allow on the GPUs left. Each facet's slack shrinks evenly with
 * every copy, so that number is a division. With a certified polytope something always peels,
 * and k GPUs suffice; a few dozen steps, however large the demand.
 */
import { MAX_PROFILES } from "../limits";
import { gather, left, loadOn, setLeft } from "./demand";
import { addGroups, beginGroups } from "./groups";
import { isExclusive, Polytope, patternAt, totalOf, weight } from "./polytope";

const piece = memory.data(MAX_PROFILES);

/** Packs the demand on `gpus` GPUs. False where it gets stuck, or needs too many groups. */
export function peel(polytope: Polytope, gpus: f64): bool {
  gather(polytope);
  beginGroups();
  let k = <u64>gpus - takeExclusive(polytope);
  while (k > 0) {
    const before = k;
    for (let p = 0; p < polytope.patterns; p++) {
      const copies = mostCopies(polytope, p, k);
      if (copies == 0) continue;
      if (!addGroups(polytope, copies, piece)) return false;
      for (let i = 0; i < polytope.classes; i++) setLeft(i, left(i) - copies * <u64>load<u8>(piece + <usize>i));
      k -= copies;
    }
    if (k == before) return false;
  }
  return true;
}

/**
 * Begins a packing that is known already: what fills a GPU has its GPUs at once, and each pattern
 * then takes so many, and onto them what of the demand has no place yet.
 */
export function beginPacking(polytope: Polytope): void {
  gather(polytope);
  beginGroups();
  takeExclusive(polytope);
}
export function packPattern(polytope: Polytope, pattern: i32, gpus: f64): bool {
  return addGroups(polytope, <u64>gpus, patternAt(polytope, pattern));
}

/** Gives every instance that fills a GPU its GPU; how many that takes. */
export function takeExclusive(polytope: Polytope): u64 {
  let taken: u64 = 0;
  for (let i = 0; i < polytope.classes; i++) {
    if (!isExclusive(polytope, i) || left(i) == 0) continue;
    memory.fill(piece, 0, MAX_PROFILES);
    store<u8>(piece + <usize>i, 1);
    if (!addGroups(polytope, left(i), piece)) unreachable();
    taken += left(i);
    setLeft(i, 0);
  }
  return taken;
}

/** How often what is left of the pattern can be taken, so that the rest is still allowed on the rest of k GPUs. `piece` is what is left of it. */
function mostCopies(polytope: Polytope, pattern: i32, k: u64): u64 {
  let copies = k;
  let size = 0;
  for (let i = 0; i < polytope.classes; i++) {
    const count = min(<u64>load<u8>(patternAt(polytope, pattern) + <usize>i), left(i));
    store<u8>(piece + <usize>i, <u8>count);
    if (count == 0) continue;
    size++;
    copies = min(copies, left(i) / count);
  }
  if (size == 0) return 0;
  for (let f = 0; f < polytope.facets && copies > 0; f++) {
    let covered: u64 = 0;
    for (let i = 0; i < polytope.classes; i++) covered += <u64>weight(polytope, f, i) * <u64>load<u8>(piece + <usize>i);
    const total = <u64>totalOf(polytope, f);
    if (covered < total) copies = min(copies, (k * total - loadOn(polytope, f)) / (total - covered));
  }
  return copies;
}
