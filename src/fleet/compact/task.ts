import type { GpuClass } from "../../planner/index.js";
import type { Pins, Roll } from "../change/standing.js";
import type { FleetInside } from "../fleet.js";
import type { Pace } from "./pace.js";
import type { CompactOptions } from "./types.js";

/** A fleet as it was when it was asked for, and how far to go. */
export interface Task {
  readonly inside: FleetInside;
  readonly revision: number;
  readonly pins: Pins;
  readonly roll: Roll;
  /** By model number. */
  readonly classes: ReadonlyMap<number, readonly GpuClass[]>;
  readonly maxMoves: number;
  readonly pace: Pace;
  readonly tell: NonNullable<CompactOptions["onProgress"]>;
}
