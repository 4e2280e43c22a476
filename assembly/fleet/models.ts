/**
 * The models of a fleet, by number, each with an order of buckets for every profile.
 *
 *   FleetModel: [ Model | usize: Order[profiles] ]
 */
import { allocate } from "../arena";
import { Model } from "../model/model";
import { ORDER_BYTES, Order, openOrder } from "./orders";
import { addRow, openTable, reserve, rowOf, TABLE_BYTES, Table } from "./table";

const models = changetype<Table>(memory.data(TABLE_BYTES, 16));

export function openModels(): void {
  openTable(models, 8, 4);
}

/** The number of the model within this fleet. Memory is taken before anything changes. */
export function addModel(model: Model): i32 {
  const orders = allocate(ORDER_BYTES * <usize>model.profiles);
  for (let p = 0; p < model.profiles; p++) openOrder(changetype<Order>(orders + ORDER_BYTES * <usize>p));
  reserve(models);
  const number = addRow(models);
  store<usize>(rowOf(models, number), changetype<usize>(model));
  store<usize>(rowOf(models, number), orders, 4);
  return number;
}

export function modelAt(number: i32): Model {
  return changetype<Model>(load<usize>(rowOf(models, number)));
}
/** Never moves. */
export function orderOf(model: i32, profile: i32): Order {
  return changetype<Order>(load<usize>(rowOf(models, model), 4) + ORDER_BYTES * <usize>profile);
}
