/**
 * Which blocks hold a GPU in a state: one bit a block, and over it two levels of one bit a word,
 * so that the first block is three counts of trailing zeros away, however many there are.
 *
 *   Spots: [ u64[blocks / 64] | u64[words / 64, at least 1] | u64 ]
 */
import { allocate } from "../arena";
import { BLOCK_BITS, capacity } from "./gpus";

/** Words of the lowest level, and of the middle one. */
function lowWords(): i32 {
  return capacity >> (BLOCK_BITS + 6);
}
function middleWords(): i32 {
  return max(1, lowWords() >> 6);
}

/** Bytes of the bitmaps of one state. */
export function spotsBytes(ofCapacity: i32): usize {
  const low = ofCapacity >> (BLOCK_BITS + 6);
  return (<usize>(low + max(1, low >> 6) + 1)) << 3;
}

export function newSpots(): usize {
  return allocate(spotsBytes(capacity));
}

function word(spots: usize, i: i32): usize {
  return spots + ((<usize>i) << 3);
}

export function setSpot(spots: usize, block: i32): void {
  const low = word(spots, block >> 6);
  const before = load<u64>(low);
  store<u64>(low, before | ((<u64>1) << (<u64>(block & 63))));
  if (before != 0) return;
  const middle = word(spots, lowWords() + (block >> 12));
  const above = load<u64>(middle);
  store<u64>(middle, above | ((<u64>1) << (<u64>((block >> 6) & 63))));
  if (above != 0) return;
  const top = word(spots, lowWords() + middleWords());
  store<u64>(top, load<u64>(top) | ((<u64>1) << (<u64>(block >> 12))));
}

export function clearSpot(spots: usize, block: i32): void {
  const low = word(spots, block >> 6);
  const after = load<u64>(low) & ~((<u64>1) << (<u64>(block & 63)));
  store<u64>(low, after);
  if (after != 0) return;
  const middle = word(spots, lowWords() + (block >> 12));
  const above = load<u64>(middle) & ~((<u64>1) << (<u64>((block >> 6) & 63)));
  store<u64>(middle, above);
  if (above != 0) return;
  const top = word(spots, lowWords() + middleWords());
  store<u64>(top, load<u64>(top) & ~((<u64>1) << (<u64>(block >> 12))));
}

/** The first block; only where there is one. */
export function firstSpot(spots: usize): i32 {
  const high = <i32>ctz<u64>(load<u64>(word(spots, lowWords() + middleWords())));
  const middle = (high << 6) + <i32>ctz<u64>(load<u64>(word(spots, lowWords() + high)));
  return (middle << 6) + <i32>ctz<u64>(load<u64>(word(spots, middle)));
}
