import { gridOf } from "../gpu/grid.js";
import { centre, shorten } from "../gpu/label.js";
import type { Layout } from "../gpu/types.js";
import type { GpuModel } from "../model/types.js";
import { type FleetPage, hiddenText } from "./fleet-page.js";

const WIDTH = 80;
/** Characters per memory slice, one of them the wall at its right: "1g.10gb" fits. */
const COMFORTABLE = 8;
const LEAST = 3;

/** Pages as text, one line a group. */
export function fleetText(pages: readonly FleetPage[]): string {
  return pages.map(pageText).join("\n\n");
}

function pageText({ title, model, shown, hidden }: FleetPage): string {
  const counts = shown.map(({ count }) => `${count} x `);
  const gutter = Math.max(0, ...counts.map((text) => text.length));
  const cell = Math.max(LEAST, Math.min(COMFORTABLE, Math.floor((WIDTH - gutter - 1) / model.memorySlices)));
  const ruler = model.columns.map((_, slice) => ` ${centre(String(slice), cell - 1)}`).join("");
  return [
    title,
    ...(shown.length === 0 ? [] : [(" ".repeat(gutter) + ruler).trimEnd()]),
    ...shown.map(({ layout }, i) => `${(counts[i] ?? "").padStart(gutter)}│${strip(model, layout, cell)}`),
    ...(hidden.groups === 0 ? [] : [hiddenText(hidden)]),
  ].join("\n");
}

/** One GPU on one line: "1g.10gb│·······│    2g.20gb    │". */
function strip(model: GpuModel, layout: Layout, cell: number): string {
  const cells: string[] = new Array(model.memorySlices).fill(`${"·".repeat(cell - 1)}│`);
  for (const { profile, start, size } of gridOf(model, layout).instances) {
    const inner = size * cell - 1;
    cells.splice(start, size, `${centre(shorten(profile, inner), inner)}│`, ...new Array(size - 1).fill(""));
  }
  return cells.join("");
}
