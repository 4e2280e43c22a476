import { gridOf } from "../gpu/grid.js";
import type { Layout } from "../gpu/types.js";
import type { GpuModel } from "../model/types.js";

/** A layout in words, for those who do not see the picture: "1g.10gb on memory slice 0; 3g.40gb on memory slices 4-7; free: memory slices 1-3". */
export function layoutInWords(model: GpuModel, layout: Layout): string {
  const { instances, free } = gridOf(model, layout);
  const parts = instances.map(({ profile, start, size }) => `${profile} on memory ${range(start, start + size - 1)}`);
  if (free.length > 0)
    parts.push(
      `free: memory ${runs(free)
        .map(([from, to]) => range(from, to))
        .join(", ")}`,
    );
  return parts.join("; ");
}

function range(from: number, to: number): string {
  return from === to ? `slice ${from}` : `slices ${from}-${to}`;
}

/** 1, 2, 3, 7 -> 1-3 and 7. */
function runs(numbers: readonly number[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}
