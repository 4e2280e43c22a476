/**
 * A compiled model.
 *
 * A placement is a (profile, start) pair, numbered by start, then by the model's profile order.
 * Rules that forbid two placements together (shared memory slice, shared compute slice, a
 * budget that both would exceed: R1 to R16) are compiled into one set per placement, so that a
 * valid layout is a set of placements no two of which exclude each other, and "what can still be
 * created" is one AND-NOT per placement made:
 *
 *   free' = free & ~excludes[placement]
 *
 * Rules that only more than two instances can break (three of a kind at most, say) are limits
 * that are counted as well. No built-in model has one.
 *
 *   set of placements   words x u64, bit p of word p / 64 is placement p
 */
import { MAX_SLICES } from "../limits";

// @ts-expect-error: decorator
@unmanaged
export class Model {
  memorySlices: i32;
  computeSlices: i32;
  maxInstances: i32;
  profiles: i32;
  placements: i32;
  /** u64 words of a set of placements */
  words: i32;
  budgets: i32;
  /** limits that pairs do not decide; see gpu.ts */
  counted: i32;

  /** i32[profiles]: memory slices, compute slices, count on an empty GPU */
  memorySizes: usize;
  computeSizes: usize;
  maxCounts: usize;
  /** u8[profiles]: 1 where the profile has no attribute */
  plain: usize;
  /** u8[profiles]: 1 where the model allows fewer of it than fit */
  limited: usize;
  /** u8[profiles]: the first profile with the same geometry and the same uses, so that either can stand for the other */
  twins: usize;
  /** u8[profiles]: the first profile with the same geometry and budgets; a limit of its own does not count, since a given list of wants meets it or not wherever they sit */
  shapes: usize;
  /** u8[placements] */
  profileOf: usize;
  startOf: usize;
  /** u32[placements]: memory slices in the low half, compute slices in the high half */
  masks: usize;
  /** i16[profiles x MAX_SLICES]: the placement, or -1 */
  at: usize;
  /** set[profiles]: its placements */
  ofProfile: usize;
  /** set[placements]: those that cannot stand beside it, itself included */
  excludes: usize;
  /** i32[budgets] and i32[budgets x profiles] */
  budgetTotals: usize;
  budgetUses: usize;
  /** i32[counted] and i32[counted x profiles] */
  limitTotals: usize;
  limitUses: usize;
  /** Gpu: the empty one; see gpu.ts */
  empty: usize;
  /** what GPUs are worth to the least-loss score: see ../score/score.ts; 0 where nobody has tuned it */
  values: usize;
  /** the same where room is scarce, that is where at most so many available GPUs of the model take that profile; 0 where it makes no difference */
  scarceValues: usize;
  scarceProfile: i32;
  scarceAt: i32;
  /** states met so far: see states.ts */
  states: usize;
  /** where creating leads from each state, and for how many states there is room: see ../change/ways.ts */
  ways: usize;
  waysRoom: i32;
}

export function memorySize(model: Model, profile: i32): i32 {
  return load<i32>(model.memorySizes + ((<usize>profile) << 2));
}
export function computeSize(model: Model, profile: i32): i32 {
  return load<i32>(model.computeSizes + ((<usize>profile) << 2));
}
export function maxCount(model: Model, profile: i32): i32 {
  return load<i32>(model.maxCounts + ((<usize>profile) << 2));
}
export function isPlain(model: Model, profile: i32): bool {
  return load<u8>(model.plain + <usize>profile) != 0;
}
export function isLimited(model: Model, profile: i32): bool {
  return load<u8>(model.limited + <usize>profile) != 0;
}
export function twinOf(model: Model, profile: i32): i32 {
  return load<u8>(model.twins + <usize>profile);
}
export function shapeOf(model: Model, profile: i32): i32 {
  return load<u8>(model.shapes + <usize>profile);
}
export function profileOf(model: Model, placement: i32): i32 {
  return load<u8>(model.profileOf + <usize>placement);
}
export function startOf(model: Model, placement: i32): i32 {
  return load<u8>(model.startOf + <usize>placement);
}
/** Memory slices in the low half, compute slices in the high half. */
export function maskOf(model: Model, placement: i32): u32 {
  return load<u32>(model.masks + ((<usize>placement) << 2));
}
/** The placement of `profile` at `start`, or -1 where it never sits there. */
export function placementAt(model: Model, profile: i32, start: i32): i32 {
  return load<i16>(model.at + ((<usize>(profile * MAX_SLICES + start)) << 1));
}
export function setBytes(model: Model): usize {
  return (<usize>model.words) << 3;
}
export function ofProfile(model: Model, profile: i32): usize {
  return model.ofProfile + <usize>profile * setBytes(model);
}
export function excludes(model: Model, placement: i32): usize {
  return model.excludes + <usize>placement * setBytes(model);
}
export function budgetTotal(model: Model, budget: i32): i32 {
  return load<i32>(model.budgetTotals + ((<usize>budget) << 2));
}
export function budgetUse(model: Model, budget: i32, profile: i32): i32 {
  return load<i32>(model.budgetUses + ((<usize>(budget * model.profiles + profile)) << 2));
}
export function limitTotal(model: Model, limit: i32): i32 {
  return load<i32>(model.limitTotals + ((<usize>limit) << 2));
}
export function limitUse(model: Model, limit: i32, profile: i32): i32 {
  return load<i32>(model.limitUses + ((<usize>(limit * model.profiles + profile)) << 2));
}
export function maxInstances(model: Model): i32 {
  return model.maxInstances;
}
