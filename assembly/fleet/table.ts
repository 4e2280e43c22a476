/**
 * Rows that keep their numbers while the table grows: it doubles, and the rows move. A table is
 * static data beside the code that uses it, so that finding a row begins at a known address.
 */
import { allocate } from "../arena";

// @ts-expect-error: decorator
@unmanaged
export class Table {
  /** bytes of a row */
  stride: usize;
  count: i32;
  room: i32;
  rows: usize;
}

export const TABLE_BYTES: i32 = <i32>offsetof<Table>();

export function openTable(table: Table, stride: usize, room: i32): void {
  table.stride = stride;
  table.count = 0;
  table.room = room;
  table.rows = allocateLines(stride * <usize>room);
}

export function rowOf(table: Table, i: i32): usize {
  return table.rows + table.stride * <usize>i;
}

/** Makes room for one more row without adding it, so that whatever follows cannot fail. */
export function reserve(table: Table): void {
  if (table.count < table.room) return;
  const rows = allocateLines(table.stride * <usize>(table.room << 1));
  memory.copy(rows, table.rows, table.stride * <usize>table.count);
  table.rows = rows;
  table.room <<= 1;
}

/** Adds a zeroed row; its number. */
export function addRow(table: Table): i32 {
  reserve(table);
  return table.count++;
}

/** Zeroed memory that begins a cache line. */
export function allocateLines(bytes: usize): usize {
  return (allocate(bytes + 63) + 63) & ~63;
}
