/**
 * Available GPUs, found by what a placement on them costs. States that every profile keys alike
 * share a bucket: hundreds of states make some tens of buckets, a dozen where only the lowest GPU
 * counts. Where a profile goes is the lowest GPU among the buckets of its least key.
 *
 *   Bucket: [ lowest i32 | spots usize | usize[MAX_PROFILES] where each order repeats `lowest`
 *             | model i32 | pad | i64[MAX_PROFILES] key of each profile, NO_KEY where it is not free ]
 *
 * Keys of different models compare per memory slice: they are scaled by KEY_SCALE / memory slices,
 * which is whole for every grid.
 */
import { allocate } from "../arena";
import { MAX_PROFILES } from "../limits";
import { BLOCK_BITS, bucketOf, capacity, maskInBlock, NO_BUCKET, setBucket, size } from "./gpus";
import { enter as enterLookup, Lookup, newLookup, numberIn, reserveSlot, seek } from "./lookup";
import { modelAt, orderOf } from "./models";
import { bucketAt, insert, lowAt, NOBODY, Order, reserveRow } from "./orders";
import { clearSpot, firstSpot, setSpot, spotsBytes } from "./spots";
import { addRow, newTable, reserve, rowOf, Table } from "./table";

/** The least number that 1 to MAX_SLICES all divide. */
export const KEY_SCALE: i64 = 720720;
export const NO_KEY: i64 = i64.MAX_VALUE;
const LOWEST: usize = 0;
const SPOTS: usize = 4;
const CELLS: usize = 8;
const MODEL: usize = CELLS + ((<usize>MAX_PROFILES) << 2);
const KEYS: usize = MODEL + 8;
const BUCKET_BYTES: usize = KEYS + ((<usize>MAX_PROFILES) << 3);

let buckets: Table = changetype<Table>(0);
let known: Lookup = changetype<Lookup>(0);
/** Takes the `lowest` of buckets that a profile does not sit in, so that all profiles are written alike. */
const sink = memory.data(4);

export function openBuckets(): void {
  buckets = newTable(BUCKET_BYTES, 64);
  known = newLookup();
}

/** Where the bitmaps of a bucket are; see spots.ts. */
export function spotsOf(bucket: i32): usize {
  return load<usize>(rowOf(buckets, bucket) + SPOTS);
}

/** The bucket of states with these keys, i64[profiles]; a new one where it was never met. Memory is taken before anything changes. */
export function bucketNumber(model: i32, keys: usize): i32 {
  const profiles = modelAt(model).profiles;
  const bytes = (<usize>profiles) << 3;
  let hash = <u64>model;
  for (let at: usize = 0; at < bytes; at += 8) hash = ((hash ^ load<u64>(keys + at)) * 0x9e3779b97f4a7c15) ^ (hash >> 29);
  const short = <u32>(hash >> 32);
  for (let slot = seek(known, short, short); slot >= 0; slot = seek(known, short, slot + 1)) {
    const row = rowOf(buckets, numberIn(known, slot));
    if (load<i32>(row + MODEL) == model && memory.compare(row + KEYS, keys, bytes) == 0) return numberIn(known, slot);
  }
  for (let p = 0; p < profiles; p++) if (reserveRow(orderOf(model, p))) point(orderOf(model, p), p, 0);
  reserveSlot(known);
  reserve(buckets);
  const spots = allocate(spotsBytes(capacity));
  const bucket = addRow(buckets);
  const row = rowOf(buckets, bucket);
  store<i32>(row + LOWEST, NOBODY);
  store<usize>(row + SPOTS, spots);
  store<i32>(row + MODEL, model);
  memory.copy(row + KEYS, keys, bytes);
  for (let p = 0; p < profiles; p++) {
    store<usize>(row + CELLS + ((<usize>p) << 2), sink);
    const key = load<i64>(keys + ((<usize>p) << 3));
    if (key != NO_KEY) point(orderOf(model, p), p, insert(orderOf(model, p), key, bucket));
  }
  enterLookup(known, short, bucket);
  return bucket;
}

/** Tells the buckets of an order, from that row on, where they have moved to. */
function point(order: Order, profile: i32, from: i32): void {
  for (let i = from; i < order.count; i++) {
    store<usize>(rowOf(buckets, bucketAt(order, i)) + CELLS + ((<usize>profile) << 2), lowAt(order, i));
  }
}

/** Moves the GPU from the bucket it is in to another; NO_BUCKET hides it. */
export function moveGpu(gpu: i32, to: i32): void {
  const from = bucketOf(gpu);
  if (from == to) return;
  if (from != NO_BUCKET) leave(gpu, from);
  setBucket(gpu, to);
  if (to != NO_BUCKET) enter(gpu, to);
}

function leave(gpu: i32, from: i32): void {
  const row = rowOf(buckets, from);
  const block = gpu >> BLOCK_BITS;
  const others = maskInBlock(block, from) & ~(1 << (gpu & ((1 << BLOCK_BITS) - 1)));
  const spots = load<usize>(row + SPOTS);
  if (others == 0) clearSpot(spots, block);
  if (load<i32>(row + LOWEST) != gpu) return;
  if (others != 0) setLowest(row, (block << BLOCK_BITS) + <i32>ctz<i32>(others));
  else setLowest(row, lowestBy(spots, from));
}

function enter(gpu: i32, to: i32): void {
  const row = rowOf(buckets, to);
  setSpot(load<usize>(row + SPOTS), gpu >> BLOCK_BITS);
  if (gpu < load<i32>(row + LOWEST)) setLowest(row, gpu);
}

/** The lowest GPU of a bucket, as its bitmaps know it. */
function lowestBy(spots: usize, bucket: i32): i32 {
  const block = firstSpot(spots);
  return block < 0 ? NOBODY : (block << BLOCK_BITS) + <i32>ctz<i32>(maskInBlock(block, bucket));
}

function setLowest(row: usize, gpu: i32): void {
  store<i32>(row + LOWEST, gpu);
  const end = row + CELLS + ((<usize>modelAt(load<i32>(row + MODEL)).profiles) << 2);
  for (let cell = row + CELLS; cell < end; cell += 4) store<i32>(load<usize>(cell), gpu);
}

/** Memory for the bitmaps of all buckets at another capacity, to be given to `rebuildSpots`. */
export function takeSpots(ofCapacity: i32): usize {
  return allocate(spotsBytes(ofCapacity) * <usize>buckets.count);
}

/** All bitmaps anew, since with the capacity their shape has changed; cannot fail. */
export function rebuildSpots(room: usize): void {
  for (let b = 0; b < buckets.count; b++) store<usize>(rowOf(buckets, b) + SPOTS, room + spotsBytes(capacity) * <usize>b);
  for (let gpu = 0; gpu < size; gpu++) {
    const bucket = bucketOf(gpu);
    if (bucket != NO_BUCKET) setSpot(spotsOf(bucket), gpu >> BLOCK_BITS);
  }
}
