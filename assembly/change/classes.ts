/**
 * GPUs that are alike for a change: same layout, same pinned instances, open to something new or
 * not. What one of them can become is a set of its instances that stay, and what is created beside
 * them; its value is what these are worth, less the price of a GPU in use.
 *
 *   class   [ i32 layout | i32 pinned instances, as bits | i32 open | i32 GPUs
 *           | f64 best value | i32 instances that stay, as bits | i32 in use | u8[MAX_PROFILES] instances by profile ]
 *
 * Bits are over the instances of the layout by start. The host writes prices (ways.ts), and reads the table.
 */
import { modelOfLayout, setOf } from "../fleet/layouts";
import { modelAt } from "../fleet/models";
import { addRow, openTable, rowOf, TABLE_BYTES, Table } from "../fleet/table";
import { MAX_INSTANCES, MAX_PROFILES } from "../limits";
import { Model, profileOf } from "../model/model";
import { nextOfBoth } from "../model/sets";
import { after, choiceIn, EMPTY, worthOf, worthOfKeeping } from "./ways";

const PINS: usize = 4;
const OPEN: usize = 8;
const COUNT: usize = 12;
const BEST: usize = 16;
const KEPT: usize = 24;
const IN_USE: usize = 28;
const PROFILES: usize = 32;
export const CLASS_BYTES: i32 = <i32>PROFILES + MAX_PROFILES;

const classes = changetype<Table>(memory.data(TABLE_BYTES, 16));
/** i32[MAX_INSTANCES]: the instances of the class being looked at */
const instances = memory.data(MAX_INSTANCES * 4);

export let model: Model = changetype<Model>(0);
export let instanceCount: i32 = 0;
let priceOfGpu: f64 = 0;
let row: usize = 0;

/** Begins with no class; all that follow are of one model. */
export function clearClasses(): void {
  if (classes.room == 0) openTable(classes, CLASS_BYTES, 1 << 8);
  classes.count = 0;
}
export function addClass(layout: i32, gpus: i32, pins: i32, open: bool): void {
  model = modelAt(modelOfLayout(layout));
  const added = rowOf(classes, addRow(classes));
  memory.fill(added, 0, CLASS_BYTES);
  store<i32>(added, layout);
  store<i32>(added, pins, PINS);
  store<i32>(added, i32(open), OPEN);
  store<i32>(added, gpus, COUNT);
}
export function classCount(): i32 {
  return classes.count;
}
export function classesAt(): usize {
  return classes.rows;
}
export function gpusOfClass(i: i32): i32 {
  return load<i32>(rowOf(classes, i), COUNT);
}

/** Turns to a class: its instances, by start. */
export function lookAt(i: i32): void {
  row = rowOf(classes, i);
  const set = setOf(load<i32>(row));
  instanceCount = 0;
  for (let p = nextOfBoth(set, set, 0, model.words); p >= 0; p = nextOfBoth(set, set, p + 1, model.words)) {
    store<i32>(instances + ((<usize>instanceCount) << 2), p);
    instanceCount++;
  }
}
export function instanceAt(i: i32): i32 {
  return load<i32>(instances + ((<usize>i) << 2));
}
export function isPinned(i: i32): bool {
  return ((load<i32>(row, PINS) >> i) & 1) != 0;
}
/** Whether something new may be created there. */
export function isOpen(): bool {
  return load<i32>(row, OPEN) != 0;
}
export function bestValue(): f64 {
  return load<f64>(row, BEST);
}
/** What a GPU costs that has anything on it. */
export function priceInUse(): f64 {
  return priceOfGpu;
}
/** i32: in use or not; u8[MAX_PROFILES]: instances by profile, of the best that the class can become, or what the host wrote there. */
export function aimAt(): usize {
  return row + IN_USE;
}

/** The best that each class can become. */
export function price(ofGpu: f64): void {
  priceOfGpu = ofGpu;
  for (let i = 0; i < classes.count; i++) {
    lookAt(i);
    store<f64>(row, -Infinity, BEST);
    choose(0, EMPTY, 0, 0);
    tell();
  }
}

/** Decides from instance `i` on which stay. */
function choose(i: i32, state: i32, kept: i32, value: f64): void {
  if (i < instanceCount) {
    const p = instanceAt(i);
    choose(i + 1, after(model, state, p), kept | (1 << i), value + worthOfKeeping(profileOf(model, p)));
    if (!isPinned(i)) choose(i + 1, state, kept, value);
    return;
  }
  const created = isOpen() ? worthOf(model, state) : 0;
  const inUse = kept != 0 || created > priceOfGpu;
  const total = inUse ? value + created - priceOfGpu : 0;
  if (total <= load<f64>(row, BEST)) return;
  store<f64>(row, total, BEST);
  store<i32>(row, kept, KEPT);
  store<i32>(row, i32(inUse), IN_USE);
}

/** Writes which profiles the best is made of. */
function tell(): void {
  memory.fill(row + PROFILES, 0, MAX_PROFILES);
  let state = EMPTY;
  for (let i = 0; i < instanceCount; i++) {
    if ((load<i32>(row, KEPT) >> i) & 1) state = tellOne(state, instanceAt(i));
  }
  if (!isOpen() || load<i32>(row, IN_USE) == 0) return;
  for (let p = choiceOf(state); p >= 0; p = choiceOf(state)) state = tellOne(state, p);
}
function tellOne(state: i32, placement: i32): i32 {
  const at = row + PROFILES + <usize>profileOf(model, placement);
  store<u8>(at, load<u8>(at) + 1);
  return after(model, state, placement);
}
function choiceOf(state: i32): i32 {
  worthOf(model, state);
  return choiceIn(model, state);
}
