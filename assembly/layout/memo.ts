/**
 * Which search nodes were visited: a direct-mapped cache of whole states, so that a hit is never
 * wrong and a miss costs only time. A node is a state of the GPU and a number of the caller's.
 *
 *   Entry: [ generation u32 | node u32 | pad u64 | Gpu ]
 */
import { allocate } from "../arena";
import { GPU_BYTES, hashOfState, sameState } from "../model/gpu";
import { Model } from "../model/model";

const ENTRIES: usize = 1 << 14;
const HEAD: usize = 16;
const ENTRY: usize = HEAD + GPU_BYTES;

let table: usize = 0;
let generation: u32 = 0;

/** Forgets all visits. */
export function forget(): void {
  if (table == 0) table = allocate(ENTRIES * ENTRY);
  generation++;
}

/** Whether (gpu, node) was visited since `forget`; from now on it was. */
export function visited(model: Model, gpu: usize, node: u32): bool {
  const hash = hashOfState(model, gpu) ^ (node * 0x9e3779b1);
  const entry = table + (<usize>hash & (ENTRIES - 1)) * ENTRY;
  if (load<u32>(entry) == generation && load<u32>(entry, 4) == node && sameState(model, entry + HEAD, gpu)) return true;
  store<u32>(entry, generation);
  store<u32>(entry, node, 4);
  memory.copy(entry + HEAD, gpu, GPU_BYTES);
  return false;
}
