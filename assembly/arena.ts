/**
 * Memory of the planner: one bump arena.
 *
 *   0            __heap_base                     top             memory.size()
 *   | static data |  models, states, work areas | free          |
 *
 * Nothing is ever freed, so nothing can dangle: models and their states stay until the host drops
 * the whole instance, and work areas are taken once, on first use, and used again. Scratch of a
 * fixed small size is static data beside the code that uses it.
 */

let top: usize = (__heap_base + 15) & ~15;

/** 1 once an allocation has failed: the trap that follows then means "out of memory". */
export let exhausted: i32 = 0;

/** Zeroed memory, 16-byte aligned. Traps, with `exhausted` set, where the host gives no more. */
export function allocate(bytes: usize): usize {
  const at = top;
  const end = at + ((bytes + 15) & ~15);
  const have = (<usize>memory.size()) << 16;
  if (end < at || (end > have && memory.grow(i32((end - have + 0xffff) >>> 16)) < 0)) {
    exhausted = 1;
    unreachable();
  }
  top = end;
  memory.fill(at, 0, bytes);
  return at;
}

/** Bytes in use, so that the host can start afresh when many models have come and gone. */
export function bytesUsed(): usize {
  return top;
}
