/**
 * One GPU as the planner sees it: what is taken, and what can still be created.
 *
 *   offset 0    u32   memory slices taken (low half), compute slices taken (high half)
 *          4    u32   instances
 *          8    set   placements that can still be created
 *          72   i32[] what is left of each counted limit
 *
 * Two GPUs with equal bytes, whatever their instances, are in the same state: the same can be
 * created on both. How many instances they have is for the least-loss score alone.
 */
import { MAX_LIMITS, MAX_WORDS } from "../limits";
import { excludes, limitTotal, limitUse, Model, maskOf, ofProfile, profileOf, setBytes } from "./model";
import { add, remove } from "./sets";

const FREE: usize = 8;
const REMAINING: usize = FREE + ((<usize>MAX_WORDS) << 3);
/** Bytes of one GPU; a multiple of 16. */
export const GPU_BYTES: usize = (REMAINING + ((<usize>MAX_LIMITS) << 2) + 15) & ~15;

export function memoryTaken(gpu: usize): u32 {
  return load<u32>(gpu) & 0xffff;
}
export function computeTaken(gpu: usize): u32 {
  return load<u32>(gpu) >>> 16;
}
export function instances(gpu: usize): u32 {
  return load<u32>(gpu, 4);
}
/** The set of placements that can still be created. */
export function free(gpu: usize): usize {
  return gpu + FREE;
}
export function remaining(gpu: usize, limit: i32): i32 {
  return load<i32>(gpu + REMAINING + ((<usize>limit) << 2));
}

/** Makes the empty GPU that `clear` copies; once, when all exclusions and limits are known. */
export function makeEmpty(model: Model, gpu: usize): void {
  for (let p = 0; p < model.placements; p++) add(gpu + FREE, p);
  for (let l = 0; l < model.counted; l++) store<i32>(gpu + REMAINING + ((<usize>l) << 2), limitTotal(model, l));
}

/** An empty GPU of the model. */
export function clear(model: Model, gpu: usize): void {
  copyGpu(model, model.empty, gpu);
}

/** Copies what the model uses of a GPU; word by word, since there are two or three. */
export function copyGpu(model: Model, from: usize, to: usize): void {
  store<u64>(to, load<u64>(from));
  for (let at: usize = 0, end = setBytes(model); at < end; at += 8) store<u64>(to + FREE + at, load<u64>(from + FREE + at));
  for (let at: usize = 0, end = (<usize>model.counted) << 2; at < end; at += 4) {
    store<i32>(to + REMAINING + at, load<i32>(from + REMAINING + at));
  }
}

/** `to` becomes `from` with one more instance. Only for a placement in `free(from)`; `to` may be `from`. */
export function put(model: Model, from: usize, placement: i32, to: usize): void {
  store<u32>(to, load<u32>(from) | maskOf(model, placement));
  store<u32>(to, instances(from) + 1, 4);
  const gone = excludes(model, placement);
  for (let at: usize = 0, end = setBytes(model); at < end; at += 8) {
    store<u64>(to + FREE + at, load<u64>(from + FREE + at) & ~load<u64>(gone + at));
  }
  if (model.counted != 0) count(model, from, profileOf(model, placement), to);
}

/** Takes the instance off the counted limits, and what they no longer allow off the free placements. */
function count(model: Model, from: usize, profile: i32, to: usize): void {
  for (let l = 0; l < model.counted; l++) {
    const left = remaining(from, l) - limitUse(model, l, profile);
    store<i32>(to + REMAINING + ((<usize>l) << 2), left);
    for (let q = 0; q < model.profiles; q++) {
      if (limitUse(model, l, q) > left) remove(to + FREE, ofProfile(model, q), model.words);
    }
  }
}

/** Bytes that tell states of this model apart: the slices taken, its words of the set, its counted limits. */
export function sameState(model: Model, a: usize, b: usize): bool {
  return (
    load<u32>(a) == load<u32>(b) &&
    memory.compare(a + FREE, b + FREE, setBytes(model)) == 0 &&
    memory.compare(a + REMAINING, b + REMAINING, (<usize>model.counted) << 2) == 0
  );
}

export function hashOfState(model: Model, gpu: usize): u32 {
  let hash = <u64>load<u32>(gpu) * 0x9e3779b97f4a7c15;
  for (let at: usize = 0, end = setBytes(model); at < end; at += 8) hash = mix(hash, load<u64>(gpu + FREE + at));
  for (let l = 0; l < model.counted; l++) hash = mix(hash, <u64>remaining(gpu, l));
  return <u32>(hash >> 32);
}

/** Multiply and fold: the finaliser of splitmix64, which spreads every input bit over the high half. */
function mix(hash: u64, word: u64): u64 {
  hash = (hash ^ word) * 0xbf58476d1ce4e5b9;
  return (hash ^ (hash >> 29)) * 0x94d049bb133111eb;
}
