import { bitmaps, type GpuModel, type Layout, type Placement } from "migpack";

/** A compute slice as the board shows it, under the memory slices that it belongs to. */
export interface ComputeCell {
  /** null: these memory slices have no compute slice. */
  readonly slice: number | null;
  /** First memory slice above it, and how many. */
  readonly from: number;
  readonly size: number;
  readonly user: Placement | null;
}

/** Both bitmaps of a layout, and who computes where. */
export interface Slices {
  readonly memory: number;
  readonly compute: number;
  readonly cells: readonly ComputeCell[];
}

/** What is drawn; which slices an instance takes is the library's answer. */
export function slicesOf(model: GpuModel, layout: Layout): Slices {
  const users = layout.map((placement) => [placement, bitmaps(model, [placement]).compute] as const);
  const cells: ComputeCell[] = [];
  model.columns.forEach((slice, column) => {
    const last = cells.at(-1);
    // A compute slice under several memory slices is one cell.
    if (last !== undefined && last.slice === slice) cells[cells.length - 1] = { ...last, size: last.size + 1 };
    else cells.push({ slice, from: column, size: 1, user: slice === null ? null : userOf(slice, users) });
  });
  return { ...bitmaps(model, layout), cells };
}

function userOf(slice: number, users: readonly (readonly [Placement, number])[]): Placement | null {
  return users.find(([, compute]) => isSet(compute, slice))?.[0] ?? null;
}

export function isSet(bitmap: number, bit: number): boolean {
  return ((bitmap >> bit) & 1) === 1;
}

/** "0b00110001": the lowest bit, slice 0, stands last, as in the code that reads such a mask. */
export function bitmapText(bitmap: number, slices: number): string {
  return `0b${bitmap.toString(2).padStart(slices, "0")}`;
}
