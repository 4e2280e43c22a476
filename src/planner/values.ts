/** Tuned tables of the least-loss score, and which model each is for. */
import type { ModelGeometry } from "./compile.js";
import type { Handle, ModelCompiler } from "./exports.js";

/**
 * What a table depends on: the grid, and where instances sit on its memory slices. Models with
 * equal keys share a table, whatever their memory, names and engines.
 */
export function geometryKey({ memorySlices, profiles }: Pick<ModelGeometry, "memorySlices" | "profiles">): string {
  const shapes = profiles.map((profile) => `${profile.memorySlices}@${[...profile.starts].sort((a, b) => a - b).join(".")}`);
  return `${memorySlices}: ${[...new Set(shapes)].sort().join(" ")}`;
}

/** Values by set of taken memory slices, bit i for slice i. */
export function enterValues(planner: ModelCompiler, handle: Handle, values: Readonly<Record<number, number>>): void {
  const at = planner.valuesAt(handle);
  const table = new Int32Array(planner.memory.buffer, at);
  for (const [taken, value] of Object.entries(values)) table[Number(taken)] = value;
}
