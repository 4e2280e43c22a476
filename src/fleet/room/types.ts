import type { GpuStart, Step } from "../../gpu/types.js";
import type { Certificate, FleetPlacement } from "../types.js";

/** The answer of `makeRoom`. */
export type Room =
  | {
      /** Whether there is room after some moves; null: not within `maxMoves`. */
      readonly possible: true;
      /** In an order in which each is legal when its turn comes. */
      readonly moves: readonly Step[];
      /** Where the wants go after that. */
      readonly place: readonly FleetPlacement[];
    }
  | {
      /** However it is packed, there is no room. */
      readonly possible: false;
      /** What the wants and what runs would need together is more than there is, however it is packed. */
      readonly certificate: Certificate;
    }
  | {
      /** Not within `maxMoves`. */
      readonly possible: null;
      /** So many moves are needed, if any number of them suffices. */
      readonly atLeast: number;
    };

/** How far `makeRoom` may go. */
export interface RoomOptions {
  /** Running instances that may be recreated elsewhere; default 2. */
  readonly maxMoves?: number;
  /** Instances that may not move. */
  readonly pinned?: readonly GpuStart[];
}
