/**
 * The states that GPUs of this fleet have been in, over all its models, and for each profile the
 * states in order of key: where it goes next is the first of them that any GPU is in.
 *
 *   State:   [ model number i32 | pad | Gpu | u8[MAX_PROFILES] start of least key ]
 *   Counts:  i32, how many available GPUs are in the state; apart, since searches pass over many states and read nothing else
 *   Spots:   usize, where they are; see spots.ts
 *   Order:   one table a (model, profile): [ i64 key | i32 state | i32 start ], by key, then state
 *
 * Keys of different models compare per memory slice: they are scaled by KEY_SCALE / memory slices,
 * which is whole for every grid.
 */
import { allocate } from "../arena";
import { MAX_PROFILES } from "../limits";
import { free, GPU_BYTES, hashOfState, put, sameState } from "../model/gpu";
import { Model, ofProfile, startOf } from "../model/model";
import { nextOfBoth } from "../model/sets";
import { keyOf } from "../score/score";
import { BLOCK_BITS, capacity, firstInBlock, NO_STATE, setState, stateOf } from "./gpus";
import { clearSpot, firstSpot, newSpots, setSpot, spotsBytes } from "./spots";
import { addRow, newTable, reserve, rowOf, Table } from "./table";

/** The least number that 1 to MAX_SLICES all divide. */
export const KEY_SCALE: i64 = 720720;
const MODEL: usize = 0;
const GPU: usize = 16;
const STARTS: usize = GPU + GPU_BYTES;
const STATE_BYTES: usize = STARTS + <usize>MAX_PROFILES;
const ORDER_BYTES: usize = 16;
const FIRST_SLOTS: i32 = 1 << 10;

let states: Table = changetype<Table>(0);
let counts: Table = changetype<Table>(0);
let spots: Table = changetype<Table>(0);
/** i32[slots]: state number, or -1; at most half full */
let index: usize = 0;
let slots: i32 = 0;
/** [ Model | usize[MAX_PROFILES]: its orders ] for each model of the fleet */
let models: Table = changetype<Table>(0);
let score: i32 = 0;
const trial = memory.data(<i32>GPU_BYTES, 16);

export function openStates(by: i32): void {
  score = by;
  states = newTable(STATE_BYTES, FIRST_SLOTS >> 1);
  counts = newTable(4, FIRST_SLOTS >> 1);
  spots = newTable(sizeof<usize>(), FIRST_SLOTS >> 1);
  models = newTable((<usize>MAX_PROFILES + 1) << 3, 4);
  slots = FIRST_SLOTS;
  index = allocate((<usize>slots) << 2);
  memory.fill(index, 0xff, (<usize>slots) << 2);
}

export function currentScore(): i32 {
  return score;
}

/** The number of the model within this fleet. */
export function addModel(model: Model): i32 {
  const number = addRow(models);
  const row = rowOf(models, number);
  store<usize>(row, changetype<usize>(model));
  for (let p = 0; p < model.profiles; p++)
    store<usize>(row + ((<usize>p + 1) << 3), changetype<usize>(newTable(ORDER_BYTES, 64)));
  return number;
}
export function modelAt(number: i32): Model {
  return changetype<Model>(load<usize>(rowOf(models, number)));
}
export function orderOf(model: i32, profile: i32): Table {
  return changetype<Table>(load<usize>(rowOf(models, model) + ((<usize>profile + 1) << 3)));
}

export function stateCount(): i32 {
  return states.count;
}
export function modelOf(state: i32): i32 {
  return load<i32>(rowOf(states, state) + MODEL);
}
/** Available GPUs in the state. */
export function gpusIn(state: i32): i32 {
  return load<i32>(rowOf(counts, state));
}
/** The GPU that stands for the state. */
export function gpuOf(state: i32): usize {
  return rowOf(states, state) + GPU;
}
function spotsOf(state: i32): usize {
  return load<usize>(rowOf(spots, state));
}
/** Where the profile goes on a GPU in this state; only where it is free at all. */
export function startIn(state: i32, profile: i32): i32 {
  return load<u8>(rowOf(states, state) + STARTS + <usize>profile);
}

/** The first block with a GPU in the state; only where there is one. */
export function firstBlock(state: i32): i32 {
  return firstSpot(spotsOf(state));
}
/** The lowest GPU in the state; only where there is one. */
export function firstGpu(state: i32): i32 {
  return firstInBlock(firstBlock(state), state);
}

/** The number of the state of a GPU of that model; a new one where it was never met. Memory is taken before anything changes. */
export function stateNumber(model: i32, gpu: usize): i32 {
  let at = slotOf(model, gpu);
  const known = load<i32>(at);
  if (known >= 0) return known;
  if ((states.count + 1) << 1 > slots) {
    growIndex();
    at = slotOf(model, gpu);
  }
  reserve(states);
  reserve(counts);
  reserve(spots);
  const where = newSpots();
  const compiled = modelAt(model);
  for (let p = 0; p < compiled.profiles; p++) reserve(orderOf(model, p));
  const state = addRow(states);
  addRow(counts);
  store<usize>(rowOf(spots, addRow(spots)), where);
  const row = rowOf(states, state);
  store<i32>(row + MODEL, model);
  memory.copy(row + GPU, gpu, GPU_BYTES);
  store<i32>(at, state);
  for (let p = 0; p < compiled.profiles; p++) enterOrder(model, compiled, state, p);
  return state;
}

function slotOf(model: i32, gpu: usize): usize {
  const compiled = modelAt(model);
  const last = slots - 1;
  let slot = <i32>(hashOfState(compiled, gpu) + <u32>model * 0x9e3779b1) & last;
  while (true) {
    const at = index + ((<usize>slot) << 2);
    const state = load<i32>(at);
    if (state < 0 || (modelOf(state) == model && sameState(compiled, gpuOf(state), gpu))) return at;
    slot = (slot + 1) & last;
  }
}

function growIndex(): void {
  const larger = allocate((<usize>(slots << 1)) << 2);
  slots <<= 1;
  index = larger;
  memory.fill(index, 0xff, (<usize>slots) << 2);
  for (let s = 0; s < states.count; s++) store<i32>(slotOf(modelOf(s), gpuOf(s)), s);
}

/** Enters the state where its least key for the profile puts it; nowhere if the profile is not free in it. */
function enterOrder(model: i32, compiled: Model, state: i32, profile: i32): void {
  const gpu = gpuOf(state);
  const mine = ofProfile(compiled, profile);
  let least: i64 = 0;
  let start = -1;
  let p = nextOfBoth(free(gpu), mine, 0, compiled.words);
  while (p >= 0) {
    put(compiled, gpu, p, trial);
    const key = keyOf(compiled, score, gpu, p, trial);
    if (start < 0 || key < least) {
      least = key;
      start = startOf(compiled, p);
    }
    p = nextOfBoth(free(gpu), mine, p + 1, compiled.words);
  }
  if (start < 0) return;
  store<u8>(rowOf(states, state) + STARTS + <usize>profile, <u8>start);
  const order = orderOf(model, profile);
  const key = least * (KEY_SCALE / <i64>compiled.memorySlices);
  // Insertion keeps the rows sorted; a new state has the highest number, so it goes last among equals.
  let at = addRow(order);
  while (at > 0 && load<i64>(rowOf(order, at - 1)) > key) {
    memory.copy(rowOf(order, at), rowOf(order, at - 1), ORDER_BYTES);
    at--;
  }
  const row = rowOf(order, at);
  store<i64>(row, key);
  store<i32>(row, state, 8);
  store<i32>(row, start, 12);
}

/** Moves the GPU from the state it is in to another; NO_STATE takes it out of the index. */
export function moveGpu(gpu: i32, to: i32): void {
  const from = stateOf(gpu);
  if (from == to) return;
  const block = gpu >> BLOCK_BITS;
  setState(gpu, to);
  if (from != NO_STATE) {
    count(from, -1);
    if (firstInBlock(block, from) < 0) clearSpot(spotsOf(from), block);
  }
  if (to != NO_STATE) {
    count(to, 1);
    setSpot(spotsOf(to), block);
  }
}

function count(state: i32, by: i32): void {
  const at = rowOf(counts, state);
  store<i32>(at, load<i32>(at) + by);
}

/** Memory for the bitmaps of all states at another capacity, to be given to `rebuildSpots`. */
export function takeSpots(ofCapacity: i32): usize {
  return allocate(spotsBytes(ofCapacity) * <usize>states.count);
}

/** All bitmaps anew, since with the capacity their shape has changed; cannot fail. */
export function rebuildSpots(room: usize): void {
  for (let s = 0; s < states.count; s++) store<usize>(rowOf(spots, s), room + spotsBytes(capacity) * <usize>s);
  for (let gpu = 0; gpu < capacity; gpu++) {
    const state = stateOf(gpu);
    if (state != NO_STATE) setSpot(spotsOf(state), gpu >> BLOCK_BITS);
  }
}
