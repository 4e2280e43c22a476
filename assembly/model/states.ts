/**
 * The states of a model that have been met, numbered from 0 (the empty GPU) in order of
 * appearance. A number is all that the host has to remember of a GPU to look an answer up.
 *
 *   States: [ count | capacity of the index | index: i32[capacity], -1 free | records: Gpu[...] in chunks ]
 *
 * Open addressing, at most half full; it doubles, and keeps the numbers.
 */
import { allocate } from "../arena";
import { GPU_BYTES, hashOfState, sameState } from "./gpu";
import { Model } from "./model";

// @ts-expect-error: decorator
@unmanaged
class States {
  count: i32;
  /** a power of two */
  slots: i32;
  /** i32[slots]: state number, or -1 */
  index: usize;
  /** Gpu[slots / 2] */
  records: usize;
}

const FIRST_SLOTS: i32 = 64;

export function newStates(): usize {
  const states = changetype<States>(allocate(offsetof<States>()));
  resize(states, FIRST_SLOTS);
  return changetype<usize>(states);
}

function resize(states: States, slots: i32): void {
  const records = allocate((<usize>slots >> 1) * GPU_BYTES);
  memory.copy(records, states.records, <usize>states.count * GPU_BYTES);
  states.records = records;
  states.slots = slots;
  states.index = allocate((<usize>slots) << 2);
  memory.fill(states.index, 0xff, (<usize>slots) << 2);
}

function slotOf(model: Model, states: States, gpu: usize): usize {
  const last = states.slots - 1;
  let slot = <i32>hashOfState(model, gpu) & last;
  while (true) {
    const at = states.index + ((<usize>slot) << 2);
    const state = load<i32>(at);
    if (state < 0 || sameState(model, states.records + <usize>state * GPU_BYTES, gpu)) return at;
    slot = (slot + 1) & last;
  }
}

/** The number of the state that `gpu` is in; a new one where it was never met. */
export function stateOf(model: Model, gpu: usize): i32 {
  const states = changetype<States>(model.states);
  let at = slotOf(model, states, gpu);
  const known = load<i32>(at);
  if (known >= 0) return known;
  if (states.count << 1 >= states.slots) {
    resize(states, states.slots << 1);
    for (let s = 0; s < states.count; s++) store<i32>(slotOf(model, states, states.records + <usize>s * GPU_BYTES), s);
    at = slotOf(model, states, gpu);
  }
  const state = states.count++;
  memory.copy(states.records + <usize>state * GPU_BYTES, gpu, GPU_BYTES);
  store<i32>(at, state);
  return state;
}

/** The GPU that stands for a state; good until the next state is met. */
export function gpuInState(model: Model, state: i32): usize {
  return changetype<States>(model.states).records + <usize>state * GPU_BYTES;
}
