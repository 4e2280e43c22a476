/** One GPU: what sits on it, and what a question about it is answered with. */

/** One GPU instance on one GPU. */
export interface Placement {
  /** Name of a profile of the model. */
  readonly profile: string;
  /** First memory slice. */
  readonly start: number;
  /** Memory slices. */
  readonly size: number;
  /**
   * Compute instances inside; absent: one of full size; empty: none, so the instance is unusable (R30).
   * Geometry hands them through; `checkLayout` checks them.
   */
  readonly computeInstances?: readonly ComputeInstancePlacement[];
}

/** One compute instance inside a GPU instance; `start` in compute slices of that instance (R31). */
export interface ComputeInstancePlacement {
  /** Name of a compute-instance profile of the GPU instance's profile, "1c.3g.40gb". */
  readonly profile: string;
  /** First compute slice, counted inside the GPU instance. */
  readonly start: number;
}

/** Placements as callers write them: "3g.40gb@4", or an object whose size may be left out (a given size must be right). */
export type PlacementInput =
  | string
  | {
      /** Name of a profile of the model. */
      readonly profile: string;
      /** First memory slice. */
      readonly start: number;
      /** Memory slices; if given, it must be right. */
      readonly size?: number;
      /** Compute instances inside, as in `Placement`. */
      readonly computeInstances?: readonly ComputeInstancePlacement[] | undefined;
    };

/** What sits on one GPU. */
export type Layout = readonly Placement[];

/** An instance that is destroyed at `from` and recreated at `to`. MIG cannot move a running instance (R28). */
export interface Move {
  /** Where it runs. */
  readonly from: Placement;
  /** Where it is recreated. */
  readonly to: Placement;
}

/** A place on one of several GPUs; `start` in memory slices. */
export interface GpuStart {
  /** GPU number, from 0. */
  readonly gpu: number;
  /** First memory slice. */
  readonly start: number;
}

/**
 * A change of what runs: `op` says which. An instance of `profile` is destroyed or created on a
 * `gpu` at `start`; a move creates at `to`, then destroys `from`, within one model; where room
 * lacks, destroy and create stand instead and the workload is down between them.
 */
export type Step =
  | { readonly op: "destroy" | "create"; readonly gpu: number; readonly profile: string; readonly start: number }
  | { readonly op: "move"; readonly profile: string; readonly from: GpuStart; readonly to: GpuStart };

/** The answer of `reconfigure`. */
export interface Reconfiguration {
  /** On GPU 0, legal one after another. */
  readonly steps: readonly Step[];
  /** What stays as it runs, its compute instances included, by start. */
  readonly kept: Layout;
  /** By start, as are the first steps. */
  readonly destroyed: Layout;
  /** In the order of `to`, as are the last steps. */
  readonly created: Layout;
}

/** Why a requested profile does not fit; of several reasons, the first of this order. */
export type MisfitCode =
  /** only where the name came from a file */
  "UNKNOWN_PROFILE" | "MAX_COUNT" | "INSTANCE_LIMIT" | "MEDIA_ENGINES" | "MEMORY_SLICES" | "COMPUTE_SLICES" | "NO_START";

/** Why one requested profile does not fit: numbers first, then a sentence. */
export interface Misfit {
  /** Which limit stands in the way. */
  readonly code: MisfitCode;
  /** "3g.40gb needs memory slices 0-3 or 4-7; slice 0 holds 1g.10gb, slice 5 holds 2g.20gb" */
  readonly message: string;
  /** Name of the profile that does not fit. */
  readonly profile: string;
  /** Which entry of the request. */
  readonly index: number;
  /** Of what `code` names: what this entry asks for, ... */
  readonly requested: number;
  /** ... what running instances and the entries served before it use, ... */
  readonly used: number;
  /** ... and how much there is. */
  readonly capacity: number;
  /**
   * With NO_START: the running instances over the start that needs fewest of them recreated
   * (ties: fewest memory slices, then lowest start). Empty with every other code.
   */
  readonly blockers: Layout;
  /**
   * The fewest running instances that, destroyed and recreated at `to`, let this entry in beside
   * the entries served before it. A set, not a sequence. null: none suffices.
   */
  readonly moves: readonly Move[] | null;
}

/** The answer of `fit`. Not fitting is a value, never an error. */
export type Fit =
  | {
      /** Whether all can be created together. */
      readonly fits: true;
      /** placements[i] answers profiles[i]. */
      readonly placements: Layout;
    }
  | {
      /** Whether all can be created together. */
      readonly fits: false;
      /** reasons[0]. */
      readonly reason: Misfit;
      /** Entries are served in request order, starts free to change; one reason for each that cannot be served. */
      readonly reasons: readonly Misfit[];
    };

/**
 * How to choose among possible places. Every score is a whole-number key of (state before, state
 * after), and `least-loss` of whether room is scarce as well; the least key wins, then the lowest GPU
 * number, then the lowest start. Keys look at plain profiles only.
 *
 * - `first-fit`: 0
 * - `best-fit`: free memory slices after
 * - `worst-fit`: minus that
 * - `mfi`, `mfi-count`: growth of the fragmentation score, windows weighed by size or by 1
 * - `least-loss`: value lost, by a table of what a GPU is worth by the memory slices taken of it and the
 *   number of its instances, tuned for the geometry on simulated requests (`profiles/values`). Where that
 *   file has a second table, by that one while room is scarce: while no more available GPUs of the model
 *   still take a 4g than the file says, and in `fit`, where a GPU stands alone. As `mfi-count` for a model
 *   whose geometry has none. Meant for steady arrivals and departures, and the default of `Fleet`.
 * - `driver`: `first-fit`, the start as `predictDriver` picks
 */
export type Score = "least-loss" | "first-fit" | "best-fit" | "worst-fit" | "mfi" | "mfi-count" | "driver";

/** One fault of a layout. */
export interface LayoutFault {
  /** What is wrong. */
  readonly code: LayoutFaultCode;
  /** A sentence for people, with what would work. */
  readonly message: string;
  /** Which entry of the layout. */
  readonly index: number;
  /** The other entries that have part in it, ascending. */
  readonly others: readonly number[];
}

/** What can be wrong with a layout. */
export type LayoutFaultCode =
  | "UNKNOWN_PROFILE"
  | "ILLEGAL_START"
  | "WRONG_SIZE"
  | "OVERLAP"
  | "MAX_COUNT"
  | "INSTANCE_LIMIT"
  | "MEDIA_ENGINES"
  | "COMPUTE_INSTANCES";

/** The answer of `predictDriver`. */
export interface DriverPrediction {
  /** Whether the whole sequence succeeds. */
  readonly ok: boolean;
  /** What was made, in the order of the sequence; a failing item leaves what was made before it (R25). */
  readonly placements: Layout;
  /** Index of the item that fails, or null. */
  readonly failedAt: number | null;
}

/** The answer of `fitComputeInstances`: whether all `fits`, with `placements` in the order asked for, or a `message` that says why not. */
export type ComputeInstanceFit =
  | { readonly fits: true; readonly placements: readonly ComputeInstancePlacement[] }
  | { readonly fits: false; readonly message: string };

/** Which layouts to enumerate. */
export interface LayoutFilter {
  /** Only those to which nothing can be added. Default false. */
  readonly maximal?: boolean;
  /** Only these profiles; default: the plain ones. */
  readonly profiles?: readonly string[];
}
