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

/** What a GPU is worth by the set of memory slices taken of it, bit i for slice i, and then by the number of its instances. */
export type Values = Readonly<Record<number, Readonly<Record<number, number>>>>;

export function enterValues(planner: ModelCompiler, handle: Handle, memorySlices: number, values: Values): void {
  const at = planner.valuesAt(handle);
  const table = new Int32Array(planner.memory.buffer, at);
  for (const [taken, byInstances] of Object.entries(values)) {
    for (const [instances, value] of Object.entries(byInstances))
      table[(Number(instances) << memorySlices) + Number(taken)] = value;
  }
}
