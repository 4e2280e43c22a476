import type { GpuStart, Step } from "../../gpu/types.js";
import type { SolveOptions } from "../plan/types.js";

/** How `compact` goes about it. */
export interface CompactOptions extends SolveOptions {
  /** Instances that may be moved. */
  readonly maxMoves?: number;
  /** Instances that may not move. */
  readonly pinned?: readonly GpuStart[];
}

/** The answer of `compact`. */
export interface Compaction {
  /** Of the fleet that the plan is for. */
  readonly revision: number;
  /** GPUs with an instance. */
  readonly gpusBefore: number;
  /** GPUs with an instance once all moves are done. */
  readonly gpusAfter: number;
  /** No plan that keeps to `pinned` and `maxMoves` leaves fewer GPUs in use. */
  readonly gpusBound: number;
  /** Whether both that and the number of moved instances are proven to be least. */
  readonly optimal: boolean;
  /** No plan that leaves `gpusAfter` in use moves fewer instances. */
  readonly movesBound: number;
  /** In an order in which each is legal when its turn comes. */
  readonly moves: readonly Step[];
  /** Fewest moved instances known to free so many GPUs, each with its bound: every number up to 32, else 32 of them. */
  readonly frontier: readonly FrontierPoint[];
}

/** One point of the trade between freed GPUs and moved instances. */
export interface FrontierPoint {
  /** GPUs freed. */
  readonly freed: number;
  /** Fewest instances known to have to move for that. */
  readonly moves: number;
  /** No plan frees so many GPUs with fewer moves. */
  readonly bound: number;
}
