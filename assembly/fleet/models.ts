/**
 * The models of a fleet, by number, each with an order of buckets for every profile, and a second one where another score is in
 * force while room is scarce. Orders are numbered by profile: all first ones, then all second ones.
 *
 *   FleetModel: [ Model | Scarcity | usize: Order[orders] | orders i32 ]
 */
import { allocate } from "../arena";
import { MAX_PROFILES } from "../limits";
import { Model } from "../model/model";
import { whereScarce } from "../score/score";
import { ORDER_BYTES, Order, openOrder } from "./orders";
import { SCARCITY_BYTES, Scarcity } from "./scarcity";
import { addRow, openTable, reserve, rowOf, TABLE_BYTES, Table } from "./table";

/** Of one model. */
export const MAX_ORDERS: i32 = MAX_PROFILES << 1;

const models = changetype<Table>(memory.data(TABLE_BYTES, 16));
let score: i32 = 0;

export function openModels(by: i32): void {
  score = by;
  openTable(models, 16, 4);
}

/** The number of the model within this fleet. Memory is taken before anything changes. */
export function addModel(model: Model): i32 {
  const judgedTwice = whereScarce(model, score) != score;
  const count = judgedTwice ? model.profiles << 1 : model.profiles;
  const orders = allocate(ORDER_BYTES * <usize>count);
  for (let i = 0; i < count; i++) openOrder(changetype<Order>(orders + ORDER_BYTES * <usize>i));
  const scarcity = changetype<Scarcity>(allocate(SCARCITY_BYTES));
  scarcity.atMost = judgedTwice ? model.scarceAt : -1;
  reserve(models);
  const number = addRow(models);
  const row = rowOf(models, number);
  store<usize>(row, changetype<usize>(model));
  store<usize>(row, changetype<usize>(scarcity), 4);
  store<usize>(row, orders, 8);
  store<i32>(row, count, 12);
  return number;
}

export function modelAt(number: i32): Model {
  return changetype<Model>(load<usize>(rowOf(models, number)));
}
/** Never moves. */
export function scarcityOf(model: i32): Scarcity {
  return changetype<Scarcity>(load<usize>(rowOf(models, model), 4));
}
/** Orders of the model: one or two for each profile. */
export function orderCount(model: i32): i32 {
  return load<i32>(rowOf(models, model), 12);
}
/** Never moves. */
export function orderOf(model: i32, order: i32): Order {
  return changetype<Order>(load<usize>(rowOf(models, model), 8) + ORDER_BYTES * <usize>order);
}

/** The number of the order by which the profile is placed where room is scarce. */
export function orderWhereScarce(model: i32, profile: i32): i32 {
  return orderCount(model) - modelAt(model).profiles + profile;
}
/** The number of the order by which the profile is placed now. */
export function orderNow(model: i32, profile: i32): i32 {
  return scarcityOf(model).holds ? orderWhereScarce(model, profile) : profile;
}

export function profileOfOrder(model: i32, order: i32): i32 {
  const profiles = modelAt(model).profiles;
  return order < profiles ? order : order - profiles;
}
/** The score that the order goes by. */
export function scoreOfOrder(model: i32, order: i32): i32 {
  return order < modelAt(model).profiles ? score : whereScarce(modelAt(model), score);
}
/** The score in force on GPUs of the model now. */
export function scoreNow(model: i32): i32 {
  return scoreOfOrder(model, orderNow(model, 0));
}
