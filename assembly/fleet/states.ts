/**
 * The states that GPUs of this fleet have been in, over all its models: what can still be created
 * there, at which placement each profile would go, and in which bucket that puts a GPU. Where the
 * score counts instances, so many instances are a state of their own.
 *
 *   State: [ model i32 | Bucket | GPUs i32 | pad | Gpu | u16[MAX_ORDERS]: place of least key by each order ]
 *   Place: placement * MAX_SLICES + start; good only where the profile is free at all
 */
import { MAX_SLICES } from "../limits";
import { free, GPU_BYTES, hashOfState, instances, put, sameState } from "../model/gpu";
import { ofProfile, startOf } from "../model/model";
import { nextOfBoth } from "../model/sets";
import { countsInstances, keyOf } from "../score/score";
import { Bucket, bucketFor, KEY_SCALE, NO_KEY } from "./buckets";
import { enter, LOOKUP_BYTES, Lookup, numberIn, openLookup, reserveSlot, seek } from "./lookup";
import { MAX_ORDERS, modelAt, orderCount, profileOfOrder, scoreOfOrder } from "./models";
import { addRow, openTable, reserve, rowOf, TABLE_BYTES, Table } from "./table";

const MODEL: usize = 0;
const BUCKET: usize = 4;
const GPUS: usize = 8;
const GPU: usize = 16;
const PLACES: usize = GPU + GPU_BYTES;
const STATE_BYTES: usize = PLACES + ((<usize>MAX_ORDERS) << 1);

const states = changetype<Table>(memory.data(TABLE_BYTES, 16));
const known = changetype<Lookup>(memory.data(LOOKUP_BYTES, 16));
const trial = memory.data(<i32>GPU_BYTES, 16);
/** i64[MAX_ORDERS] and u16[MAX_ORDERS]: least keys and their places in the state being judged */
const keys = memory.data(MAX_ORDERS * 8, 16);
const places = memory.data(MAX_ORDERS * 2, 16);

export function openStates(): void {
  openTable(states, STATE_BYTES, 64);
  openLookup(known);
}

export function stateCount(): i32 {
  return states.count;
}
export function modelOf(state: i32): i32 {
  return load<i32>(rowOf(states, state) + MODEL);
}
export function bucketOfState(state: i32): Bucket {
  return changetype<Bucket>(load<usize>(rowOf(states, state) + BUCKET));
}
/** Available GPUs in the state, as the last `countStates` of layouts.ts found them. */
export function gpusIn(state: i32): i32 {
  return load<i32>(rowOf(states, state) + GPUS);
}
export function setGpusIn(state: i32, gpus: i32): void {
  store<i32>(rowOf(states, state) + GPUS, gpus);
}
/** The GPU that stands for the state. */
export function gpuOf(state: i32): usize {
  return rowOf(states, state) + GPU;
}
/** u16[MAX_ORDERS]: the places of the profiles by each order. */
export function placesOf(state: i32): usize {
  return rowOf(states, state) + PLACES;
}

/** The number of the state of a GPU of that model; a new one where it was never met. Memory is taken before anything changes. */
export function stateNumber(model: i32, gpu: usize): i32 {
  const compiled = modelAt(model);
  const counts = countsInstances(compiled, scoreOfOrder(model, 0));
  const hash = hashOfState(compiled, gpu) + <u32>model * 0x9e3779b1 + (counts ? instances(gpu) * 0x85ebca6b : 0);
  for (let slot = seek(known, hash, hash); slot >= 0; slot = seek(known, hash, slot + 1)) {
    const state = numberIn(known, slot);
    if (modelOf(state) != model || !sameState(compiled, gpuOf(state), gpu)) continue;
    if (!counts || instances(gpuOf(state)) == instances(gpu)) return state;
  }
  for (let order = 0; order < orderCount(model); order++) judge(model, order, gpu);
  reserveSlot(known);
  reserve(states);
  const bucket = bucketFor(model, keys);
  const state = addRow(states);
  const row = rowOf(states, state);
  store<i32>(row + MODEL, model);
  store<usize>(row + BUCKET, changetype<usize>(bucket));
  memory.copy(row + GPU, gpu, GPU_BYTES);
  memory.copy(row + PLACES, places, (<usize>MAX_ORDERS) << 1);
  enter(known, hash, state);
  return state;
}

/** The least key by an order on such a GPU, and where that is: of equal keys the lowest start. */
function judge(number: i32, order: i32, gpu: usize): void {
  const model = modelAt(number);
  const score = scoreOfOrder(number, order);
  const mine = ofProfile(model, profileOfOrder(number, order));
  let least: i64 = 0;
  let place = -1;
  for (let p = nextOfBoth(free(gpu), mine, 0, model.words); p >= 0; p = nextOfBoth(free(gpu), mine, p + 1, model.words)) {
    put(model, gpu, p, trial);
    const key = keyOf(model, score, gpu, p, trial);
    if (place >= 0 && key >= least) continue;
    least = key;
    place = p * MAX_SLICES + startOf(model, p);
  }
  const scaled = least * (KEY_SCALE / <i64>model.memorySlices);
  store<i64>(keys + ((<usize>order) << 3), place < 0 ? NO_KEY : scaled);
  store<u16>(places + ((<usize>order) << 1), <u16>place);
}
