/**
 * How few instances have to move so that only so many GPUs of one model are in use: GPU by GPU, over
 * everything each can become, with what is still to be placed as the state. Shares nothing with the planner.
 */
import type { GpuModel } from "../../../src/index.js";
import type { Spot } from "./geometry.js";
import { allNames, layoutsOf } from "./layouts.js";

export interface CompactGpu {
  readonly running: readonly Spot[];
  readonly available: boolean;
  readonly pinned: readonly Spot[];
}

/** fewest[k] is the least number of moves with at most k GPUs in use; null where that cannot be. */
export function fewestMoves(model: GpuModel, gpus: readonly CompactGpu[]): readonly (number | null)[] {
  const names = allNames(model);
  const countsOf = (spots: readonly Spot[]) => names.map((name) => spots.filter(({ profile }) => profile.name === name).length);
  const demand = countsOf(gpus.flatMap(({ running }) => running));
  const all = [...layoutsOf(model, names)];
  /** "what is left | GPUs in use" -> fewest moves */
  let states = new Map<string, number>([[`${demand.join()}|0`, 0]]);
  for (const { running, available, pinned } of gpus) {
    // Of all layouts of the same instances the one that keeps most.
    const becomes = new Map<string, number>();
    for (const layout of all) {
      if (!pinned.every((spot) => layout.includes(spot))) continue;
      if (!available && !layout.every((spot) => running.includes(spot))) continue;
      const key = countsOf(layout).join();
      const moves = running.filter((spot) => !layout.includes(spot)).length;
      becomes.set(key, Math.min(moves, becomes.get(key) ?? Number.POSITIVE_INFINITY));
    }
    const options = [...becomes].map(([key, moves]) => ({ counts: key.split(",").map(Number), moves }));
    const next = new Map<string, number>();
    for (const [key, moves] of states) {
      const [left = "", used = "0"] = key.split("|");
      const counts = left.split(",").map(Number);
      for (const option of options) {
        if (option.counts.some((count, i) => count > (counts[i] ?? 0))) continue;
        const isUsed = option.counts.some((count) => count > 0) ? 1 : 0;
        const to = `${counts.map((count, i) => count - (option.counts[i] ?? 0)).join()}|${Number(used) + isUsed}`;
        next.set(to, Math.min(moves + option.moves, next.get(to) ?? Number.POSITIVE_INFINITY));
      }
    }
    states = next;
  }
  const done = demand.map(() => 0).join();
  let fewest: number | null = null;
  return Array.from({ length: gpus.length + 1 }, (_, used) => {
    const moves = states.get(`${done}|${used}`);
    if (moves !== undefined) fewest = Math.min(moves, fewest ?? moves);
    return fewest;
  });
}
