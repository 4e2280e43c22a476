/**
 * Available GPUs, found by what a placement on them costs. States that every order keys alike share a
 * bucket: by most scores hundreds of states make some tens of buckets, a dozen where only the lowest GPU
 * counts; by least-loss nearly each has its own. Where a profile goes is the lowest GPU among the buckets of
 * its least key.
 *
 *   Bucket:  [ fields | usize[cells], one an order: where each order repeats `lowest`
 *              | i64[orders]: the key by each order, NO_KEY where the profile is not free ]
 *
 * A bucket never moves; its address is what GPUs, states and layouts know it by.
 *
 * Keys of different models compare per memory slice: they are scaled by KEY_SCALE / memory slices,
 * which is whole for every grid.
 */
import { BLOCK_BITS, bucketOf, capacity, maskInBlock, setBucket, size } from "./gpus";
import { enter as enterLookup, LOOKUP_BYTES, Lookup, numberIn, openLookup, reserveSlot, seek } from "./lookup";
import { modelAt, orderCount, orderOf, scarcityOf } from "./models";
import { bucketAt, insert, lowAt, NOBODY, Order, reserveRow } from "./orders";
import { Scarcity, uncounted } from "./scarcity";
import { Spots, spotsBytes } from "./spots";
import { allocateLines } from "./table";

/** The least number that 1 to MAX_SLICES all divide. */
export const KEY_SCALE: i64 = 720720;
export const NO_KEY: i64 = i64.MAX_VALUE;

// @ts-expect-error: decorator
@unmanaged
export class Bucket {
  /** the lowest GPU, or NOBODY */
  lowest: i32;
  /** blocks with a GPU */
  spots: Spots;
  /** counts its GPUs, or `uncounted` */
  scarcity: Scarcity;
  /** cells, in fours */
  cells: i32;
  model: i32;
  /** the one made before, or null */
  before: Bucket;

  // What follows is on the way of every placement, where a call costs as much as what it does.

  /** Moves the GPU from the bucket it is in to another; null hides it. */
  // @ts-expect-error: decorator
  @inline
  static move(gpu: i32, to: Bucket | null): void {
    const from = changetype<Bucket | null>(bucketOf(gpu));
    if (from === to) return;
    if (from !== null) from.leave(gpu);
    setBucket(gpu, changetype<usize>(to));
    if (to !== null) to.enter(gpu);
  }

  // @ts-expect-error: decorator
  @inline
  leave(gpu: i32): void {
    const block = gpu >> BLOCK_BITS;
    const others = maskInBlock(block, changetype<usize>(this)) & ~(1 << (gpu & ((1 << BLOCK_BITS) - 1)));
    if (others == 0) this.spots.clear(block);
    this.scarcity.roomy--;
    if (this.lowest != gpu) return;
    this.setLowest(others != 0 ? (block << BLOCK_BITS) + <i32>ctz<i32>(others) : lowestBy(this));
  }

  // @ts-expect-error: decorator
  @inline
  enter(gpu: i32): void {
    this.spots.set(gpu >> BLOCK_BITS);
    this.scarcity.roomy++;
    if (gpu < this.lowest) this.setLowest(gpu);
  }

  private setLowest(gpu: i32): void {
    this.lowest = gpu;
    const end = cellOf(this, this.cells);
    for (let cell = cellOf(this, 0); cell < end; cell += 16) {
      store<i32>(load<usize>(cell), gpu);
      store<i32>(load<usize>(cell, 4), gpu);
      store<i32>(load<usize>(cell, 8), gpu);
      store<i32>(load<usize>(cell, 12), gpu);
    }
  }
}

const CELLS: usize = offsetof<Bucket>();

const known = changetype<Lookup>(memory.data(LOOKUP_BYTES, 16));
let last: Bucket = changetype<Bucket>(0);
let count: i32 = 0;
/** Takes the `lowest` of buckets that an order does not have, so that all orders are written alike. */
const sink = memory.data(4);

export function openBuckets(): void {
  openLookup(known);
  last = changetype<Bucket>(0);
  count = 0;
}

function cellOf(bucket: Bucket, order: i32): usize {
  return changetype<usize>(bucket) + CELLS + ((<usize>order) << 2);
}
function keysOf(bucket: Bucket): usize {
  return (cellOf(bucket, bucket.cells) + 7) & ~7;
}

/** The bucket of states with these keys, i64[orders]; a new one where it was never met. Memory is taken before anything changes. */
export function bucketFor(model: i32, keys: usize): Bucket {
  const orders = orderCount(model);
  const bytes = (<usize>orders) << 3;
  let mixed = <u64>model;
  for (let at: usize = 0; at < bytes; at += 8) {
    mixed = (mixed ^ load<u64>(keys + at)) * 0x9e3779b97f4a7c15;
    mixed ^= mixed >> 29;
  }
  const hash = <u32>(mixed >> 32);
  for (let slot = seek(known, hash, hash); slot >= 0; slot = seek(known, hash, slot + 1)) {
    const bucket = changetype<Bucket>(numberIn(known, slot));
    if (bucket.model == model && memory.compare(keysOf(bucket), keys, bytes) == 0) return bucket;
  }
  for (let o = 0; o < orders; o++) if (reserveRow(orderOf(model, o))) point(orderOf(model, o), o, 0);
  reserveSlot(known);
  const spots = changetype<Spots>(allocateLines(spotsBytes(capacity)));
  const cells = (orders + 3) & ~3;
  const bucket = changetype<Bucket>(allocateLines(CELLS + ((<usize>cells) << 2) + 8 + bytes));
  bucket.lowest = NOBODY;
  bucket.spots = spots;
  bucket.scarcity = load<i64>(keys + ((<usize>modelAt(model).scarceProfile) << 3)) == NO_KEY ? uncounted : scarcityOf(model);
  bucket.cells = cells;
  bucket.model = model;
  bucket.before = last;
  last = bucket;
  count++;
  memory.copy(keysOf(bucket), keys, bytes);
  for (let o = 0; o < cells; o++) store<usize>(cellOf(bucket, o), sink);
  for (let o = 0; o < orders; o++) {
    const key = load<i64>(keys + ((<usize>o) << 3));
    if (key != NO_KEY) point(orderOf(model, o), o, insert(orderOf(model, o), key, changetype<usize>(bucket)));
  }
  enterLookup(known, hash, <i32>changetype<usize>(bucket));
  return bucket;
}

/** Tells the buckets of the order of that number, from that row on, where they have moved to. */
function point(order: Order, number: i32, from: i32): void {
  for (let i = from; i < order.count; i++) store<usize>(cellOf(changetype<Bucket>(bucketAt(order, i)), number), lowAt(order, i));
}

/** The lowest GPU, as the bitmaps know it. */
function lowestBy(bucket: Bucket): i32 {
  const block = bucket.spots.first();
  return block < 0 ? NOBODY : (block << BLOCK_BITS) + <i32>ctz<i32>(maskInBlock(block, changetype<usize>(bucket)));
}

/** Memory for the bitmaps of all buckets at another capacity, to be given to `rebuildSpots`. */
export function takeSpots(ofCapacity: i32): usize {
  return allocateLines(spotsBytes(ofCapacity) * <usize>count);
}

/** All bitmaps anew, since with the capacity their shape has changed; cannot fail. */
export function rebuildSpots(room: usize): void {
  for (let bucket = last; changetype<usize>(bucket) != 0; bucket = bucket.before, room += spotsBytes(capacity))
    bucket.spots = changetype<Spots>(room);
  for (let gpu = 0; gpu < size; gpu++) {
    const bucket = changetype<Bucket | null>(bucketOf(gpu));
    if (bucket !== null) bucket.spots.set(gpu >> BLOCK_BITS);
  }
}
