/** Tuned tables of the least-loss score, and which model each is for. */
import type { Handle, ModelCompiler } from "./exports.js";

/** Where the instances of a model sit. */
interface Windows {
  readonly memorySlices: number;
  readonly profiles: readonly { readonly memorySlices: number; readonly starts: readonly number[] }[];
}

/**
 * What a table depends on: the grid, and where instances sit on its memory slices. Models with
 * equal keys share a table, whatever their memory, names and engines.
 */
export function geometryKey({ memorySlices, profiles }: Windows): string {
  const shapes = profiles.map((profile) => `${profile.memorySlices}@${[...profile.starts].sort((a, b) => a - b).join(".")}`);
  return `${memorySlices}: ${[...new Set(shapes)].sort().join(" ")}`;
}

/** Values by set of taken memory slices, bit i for slice i. */
export function enterValues(planner: ModelCompiler, handle: Handle, values: Readonly<Record<number, number>>): void {
  const at = planner.valuesAt(handle);
  const table = new Int32Array(planner.memory.buffer, at);
  for (const [taken, value] of Object.entries(values)) table[Number(taken)] = value;
}
