/**
 * Which blocks hold a GPU of a bucket: one bit a block, and over it two levels of one bit a word,
 * so that the first block is three counts of trailing zeros away, however many there are.
 *
 *   Spots: [ u64[blocks / 64] | u64[words / 64, at least 1] | u64[1 to 4], looked through in order ]
 */
import { BLOCK_BITS, capacity } from "./gpus";

// @ts-expect-error: decorator
@unmanaged
export class Spots {
  // Mostly one word of the lowest level is all; what follows from it is out of the way.

  // @ts-expect-error: decorator
  @inline
  set(block: i32): void {
    const low = this.word(block >> 6);
    const before = load<u64>(low);
    store<u64>(low, before | ((<u64>1) << (<u64>(block & 63))));
    if (before == 0) raise(this, block);
  }

  // @ts-expect-error: decorator
  @inline
  clear(block: i32): void {
    const low = this.word(block >> 6);
    const after = load<u64>(low) & ~((<u64>1) << (<u64>(block & 63)));
    store<u64>(low, after);
    if (after == 0) lower(this, block);
  }

  /** The first block, or -1. */
  first(): i32 {
    const middles = middleWords(capacity);
    for (let i = 0; i << 6 < middles; i++) {
      const top = load<u64>(this.word(lowWords(capacity) + middles + i));
      if (top == 0) continue;
      const high = (i << 6) + <i32>ctz<u64>(top);
      const middle = (high << 6) + <i32>ctz<u64>(load<u64>(this.word(lowWords(capacity) + high)));
      return (middle << 6) + <i32>ctz<u64>(load<u64>(this.word(middle)));
    }
    return -1;
  }

  /** The first block after that one, or -1: for who goes through all of them. */
  next(block: i32): i32 {
    const end = lowWords(capacity);
    let i = (block + 1) >> 6;
    if (i == end) return -1;
    let bits = load<u64>(this.word(i)) & ((<u64>-1) << (<u64>((block + 1) & 63)));
    while (bits == 0) {
      if (++i == end) return -1;
      bits = load<u64>(this.word(i));
    }
    return (i << 6) + <i32>ctz<u64>(bits);
  }

  word(i: i32): usize {
    return changetype<usize>(this) + ((<usize>i) << 3);
  }
}

/** Words of the lowest level, and of the middle one. */
function lowWords(ofCapacity: i32): i32 {
  return ofCapacity >> (BLOCK_BITS + 6);
}
function middleWords(ofCapacity: i32): i32 {
  return max(1, lowWords(ofCapacity) >> 6);
}

/** Bytes of the bitmaps of one bucket. */
export function spotsBytes(ofCapacity: i32): usize {
  const middle = middleWords(ofCapacity);
  return (<usize>(lowWords(ofCapacity) + middle + max(1, middle >> 6))) << 3;
}

/** The levels above learn that the block's word is no longer empty. */
function raise(spots: Spots, block: i32): void {
  const middle = spots.word(lowWords(capacity) + (block >> 12));
  const before = load<u64>(middle);
  store<u64>(middle, before | ((<u64>1) << (<u64>((block >> 6) & 63))));
  if (before != 0) return;
  const top = spots.word(lowWords(capacity) + middleWords(capacity) + (block >> 18));
  store<u64>(top, load<u64>(top) | ((<u64>1) << (<u64>((block >> 12) & 63))));
}

/** The levels above learn that the block's word has become empty. */
function lower(spots: Spots, block: i32): void {
  const middle = spots.word(lowWords(capacity) + (block >> 12));
  const after = load<u64>(middle) & ~((<u64>1) << (<u64>((block >> 6) & 63)));
  store<u64>(middle, after);
  if (after != 0) return;
  const top = spots.word(lowWords(capacity) + middleWords(capacity) + (block >> 18));
  store<u64>(top, load<u64>(top) & ~((<u64>1) << (<u64>((block >> 12) & 63))));
}
