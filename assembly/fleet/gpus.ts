/**
 * The GPUs of a fleet, 8 bytes each, in blocks of 64.
 *
 *   layouts   i32[capacity]: what sits on each GPU, a number of layouts.ts
 *   states    i32[capacity]: what can still be created on it, a number of states.ts; NO_STATE for a
 *             GPU that takes nothing new, and for room that is not in use
 */
import { allocate } from "../arena";

/** GPUs of a block, as a power of two: their states are looked through 4 at a time. */
export const BLOCK_BITS: i32 = 6;
export const NO_STATE: i32 = -1;
/** Three levels of 64 over blocks of 64. */
export const MAX_GPUS: i32 = 1 << 24;
/** One full word of blocks. */
const FIRST_CAPACITY: i32 = 1 << 12;

let layouts: usize = 0;
let states: usize = 0;
export let size: i32 = 0;
/** A power of two. */
export let capacity: i32 = 0;

export function layoutOf(gpu: i32): i32 {
  return load<i32>(layouts + ((<usize>gpu) << 2));
}
export function setLayout(gpu: i32, layout: i32): void {
  store<i32>(layouts + ((<usize>gpu) << 2), layout);
}
export function stateOf(gpu: i32): i32 {
  return load<i32>(states + ((<usize>gpu) << 2));
}
export function setState(gpu: i32, state: i32): void {
  store<i32>(states + ((<usize>gpu) << 2), state);
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
  return allocate((<usize>wanted) << 3);
}

/** Moves into the larger room; cannot fail. */
export function resize(wanted: i32, room: usize): void {
  const newStates = room + ((<usize>wanted) << 2);
  memory.fill(newStates, 0xff, (<usize>wanted) << 2);
  memory.copy(room, layouts, (<usize>size) << 2);
  memory.copy(newStates, states, (<usize>size) << 2);
  layouts = room;
  states = newStates;
  capacity = wanted;
}

export function setSize(gpus: i32): void {
  size = gpus;
}

/** The first GPU of the block in that state; -1 where none is. */
export function firstInBlock(block: i32, state: i32): i32 {
  const wanted = i32x4.splat(state);
  let at = states + ((<usize>block) << (BLOCK_BITS + 2));
  for (let i = 0; i < 1 << BLOCK_BITS; i += 4, at += 16) {
    const hits = i32x4.bitmask(i32x4.eq(v128.load(at), wanted));
    if (hits != 0) return (block << BLOCK_BITS) + i + <i32>ctz<i32>(hits);
  }
  return -1;
}
