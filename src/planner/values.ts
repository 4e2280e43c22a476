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
  return `${memorySlices}: ${[...new Set(profiles.map(windowsOf))].sort().join(" ")}`;
}

/** "4@0.4": on four memory slices, from 0 or from 4. */
function windowsOf({ memorySlices, starts }: Windows["profiles"][number]): string {
  return `${memorySlices}@${[...starts].sort((a, b) => a - b).join(".")}`;
}

/** What a GPU is worth by the set of memory slices taken of it, bit i for slice i, and then by the number of its instances. */
export type Values = Readonly<Record<number, Readonly<Record<number, number>>>>;

/** What was tuned for a geometry. */
export interface Tuned {
  readonly values: Values;
  /** What GPUs of a fleet are worth instead where room is scarce, if that makes a difference. */
  readonly scarce?: Scarce | undefined;
}

export interface Scarce {
  /** Room is scarce while at most so many available GPUs of the model take the first profile that sits on so many memory slices at these starts. */
  readonly atMost: number;
  readonly memorySlices: number;
  readonly starts: readonly number[];
  readonly values: Values;
}

/** Tells the planner what was tuned for the geometry of this model. */
export function enterTuned(planner: ModelCompiler, handle: Handle, model: Windows, { values, scarce }: Tuned): void {
  fill(planner, planner.valuesAt(handle), model, values);
  if (scarce === undefined) return;
  fill(planner, planner.scarceValuesAt(handle, scarceProfile(model, scarce), scarce.atMost), model, scarce.values);
}

/** The number of the profile by which scarcity is told; -1 on models of another geometry. */
export function scarceProfile({ profiles }: Windows, scarce: Scarce): number {
  return profiles.findIndex((profile) => windowsOf(profile) === windowsOf(scarce));
}

function fill(planner: ModelCompiler, at: number, { memorySlices }: Windows, values: Values): void {
  const table = new Int32Array(planner.memory.buffer, at);
  for (const [taken, byInstances] of Object.entries(values)) {
    for (const [instances, value] of Object.entries(byInstances))
      table[(Number(instances) << memorySlices) + Number(taken)] = value;
  }
}
