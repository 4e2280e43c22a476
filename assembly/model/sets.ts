/** Sets of placements: `words` u64 words, bit p of word p / 64 is placement p. */

export function has(set: usize, p: i32): bool {
  return ((load<u64>(set + ((<usize>(p >> 6)) << 3)) >> <u64>(p & 63)) & 1) != 0;
}

export function add(set: usize, p: i32): void {
  const word = set + ((<usize>(p >> 6)) << 3);
  store<u64>(word, load<u64>(word) | ((<u64>1) << (<u64>(p & 63))));
}

export function size(set: usize, words: i32): i32 {
  let count = 0;
  for (let w = 0; w < words; w++) count += <i32>popcnt<u64>(load<u64>(set + ((<usize>w) << 3)));
  return count;
}

/** Members of both. */
export function sizeOfBoth(a: usize, b: usize, words: i32): i32 {
  let count = 0;
  for (let w = 0; w < words; w++) {
    const at = (<usize>w) << 3;
    count += <i32>popcnt<u64>(load<u64>(a + at) & load<u64>(b + at));
  }
  return count;
}

/** The least member of both that is at least `from`, or -1. */
export function nextOfBoth(a: usize, b: usize, from: i32, words: i32): i32 {
  for (let w = from >> 6; w < words; w++) {
    const at = (<usize>w) << 3;
    let word = load<u64>(a + at) & load<u64>(b + at);
    if (w == from >> 6) word &= (<u64>-1) << (<u64>(from & 63));
    if (word != 0) return (w << 6) + <i32>ctz<u64>(word);
  }
  return -1;
}

/** set &= ~gone */
export function remove(set: usize, gone: usize, words: i32): void {
  for (let w = 0; w < words; w++) {
    const at = (<usize>w) << 3;
    store<u64>(set + at, load<u64>(set + at) & ~load<u64>(gone + at));
  }
}

/** set |= more */
export function unite(set: usize, more: usize, words: i32): void {
  for (let w = 0; w < words; w++) {
    const at = (<usize>w) << 3;
    store<u64>(set + at, load<u64>(set + at) | load<u64>(more + at));
  }
}
