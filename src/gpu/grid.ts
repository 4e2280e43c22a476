import type { GpuModel } from "../model/types.js";
import { slicesOfPlacement } from "../planner/index.js";
import type { Layout, Placement } from "./types.js";
import { vocabularyOf } from "./vocabulary.js";

/** A compute slice as a picture shows it, under the memory slices it belongs to. */
export interface ComputeCell {
  /** null: these memory slices have no compute slice under them, as slice 7 of an H100 (R3). */
  readonly slice: number | null;
  /** First memory slice above it, and how many. */
  readonly from: number;
  readonly size: number;
  /** The instance that computes on it; null: idle. */
  readonly user: Placement | null;
}

/** One GPU, ready to be drawn. */
export interface Grid {
  /** By start. */
  readonly instances: Layout;
  /** Memory slices that no instance takes, ascending. */
  readonly free: readonly number[];
  readonly compute: readonly ComputeCell[];
}

/**
 * What stands where. It describes a layout that the planner has accepted and decides nothing;
 * tests hold it against `bitmaps` for every placement of every model.
 */
export function gridOf(model: GpuModel, layout: Layout): Grid {
  const words = vocabularyOf(model);
  const over: (Placement | null)[] = model.columns.map(() => null);
  const users = new Map<number, Placement>();
  for (const placement of layout) {
    over.fill(placement, placement.start, placement.start + placement.size);
    const { compute } = slicesOfPlacement(
      words.planner,
      words.handle,
      words.placements.get(`${placement.profile}@${placement.start}`) ?? 0,
    );
    for (let slice = 0; slice < model.computeSlices; slice++) if ((compute >> slice) & 1) users.set(slice, placement);
  }
  const compute: ComputeCell[] = [];
  model.columns.forEach((slice, column) => {
    const last = compute.at(-1);
    // A compute slice under several memory slices, as each of an RTX PRO 6000 (R1), is one cell.
    if (last !== undefined && last.slice === slice) compute[compute.length - 1] = { ...last, size: last.size + 1 };
    else compute.push({ slice, from: column, size: 1, user: slice === null ? null : (users.get(slice) ?? null) });
  });
  return {
    instances: [...layout].sort((a, b) => a.start - b.start),
    free: over.flatMap((placement, column) => (placement === null ? [column] : [])),
    compute,
  };
}
