/**
 * The GPUs of a fleet, 8 bytes each, in blocks of 16: one cache line of either array.
 *
 *   layouts   i32[capacity]: what sits on each GPU, a number of layouts.ts
 *   buckets   Bucket[capacity]: who finds it; 0 for a GPU that takes nothing new, and for room
 *             that is not in use
 */
import { allocateLines } from "./table";

/** GPUs of a block, as a power of two: their buckets are compared all at once. */
export const BLOCK_BITS: i32 = 4;
/** One full word of blocks. */
const FIRST_CAPACITY: i32 = 1 << (BLOCK_BITS + 6);

let layouts: usize = 0;
let buckets: usize = 0;
export let size: i32 = 0;
/** A power of two. */
export let capacity: i32 = 0;

export function layoutOf(gpu: i32): i32 {
  return load<i32>(layouts + ((<usize>gpu) << 2));
}
export function setLayout(gpu: i32, layout: i32): void {
  store<i32>(layouts + ((<usize>gpu) << 2), layout);
}
/** The address of a Bucket (buckets.ts), or 0. */
export function bucketOf(gpu: i32): usize {
  return load<usize>(buckets + ((<usize>gpu) << 2));
}
export function setBucket(gpu: i32, bucket: usize): void {
  store<usize>(buckets + ((<usize>gpu) << 2), bucket);
}
/** i32[size], for the host to read: the layout of each GPU. */
export function layoutsAt(): usize {
  return layouts;
}

/** The capacity that so many GPUs need. */
export function capacityFor(gpus: i32): i32 {
  let wanted = max(FIRST_CAPACITY, capacity);
  while (wanted < gpus) wanted <<= 1;
  return wanted;
}

/** Memory for a larger capacity, to be given to `resize`. */
export function takeRoom(wanted: i32): usize {
  return allocateLines((<usize>wanted) << 3);
}

/** Moves into the larger room; cannot fail. */
export function resize(wanted: i32, room: usize): void {
  const newBuckets = room + ((<usize>wanted) << 2);
  memory.copy(room, layouts, (<usize>size) << 2);
  memory.copy(newBuckets, buckets, (<usize>size) << 2);
  layouts = room;
  buckets = newBuckets;
  capacity = wanted;
}

export function setSize(gpus: i32): void {
  size = gpus;
}

/** The GPUs of the block in that bucket: bit i is the block's GPU i. */
export function maskInBlock(block: i32, bucket: usize): i32 {
  const wanted = i32x4.splat(<i32>bucket);
  const at = buckets + ((<usize>block) << (BLOCK_BITS + 2));
  const low = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(at), wanted), i32x4.eq(v128.load(at, 16), wanted));
  const high = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(at, 32), wanted), i32x4.eq(v128.load(at, 48), wanted));
  return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
}
