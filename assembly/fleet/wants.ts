/**
 * What can be asked of a fleet: a name stands for that profile on every model that has it.
 *
 *   Want:     i32 first meaning, or -1
 *   Meaning:  [ i32 model | i32 profile | i32 next meaning of the same want, or -1 | usize its Order ]
 */
import { orderOf } from "./models";
import { Order } from "./orders";
import { addRow, newTable, rowOf, Table } from "./table";

let wants: Table = changetype<Table>(0);
let meanings: Table = changetype<Table>(0);

export function openWants(): void {
  wants = newTable(4, 32);
  meanings = newTable(16, 64);
}

/** A want that means nothing yet. */
export function addWant(): i32 {
  const want = addRow(wants);
  store<i32>(rowOf(wants, want), -1);
  return want;
}

/** The want may also be served so. */
export function addMeaning(want: i32, model: i32, profile: i32): void {
  const meaning = addRow(meanings);
  const row = rowOf(meanings, meaning);
  const head = rowOf(wants, want);
  store<i32>(row, model);
  store<i32>(row, profile, 4);
  store<i32>(row, load<i32>(head), 8);
  store<usize>(row, changetype<usize>(orderOf(model, profile)), 12);
  store<i32>(head, meaning);
}

export function firstMeaning(want: i32): i32 {
  return load<i32>(rowOf(wants, want));
}
export function nextMeaning(meaning: i32): i32 {
  return load<i32>(rowOf(meanings, meaning), 8);
}
export function modelMeant(meaning: i32): i32 {
  return load<i32>(rowOf(meanings, meaning));
}
export function profileMeant(meaning: i32): i32 {
  return load<i32>(rowOf(meanings, meaning), 4);
}
/** The buckets that take it, by key. */
export function orderMeant(meaning: i32): Order {
  return changetype<Order>(load<usize>(rowOf(meanings, meaning), 12));
}
/** The profile that the want means on a model, or -1. */
export function profileOn(want: i32, model: i32): i32 {
  for (let m = firstMeaning(want); m >= 0; m = nextMeaning(m)) if (modelMeant(m) == model) return profileMeant(m);
  return -1;
}
