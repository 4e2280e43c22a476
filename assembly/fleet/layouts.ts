/**
 * The layouts that GPUs of this fleet have had. A state says what can still be created; a layout
 * says what is there, so that it can be released.
 *
 *   Layout: [ model i32 | state i32 | GPUs i32 | instances i32 | toggles usize | i16[MAX_SLICES] the placement
 *             that starts at each memory slice, or -1 | u64[MAX_WORDS] its placements ]
 *
 * `toggles` is i32[placements]: one more than the layout with that placement added, or taken
 * away; 0 until it was asked for.
 */
import { allocate } from "../arena";
import { MAX_SLICES, MAX_WORDS } from "../limits";
import { clear, GPU_BYTES, put } from "../model/gpu";
import { Model, startOf } from "../model/model";
import { has, nextOfBoth, size } from "../model/sets";
import { size as fleetSize, layoutOf } from "./gpus";
import { gpuOf, modelAt, stateNumber } from "./states";
import { addRow, newTable, reserve, rowOf, Table } from "./table";

const STATE: usize = 4;
const GPUS: usize = 8;
const INSTANCES: usize = 12;
const TOGGLES: usize = 16;
const AT: usize = 24;
const SET: usize = AT + ((<usize>MAX_SLICES) << 1);
const LAYOUT_BYTES: usize = SET + ((<usize>MAX_WORDS) << 3);
const FIRST_SLOTS: i32 = 1 << 10;

let layouts: Table = changetype<Table>(0);
/** i32[slots]: layout number, or -1; at most half full */
let index: usize = 0;
let slots: i32 = 0;
const set = memory.data(MAX_WORDS * 8, 16);
const gpu = memory.data(<i32>GPU_BYTES, 16);

export function openLayouts(): void {
  layouts = newTable(LAYOUT_BYTES, FIRST_SLOTS >> 1);
  slots = FIRST_SLOTS;
  index = allocate((<usize>slots) << 2);
  memory.fill(index, 0xff, (<usize>slots) << 2);
}

export function layoutCount(): i32 {
  return layouts.count;
}
export function modelOfLayout(layout: i32): i32 {
  return load<i32>(rowOf(layouts, layout));
}
export function stateOfLayout(layout: i32): i32 {
  return load<i32>(rowOf(layouts, layout) + STATE);
}
/** GPUs with this layout, available or not, as the last `countLayouts` found them. */
export function gpusWith(layout: i32): i32 {
  return load<i32>(rowOf(layouts, layout) + GPUS);
}
/** Counts the GPUs of each layout anew: asked for now and then, where keeping count would cost every placement. */
export function countLayouts(): void {
  for (let l = 0; l < layouts.count; l++) store<i32>(rowOf(layouts, l) + GPUS, 0);
  for (let g = 0; g < fleetSize; g++) {
    const at = rowOf(layouts, layoutOf(g)) + GPUS;
    store<i32>(at, load<i32>(at) + 1);
  }
}
/** The placement of the layout that starts there, or -1. */
export function placementIn(layout: i32, start: i32): i32 {
  return load<i16>(rowOf(layouts, layout) + AT + ((<usize>start) << 1));
}
export function instancesOf(layout: i32): i32 {
  return load<i32>(rowOf(layouts, layout) + INSTANCES);
}
/** Its placements. */
export function setOf(layout: i32): usize {
  return rowOf(layouts, layout) + SET;
}

/** The empty layout of a model. */
export function emptyLayout(model: i32): i32 {
  memory.fill(set, 0, MAX_WORDS * 8);
  clear(modelAt(model), gpu);
  return layoutNumber(model);
}

/** The layout with the placement added, or taken away where it is there. Added only where the state has it free. */
export function toggled(layout: i32, placement: i32): i32 {
  const known = load<i32>(load<usize>(rowOf(layouts, layout) + TOGGLES) + ((<usize>placement) << 2));
  if (known != 0) return known - 1;
  const model = modelOfLayout(layout);
  const compiled = modelAt(model);
  memory.copy(set, setOf(layout), MAX_WORDS * 8);
  const word = set + ((<usize>(placement >> 6)) << 3);
  const adds = !has(set, placement);
  store<u64>(word, load<u64>(word) ^ ((<u64>1) << (<u64>(placement & 63))));
  if (adds) put(compiled, gpuOf(stateOfLayout(layout)), placement, gpu);
  else rebuild(compiled);
  const other = layoutNumber(model);
  store<i32>(load<usize>(rowOf(layouts, layout) + TOGGLES) + ((<usize>placement) << 2), other + 1);
  return other;
}

/** `gpu` becomes one on which the placements of `set` run. */
function rebuild(model: Model): void {
  clear(model, gpu);
  let p = nextOfBoth(set, set, 0, model.words);
  while (p >= 0) {
    put(model, gpu, p, gpu);
    p = nextOfBoth(set, set, p + 1, model.words);
  }
}

/** The number of the layout in `set`, on a GPU as in `gpu`; a new one where it was never met. Memory is taken before anything changes. */
function layoutNumber(model: i32): i32 {
  let at = slotOf(model);
  const known = load<i32>(at);
  if (known >= 0) return known;
  if ((layouts.count + 1) << 1 > slots) {
    growIndex();
    at = slotOf(model);
  }
  const compiled = modelAt(model);
  const state = stateNumber(model, gpu);
  const toggles = allocate((<usize>compiled.placements) << 2);
  reserve(layouts);
  const layout = addRow(layouts);
  const row = rowOf(layouts, layout);
  store<i32>(row, model);
  store<i32>(row + STATE, state);
  store<i32>(row + INSTANCES, size(set, compiled.words));
  store<usize>(row + TOGGLES, toggles);
  memory.copy(row + SET, set, MAX_WORDS * 8);
  memory.fill(row + AT, 0xff, (<usize>MAX_SLICES) << 1);
  for (let p = nextOfBoth(set, set, 0, compiled.words); p >= 0; p = nextOfBoth(set, set, p + 1, compiled.words)) {
    store<i16>(row + AT + ((<usize>startOf(compiled, p)) << 1), <i16>p);
  }
  store<i32>(at, layout);
  return layout;
}

function slotOf(model: i32): usize {
  return slotFor(model, set);
}

function slotFor(model: i32, wanted: usize): usize {
  let hash = <u64>model * 0x9e3779b97f4a7c15;
  for (let w = 0; w < MAX_WORDS; w++) hash = (hash ^ load<u64>(wanted + ((<usize>w) << 3))) * 0xbf58476d1ce4e5b9;
  const last = slots - 1;
  let slot = <i32>(hash >> 33) & last;
  while (true) {
    const at = index + ((<usize>slot) << 2);
    const layout = load<i32>(at);
    if (layout < 0 || (modelOfLayout(layout) == model && memory.compare(setOf(layout), wanted, MAX_WORDS * 8) == 0)) return at;
    slot = (slot + 1) & last;
  }
}

function growIndex(): void {
  const larger = allocate((<usize>(slots << 1)) << 2);
  slots <<= 1;
  index = larger;
  memory.fill(index, 0xff, (<usize>slots) << 2);
  for (let l = 0; l < layouts.count; l++) store<i32>(slotFor(modelOfLayout(l), setOf(l)), l);
}
