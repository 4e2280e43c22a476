/**
 * From hashes to numbers (or addresses), by open addressing: at most half full, doubled as it fills. Hashes are
 * kept, so that it grows without knowing what its numbers stand for; whoever asks compares that.
 *
 *   slot   [ u32 hash | i32 number, or -1 ]
 */
import { allocate } from "../arena";

// @ts-expect-error: decorator
@unmanaged
export class Lookup {
  /** slots in use */
  used: i32;
  /** a power of two */
  slots: i32;
  at: usize;
}

const FIRST_SLOTS: i32 = 1 << 7;
const NONE: i32 = -1;

export const LOOKUP_BYTES: i32 = <i32>offsetof<Lookup>();

export function openLookup(lookup: Lookup): void {
  lookup.at = newSlots(FIRST_SLOTS);
  lookup.slots = FIRST_SLOTS;
  lookup.used = 0;
}

/** Forgets everything, and keeps the memory. */
export function clearLookup(lookup: Lookup): void {
  if (lookup.slots == 0) openLookup(lookup);
  memory.fill(lookup.at, 0xff, (<usize>lookup.slots) << 3);
  lookup.used = 0;
}

function newSlots(slots: i32): usize {
  const at = allocate((<usize>slots) << 3);
  memory.fill(at, 0xff, (<usize>slots) << 3);
  return at;
}

/** The first slot from `slot` on with this hash, or -1; begins anywhere: `seek(lookup, hash, hash)`. */
export function seek(lookup: Lookup, hash: u32, slot: i32): i32 {
  while (true) {
    slot &= lookup.slots - 1;
    const at = lookup.at + ((<usize>slot) << 3);
    if (load<i32>(at, 4) == NONE) return -1;
    if (load<u32>(at) == hash) return slot;
    slot++;
  }
}

export function numberIn(lookup: Lookup, slot: i32): i32 {
  return load<i32>(lookup.at + ((<usize>slot) << 3), 4);
}

/** Makes room for one more without adding it, so that whatever follows cannot fail. */
export function reserveSlot(lookup: Lookup): void {
  if ((lookup.used + 1) << 1 <= lookup.slots) return;
  const before = lookup.at;
  const end = before + ((<usize>lookup.slots) << 3);
  lookup.at = newSlots(lookup.slots << 1);
  lookup.slots <<= 1;
  for (let at = before; at < end; at += 8) if (load<i32>(at, 4) != NONE) put(lookup, load<u32>(at), load<i32>(at, 4));
}

/** Adds a number; only after `reserveSlot`. */
export function enter(lookup: Lookup, hash: u32, number: i32): void {
  put(lookup, hash, number);
  lookup.used++;
}

function put(lookup: Lookup, hash: u32, number: i32): void {
  let slot = hash;
  while (load<i32>(lookup.at + ((<usize>(slot & (lookup.slots - 1))) << 3), 4) != NONE) slot++;
  const at = lookup.at + ((<usize>(slot & (lookup.slots - 1))) << 3);
  store<u32>(at, hash);
  store<i32>(at, number, 4);
}
