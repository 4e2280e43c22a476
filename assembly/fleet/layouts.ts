/**
 * The layouts that GPUs of this fleet have had. A state says what can still be created; a layout
 * says what is there, so that it can be released. What a placement or a release reads of a layout
 * side by side, in three cache lines of it.
 *
 *   Layout: [ fields, 32 bytes
 *           | i16[MAX_SLICES]: the placement that starts at each memory slice, or -1
 *           | u16[MAX_ORDERS]: the places of its state
 *           | u64[MAX_WORDS]: its placements
 *           | Layout[placements]: the one with that placement added, or taken away; 0 until it
 *             was asked for ]
 *
 * A layout never moves, and leads to its neighbours by address; the fleet and the host know it by number.
 */
import { MAX_SLICES, MAX_WORDS } from "../limits";
import { clear, free, GPU_BYTES, put } from "../model/gpu";
import { Model, startOf } from "../model/model";
import { has, nextOfBoth, size } from "../model/sets";
import { Bucket } from "./buckets";
import { enter, LOOKUP_BYTES, Lookup, numberIn, openLookup, reserveSlot, seek } from "./lookup";
import { MAX_ORDERS, modelAt } from "./models";
import { bucketOfState, gpuOf, gpusIn, placesOf, setGpusIn, stateCount, stateNumber } from "./states";
import { addRow, allocateLines, openTable, reserve, rowOf, TABLE_BYTES, Table } from "./table";

// @ts-expect-error: decorator
@unmanaged
export class Layout {
  number: i32;
  model: i32;
  state: i32;
  bucket: Bucket;
  /** GPUs with this layout, available or not */
  gpus: i32;
  /** of these, not available */
  cordoned: i32;
  instances: i32;

  /** The placement that starts there, or -1. */
  placementAt(start: i32): i32 {
    return load<i16>(changetype<usize>(this) + AT + ((<usize>start) << 1));
  }

  /** Where a profile goes by that order: placement * MAX_SLICES + start. Only where it is free at all. */
  placeOf(order: i32): i32 {
    return load<u16>(changetype<usize>(this) + PLACES + ((<usize>order) << 1));
  }

  /** The layout with the placement added, or taken away where it is there. Added only where the state has it free. */
  // @ts-expect-error: decorator
  @inline
  neighbour(placement: i32): Layout {
    const other = load<usize>(changetype<usize>(this) + NEIGHBOURS + ((<usize>placement) << 2));
    return other != 0 ? changetype<Layout>(other) : meet(this, placement);
  }
}

const AT: usize = 32;
const PLACES: usize = AT + ((<usize>MAX_SLICES) << 1);
const SET: usize = PLACES + ((<usize>MAX_ORDERS) << 1);
const NEIGHBOURS: usize = SET + ((<usize>MAX_WORDS) << 3);

/** Layout: where each is */
const layouts = changetype<Table>(memory.data(TABLE_BYTES, 16));
const known = changetype<Lookup>(memory.data(LOOKUP_BYTES, 16));
const set = memory.data(MAX_WORDS * 8, 16);
const gpu = memory.data(<i32>GPU_BYTES, 16);

export function openLayouts(): void {
  openTable(layouts, sizeof<usize>(), 64);
  openLookup(known);
}

export function layoutCount(): i32 {
  return layouts.count;
}
export function layoutAt(number: i32): Layout {
  return changetype<Layout>(load<usize>(layouts.rows + ((<usize>number) << 2)));
}
export function modelOfLayout(number: i32): i32 {
  return layoutAt(number).model;
}
export function stateOfLayout(number: i32): i32 {
  return layoutAt(number).state;
}
export function instancesOf(number: i32): i32 {
  return layoutAt(number).instances;
}
/** GPUs with this layout, available or not. */
export function gpusWith(number: i32): i32 {
  return layoutAt(number).gpus;
}
/** Of these, not available. */
export function cordonedWith(number: i32): i32 {
  return layoutAt(number).cordoned;
}
/** Whether the placement can be created there. */
export function takes(number: i32, placement: i32): bool {
  return has(free(gpuOf(layoutAt(number).state)), placement);
}
/** Its placements. */
export function setOf(number: i32): usize {
  return changetype<usize>(layoutAt(number)) + SET;
}
/** The layout with the placement added, or taken away, by number. */
export function toggled(number: i32, placement: i32): i32 {
  return layoutAt(number).neighbour(placement).number;
}

/** Counts the available GPUs of each state: asked for now and then, where keeping count would cost every placement. */
export function countStates(): void {
  for (let s = 0; s < stateCount(); s++) setGpusIn(s, 0);
  for (let l = 0; l < layouts.count; l++) {
    const layout = layoutAt(l);
    setGpusIn(layout.state, gpusIn(layout.state) + layout.gpus - layout.cordoned);
  }
}

/** The empty layout of a model. */
export function emptyLayout(model: i32): i32 {
  memory.fill(set, 0, MAX_WORDS * 8);
  clear(modelAt(model), gpu);
  return layoutNumber(model);
}

/** A way that was never gone before. */
function meet(from: Layout, placement: i32): Layout {
  const compiled = modelAt(from.model);
  memory.copy(set, setOf(from.number), MAX_WORDS * 8);
  const word = set + ((<usize>(placement >> 6)) << 3);
  const adds = !has(set, placement);
  store<u64>(word, load<u64>(word) ^ ((<u64>1) << (<u64>(placement & 63))));
  if (adds) put(compiled, gpuOf(from.state), placement, gpu);
  else rebuild(compiled);
  const other = layoutAt(layoutNumber(from.model));
  store<usize>(changetype<usize>(from) + NEIGHBOURS + ((<usize>placement) << 2), changetype<usize>(other));
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
    const number = numberIn(known, slot);
    if (modelOfLayout(number) == model && memory.compare(setOf(number), set, MAX_WORDS * 8) == 0) return number;
  }
  const compiled = modelAt(model);
  const state = stateNumber(model, gpu);
  const row = allocateLines(NEIGHBOURS + ((<usize>compiled.placements) << 2));
  reserveSlot(known);
  reserve(layouts);
  const layout = changetype<Layout>(row);
  layout.number = addRow(layouts);
  layout.model = model;
  layout.state = state;
  layout.bucket = bucketOfState(state);
  layout.instances = size(set, compiled.words);
  memory.fill(row + AT, 0xff, (<usize>MAX_SLICES) << 1);
  for (let p = nextOfBoth(set, set, 0, compiled.words); p >= 0; p = nextOfBoth(set, set, p + 1, compiled.words)) {
    store<i16>(row + AT + ((<usize>startOf(compiled, p)) << 1), <i16>p);
  }
  memory.copy(row + PLACES, placesOf(state), (<usize>MAX_ORDERS) << 1);
  memory.copy(row + SET, set, MAX_WORDS * 8);
  store<usize>(rowOf(layouts, layout.number), row);
  enter(known, hash, layout.number);
  return layout.number;
}

function hashOfSet(model: i32): u32 {
  let hash = <u64>model * 0x9e3779b97f4a7c15;
  for (let w = 0; w < MAX_WORDS; w++) {
    hash = (hash ^ load<u64>(set + ((<usize>w) << 3))) * 0xbf58476d1ce4e5b9;
    hash ^= hash >> 29;
  }
  return <u32>(hash >> 32);
}
