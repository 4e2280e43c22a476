/** Questions and answers that are more than one number: where in the module's memory they lie is known here alone. */
import type { Handle, Planner } from "./exports.js";

/** A wanted instance: profile number, and the start it must have or -1. */
export interface Want {
  readonly profile: number;
  readonly pin: number;
}

/**
 * Begins a question about one GPU, with running instances (placement numbers) and wanted ones, at
 * most MAX_INSTANCES each.
 *
 * @returns -1, or the index of the first running instance that cannot stand beside those before it
 */
export function putQuestion(planner: Planner, handle: Handle, running: readonly number[], wants: readonly Want[]): number {
  const box = planner.mailbox();
  const most = planner.MAX_INSTANCES.value;
  for (let i = 0; i < running.length; i++) box[i] = running[i] as number; // i is in range
  for (let i = 0; i < wants.length; i++) {
    const { profile, pin } = wants[i] as Want; // i is in range
    box[most + i] = profile;
    box[2 * most + i] = pin;
  }
  return planner.ask(handle, running.length, wants.length);
}

/** The number of the state that running instances make; -1 where they cannot stand together. */
export function stateNumber(planner: Planner, handle: Handle, running: readonly number[]): number {
  const box = planner.mailbox();
  for (let i = 0; i < running.length; i++) box[i] = running[i] as number; // i is in range
  return planner.stateOfRunning(handle, running.length);
}

/** Slices as bits: bit i of `memory` is memory slice i, bit i of `compute` is compute slice i. */
export interface Slices {
  readonly memory: number;
  readonly compute: number;
}

function slicesOf(mask: number): Slices {
  return { memory: mask & 0xffff, compute: mask >>> 16 };
}

/** The slices that a placement takes. */
export function slicesOfPlacement(planner: Planner, handle: Handle, placement: number): Slices {
  return slicesOf(planner.maskOf(handle, placement));
}

/** The slices that the running instances of the question take. */
export function slicesTaken(planner: Planner): Slices {
  return slicesOf(planner.slicesTaken());
}

/** The layouts, as placement numbers, that the last `nextLayouts` wrote. */
export function readLayouts(planner: Planner, count: number): readonly (readonly number[])[] {
  const rows = new Uint16Array(planner.memory.buffer, planner.batchAt());
  const layouts: number[][] = [];
  for (let i = 0, at = 0; i < count; i++) {
    const length = rows[at] ?? 0;
    layouts.push(Array.from(rows.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return layouts;
}

/** Writes a demand, by profile number, where questions about many GPUs read it. */
export function writeDemand(planner: Planner, counts: Float64Array): void {
  new Float64Array(planner.memory.buffer, planner.demandAt(), counts.length).set(counts);
}

/** The groups of the last packing: how many GPUs, and how many of each profile one of them holds. */
export function readGroups(
  planner: Planner,
  profiles: number,
): readonly { readonly count: number; readonly counts: readonly number[] }[] {
  return Array.from({ length: planner.groupCount() }, (_, i) => {
    const at = planner.groupsAt() + i * planner.GROUP_BYTES.value;
    const [count = 0] = new Float64Array(planner.memory.buffer, at, 1);
    return { count, counts: Array.from(new Uint8Array(planner.memory.buffer, at + Float64Array.BYTES_PER_ELEMENT, profiles)) };
  });
}
