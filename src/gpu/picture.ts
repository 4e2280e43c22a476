import type { GpuModel } from "../model/types.js";
import { type ComputeCell, type Grid, gridOf } from "./grid.js";
import { centre, labelLines } from "./label.js";
import type { Layout } from "./types.js";

/** Columns for "memory" and "compute" before the picture. */
const GUTTER = 8;
/** Characters per memory slice: what a picture likes to have, and the least, borders and one letter. */
const COMFORTABLE = 9;
const LEAST = 3;
/** Columns of a terminal that says nothing else. */
const WIDTH = 80;

/**
 * One GPU as text: a ruler of memory slices, each instance a box over the slices it takes, free
 * slices dotted, and under them the compute slices, solid where an instance computes on them.
 *
 * `width`: columns, default 80; boxes widen up to it where a name needs it, and names are broken
 * or shortened with "…" where it does not suffice. Never narrower than 3 columns a memory slice.
 * No colour, no trailing spaces, no line end after the last.
 */
export function textPicture(
  model: GpuModel,
  layout: Layout,
  options: { readonly title?: string; readonly width?: number } = {},
): string {
  const grid = gridOf(model, layout);
  const room = Math.floor(((options.width ?? WIDTH) - GUTTER) / model.memorySlices);
  const wanted = grid.instances.map(({ profile, size }) => Math.ceil((profile.length + 2) / size));
  const cell = Math.max(LEAST, Math.min(room, Math.max(COMFORTABLE, ...wanted)));
  const lines = [
    line("memory", model.columns.map((_, slice) => centre(String(slice), cell)).join("")),
    ...boxes(grid, model.memorySlices, cell).map((row) => line("", row)),
    line("compute", grid.compute.map((one) => computeText(one, one.size * cell)).join("")),
  ];
  return (options.title === undefined ? lines : [options.title, ...lines]).join("\n");
}

function line(name: string, row: string): string {
  return (name.padEnd(GUTTER) + row).trimEnd();
}

/** The rows of boxes: as many lines of names as the tallest name needs. */
function boxes(grid: Grid, slices: number, cell: number): string[] {
  const labels = new Map(grid.instances.map((it) => [it, labelLines(it.profile, it.size * cell - 2)]));
  const height = Math.max(1, ...[...labels.values()].map((lines) => lines.length));
  const row = (empty: string, draw: (inner: number, label: readonly string[]) => string) => {
    const cells: string[] = new Array(slices).fill(centre(empty.repeat(cell - 2), cell));
    for (const [{ start, size }, label] of labels)
      cells.splice(start, size, draw(size * cell - 2, label), ...new Array(size - 1).fill(""));
    return cells.join("");
  };
  return [
    row(" ", (inner) => `┌${"─".repeat(inner)}┐`),
    ...Array.from({ length: height }, (_, i) => row("·", (inner, label) => `│${centre(label[i] ?? "", inner)}│`)),
    row(" ", (inner) => `└${"─".repeat(inner)}┘`),
  ];
}

function computeText({ slice, user }: ComputeCell, width: number): string {
  if (slice === null) return centre(width > 5 ? "none" : "-", width);
  return centre(centre(String(slice), width - 2, user === null ? "·" : "━"), width);
}
