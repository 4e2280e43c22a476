/**
 * What can be asked of a fleet: a name stands for that profile on every model that has it.
 *
 *   Want:     its first Meaning, or 0
 */
import { allocate } from "../arena";
import { orderOf, orderWhereScarce, scarcityOf } from "./models";
import { Order } from "./orders";
import { Scarcity } from "./scarcity";
import { addRow, openTable, rowOf, TABLE_BYTES, Table } from "./table";

// @ts-expect-error: decorator
@unmanaged
export class Meaning {
  model: i32;
  profile: i32;
  /** decides between the following */
  scarcity: Scarcity;
  /** the buckets that take it, by key; that order has the number of the profile */
  order: Order;
  /** the same where room is scarce, and the number of that order */
  scarceOrder: Order;
  scarceOrderNumber: i32;
  /** of the same want, or null */
  next: Meaning;
}

const wants = changetype<Table>(memory.data(TABLE_BYTES, 16));

export function openWants(): void {
  openTable(wants, sizeof<usize>(), 32);
}

/** A want that means nothing yet. */
export function addWant(): i32 {
  return addRow(wants);
}

/** The want may also be served so. */
export function addMeaning(want: i32, model: i32, profile: i32): void {
  const meaning = changetype<Meaning>(allocate(offsetof<Meaning>()));
  meaning.model = model;
  meaning.profile = profile;
  meaning.scarcity = scarcityOf(model);
  meaning.order = orderOf(model, profile);
  meaning.scarceOrderNumber = orderWhereScarce(model, profile);
  meaning.scarceOrder = orderOf(model, meaning.scarceOrderNumber);
  meaning.next = firstMeaning(want);
  store<usize>(rowOf(wants, want), changetype<usize>(meaning));
}

/** Its first meaning, or null. */
export function firstMeaning(want: i32): Meaning {
  return changetype<Meaning>(load<usize>(wants.rows + ((<usize>want) << 2)));
}

/** The profile that the want means on a model, or -1. */
export function profileOn(want: i32, model: i32): i32 {
  for (let m = firstMeaning(want); changetype<usize>(m) != 0; m = m.next) if (m.model == model) return m.profile;
  return -1;
}
