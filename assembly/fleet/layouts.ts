/**
 * The layouts that GPUs of this fleet have had. A state says what can still be created; a layout
 * says what is there, so that it can be released. What a placement or a release reads of a layout
 * is in its row, three cache lines of it.
 *
 *   Layout: [ model i32 | state i32 | bucket i32 | GPUs i32 | of them cordoned i32 | instances i32 | pad
 *           | i16[MAX_SLICES]: the placement that starts at each memory slice, or -1
 *           | u16[MAX_PROFILES]: the places of its state
 *           | u64[MAX_WORDS]: its placements
 *           | i32[placements]: one more than the layout with that placement added, or taken away;
 *             0 until it was asked for ]
 */
import { MAX_PROFILES, MAX_SLICES, MAX_WORDS } from "../limits";
import { clear, GPU_BYTES, put } from "../model/gpu";
import { Model, startOf } from "../model/model";
import { has, nextOfBoth, size } from "../model/sets";
import { enter, Lookup, newLookup, numberIn, reserveSlot, seek } from "./lookup";
import { modelAt } from "./models";
import { bucketOfState, gpuOf, gpusIn, placesOf, setGpusIn, stateCount, stateNumber } from "./states";
import { addRow, allocateLines, newTable, reserve, rowOf, Table } from "./table";

const MODEL: usize = 0;
const STATE: usize = 4;
const BUCKET: usize = 8;
const GPUS: usize = 12;
const CORDONED: usize = 16;
const INSTANCES: usize = 20;
const AT: usize = 32;
const PLACES: usize = AT + ((<usize>MAX_SLICES) << 1);
const SET: usize = PLACES + ((<usize>MAX_PROFILES) << 1);
const TOGGLES: usize = SET + ((<usize>MAX_WORDS) << 3);

/** usize: where each row is, for good */
let layouts: Table = changetype<Table>(0);
let known: Lookup = changetype<Lookup>(0);
const set = memory.data(MAX_WORDS * 8, 16);
const gpu = memory.data(<i32>GPU_BYTES, 16);

export function openLayouts(): void {
  layouts = newTable(sizeof<usize>(), 64);
  known = newLookup();
}

export function layoutCount(): i32 {
  return layouts.count;
}
function layoutAt(layout: i32): usize {
  return load<usize>(layouts.rows + ((<usize>layout) << 2));
}
export function modelOfLayout(layout: i32): i32 {
  return load<i32>(layoutAt(layout) + MODEL);
}
export function stateOfLayout(layout: i32): i32 {
  return load<i32>(layoutAt(layout) + STATE);
}
export function bucketOfLayout(layout: i32): i32 {
  return load<i32>(layoutAt(layout) + BUCKET);
}
/** GPUs with this layout, available or not. */
export function gpusWith(layout: i32): i32 {
  return load<i32>(layoutAt(layout) + GPUS);
}
/** So many more GPUs have this layout, and so many of these are not available. */
export function countGpus(layout: i32, gpus: i32, cordoned: i32): void {
  const row = layoutAt(layout);
  store<i32>(row + GPUS, load<i32>(row + GPUS) + gpus);
  store<i32>(row + CORDONED, load<i32>(row + CORDONED) + cordoned);
}
/** Counts the available GPUs of each state: asked for now and then, where keeping count would cost every placement. */
export function countStates(): void {
  for (let s = 0; s < stateCount(); s++) setGpusIn(s, 0);
  for (let l = 0; l < layouts.count; l++) {
    const row = layoutAt(l);
    const state = load<i32>(row + STATE);
    setGpusIn(state, gpusIn(state) + load<i32>(row + GPUS) - load<i32>(row + CORDONED));
  }
}
/** The placement of the layout that starts there, or -1. */
export function placementIn(layout: i32, start: i32): i32 {
  return load<i16>(layoutAt(layout) + AT + ((<usize>start) << 1));
}
/** Where the profile goes on a GPU with this layout: placement * MAX_SLICES + start. Only where it is free at all. */
export function placeIn(layout: i32, profile: i32): i32 {
  return load<u16>(layoutAt(layout) + PLACES + ((<usize>profile) << 1));
}
export function instancesOf(layout: i32): i32 {
  return load<i32>(layoutAt(layout) + INSTANCES);
}
/** Its placements. */
export function setOf(layout: i32): usize {
  return layoutAt(layout) + SET;
}

/** The empty layout of a model. */
export function emptyLayout(model: i32): i32 {
  memory.fill(set, 0, MAX_WORDS * 8);
  clear(modelAt(model), gpu);
  return layoutNumber(model);
}

/** The layout with the placement added, or taken away where it is there. Added only where the state has it free. */
export function toggled(layout: i32, placement: i32): i32 {
  const other = load<i32>(layoutAt(layout) + TOGGLES + ((<usize>placement) << 2));
  return other != 0 ? other - 1 : meet(layout, placement);
}

/** A layout met on this way for the first time. */
function meet(layout: i32, placement: i32): i32 {
  const row = layoutAt(layout);
  const model = load<i32>(row + MODEL);
  const compiled = modelAt(model);
  memory.copy(set, row + SET, MAX_WORDS * 8);
  const word = set + ((<usize>(placement >> 6)) << 3);
  const adds = !has(set, placement);
  store<u64>(word, load<u64>(word) ^ ((<u64>1) << (<u64>(placement & 63))));
  if (adds) put(compiled, gpuOf(load<i32>(row + STATE)), placement, gpu);
  else rebuild(compiled);
  const other = layoutNumber(model);
  store<i32>(row + TOGGLES + ((<usize>placement) << 2), other + 1);
  return other;
}

/** `gpu` becomes one on which the placements of `set` run. */
function rebuild(model: Model): void {
  clear(model, gpu);
  for (let p = nextOfBoth(set, set, 0, model.words); p >= 0; p = nextOfBoth(set, set, p + 1, model.words)) {
    put(model, gpu, p, gpu);
  }
}

/** The number of the layout in `set`, on a GPU as in `gpu`; a new one where it was never met. Memory is taken before anything changes. */
function layoutNumber(model: i32): i32 {
  const hash = hashOfSet(model);
  for (let slot = seek(known, hash, hash); slot >= 0; slot = seek(known, hash, slot + 1)) {
    const layout = numberIn(known, slot);
    if (modelOfLayout(layout) == model && memory.compare(setOf(layout), set, MAX_WORDS * 8) == 0) return layout;
  }
  const compiled = modelAt(model);
  const state = stateNumber(model, gpu);
  const row = allocateLines(TOGGLES + ((<usize>compiled.placements) << 2));
  reserveSlot(known);
  reserve(layouts);
  store<i32>(row + MODEL, model);
  store<i32>(row + STATE, state);
  store<i32>(row + BUCKET, bucketOfState(state));
  store<i32>(row + INSTANCES, size(set, compiled.words));
  memory.fill(row + AT, 0xff, (<usize>MAX_SLICES) << 1);
  for (let p = nextOfBoth(set, set, 0, compiled.words); p >= 0; p = nextOfBoth(set, set, p + 1, compiled.words)) {
    store<i16>(row + AT + ((<usize>startOf(compiled, p)) << 1), <i16>p);
  }
  memory.copy(row + PLACES, placesOf(state), (<usize>MAX_PROFILES) << 1);
  memory.copy(row + SET, set, MAX_WORDS * 8);
  const layout = addRow(layouts);
  store<usize>(rowOf(layouts, layout), row);
  enter(known, hash, layout);
  return layout;
}

function hashOfSet(model: i32): u32 {
  let hash = <u64>model * 0x9e3779b97f4a7c15;
  for (let w = 0; w < MAX_WORDS; w++) {
    hash = (hash ^ load<u64>(set + ((<usize>w) << 3))) * 0xbf58476d1ce4e5b9;
    hash ^= hash >> 29;
  }
  return <u32>(hash >> 32);
}
