/**
 * The buckets that take one profile of one model, by its key under one score and then in order of appearance. The lowest GPU
 * of each is repeated here side by side, so that a search reads 16 buckets in four loads.
 *
 *   keys      i64[room]
 *   buckets   Bucket[room]
 *   ends      i32[room]: behind the last row of the same key
 *   lows      i32[room + 16]: the lowest GPU, or NOBODY; NOBODY behind the last row
 */
import { allocateLines } from "./table";

/** Above every GPU, so that the least of lowest GPUs needs no exception. */
export const NOBODY: i32 = i32.MAX_VALUE;
const FIRST_ROOM: i32 = 64;
/** Rows that a search passes over in one step. */
const STEP: i32 = 16;

// @ts-expect-error: decorator
@unmanaged
export class Order {
  count: i32;
  room: i32;
  keys: usize;
  buckets: usize;
  ends: usize;
  lows: usize;
}

export const ORDER_BYTES: usize = offsetof<Order>();

export function openOrder(order: Order): void {
  resize(order, FIRST_ROOM);
}

/** Makes room for one more row without adding it. True where the rows have moved. */
export function reserveRow(order: Order): bool {
  if (order.count < order.room) return false;
  resize(order, order.room << 1);
  return true;
}

function resize(order: Order, room: i32): void {
  const lowsBytes = (<usize>(room + STEP)) << 2;
  const lows = allocateLines(lowsBytes + ((<usize>room) << 4));
  const keys = lows + lowsBytes;
  const buckets = keys + ((<usize>room) << 3);
  const ends = buckets + ((<usize>room) << 2);
  for (let i = 0; i < room + STEP; i++) store<i32>(lows + ((<usize>i) << 2), NOBODY);
  memory.copy(lows, order.lows, (<usize>order.count) << 2);
  memory.copy(keys, order.keys, (<usize>order.count) << 3);
  memory.copy(buckets, order.buckets, (<usize>order.count) << 2);
  memory.copy(ends, order.ends, (<usize>order.count) << 2);
  order.room = room;
  order.lows = lows;
  order.keys = keys;
  order.buckets = buckets;
  order.ends = ends;
}

export function keyAt(order: Order, row: i32): i64 {
  return load<i64>(order.keys + ((<usize>row) << 3));
}
/** The address of a Bucket (buckets.ts). */
export function bucketAt(order: Order, row: i32): usize {
  return load<usize>(order.buckets + ((<usize>row) << 2));
}
/** Where the lowest GPU of the row is to be written. */
export function lowAt(order: Order, row: i32): usize {
  return order.lows + ((<usize>row) << 2);
}

/** Enters a bucket that no GPU is in, behind its equals; its row. Only after `reserveRow`. */
export function insert(order: Order, key: i64, bucket: usize): i32 {
  let row = order.count++;
  for (; row > 0 && keyAt(order, row - 1) > key; row--) {
    store<i64>(order.keys + ((<usize>row) << 3), keyAt(order, row - 1));
    store<usize>(order.buckets + ((<usize>row) << 2), bucketAt(order, row - 1));
    store<i32>(lowAt(order, row), load<i32>(lowAt(order, row - 1)));
  }
  store<i64>(order.keys + ((<usize>row) << 3), key);
  store<usize>(order.buckets + ((<usize>row) << 2), bucket);
  store<i32>(lowAt(order, row), NOBODY);
  for (let i = order.count - 1, end = order.count; i >= 0; i--) {
    if (i + 1 < order.count && keyAt(order, i + 1) != keyAt(order, i)) end = i + 1;
    store<i32>(order.ends + ((<usize>i) << 2), end);
  }
  return row;
}

/** The first row with a GPU, or -1. */
export function firstPresent(order: Order): i32 {
  const nobody = i32x4.splat(NOBODY);
  const lows = order.lows;
  const end = lows + ((<usize>order.count) << 2);
  for (let at = lows; at < end; at += STEP << 2) {
    const low = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(at), nobody), i32x4.eq(v128.load(at, 16), nobody));
    const high = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(at, 32), nobody), i32x4.eq(v128.load(at, 48), nobody));
    const present = i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)) ^ 0xffff;
    if (present != 0) return (<i32>(at - lows) >> 2) + <i32>ctz<i32>(present);
  }
  return -1;
}

/** Lanes that are not wanted become NOBODY by an "or" with four numbers out of these. */
const veil = memory.data<i32>([0, 0, 0, 0, NOBODY, NOBODY, NOBODY, NOBODY]);

/** The lowest GPU from that row on, among rows of its key. */
export function lowestFrom(order: Order, row: i32): i32 {
  let at = lowAt(order, row);
  let left = load<i32>(order.ends + ((<usize>row) << 2)) - row;
  let least = i32x4.splat(NOBODY);
  for (; left > 4; left -= 4, at += 16) least = i32x4.min_s(least, v128.load(at));
  // Rows behind the last of this key count as empty.
  least = i32x4.min_s(least, v128.or(v128.load(at), v128.load(veil + 16 - ((<usize>left) << 2))));
  least = i32x4.min_s(least, i32x4.shuffle(least, least, 2, 3, 0, 1));
  return min(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1));
}
