/** Fleets of several models: what is asked, and what comes of it. */
import type { Layout, PlacementInput } from "../../gpu/types.js";
import type { ProfileNeed } from "../../model/smallest.js";
import type { Demand, ModelRef } from "../../model/types.js";
import type { LayoutGroup } from "../types.js";

/** GPUs of one model: those there are, and those that may be bought. */
export interface FleetPool {
  /** A built-in model by name, or one of your own. */
  readonly model: ModelRef;
  /** Of one new GPU, from 0; default 1. */
  readonly price?: number;
  /** Existing and new GPUs together; default: no limit. */
  readonly limit?: number;
  /** Already running something: `count` GPUs with one `layout` each. They cost nothing and keep every instance at its start; their holes may be filled. */
  readonly existing?: readonly { readonly count: number; readonly layout: readonly PlacementInput[] }[];
}

/** What may serve a request: an instance of a `profile` of a `model`, or a GPU of it lent whole, without MIG (`wholeGpu`). */
export type Acceptable =
  | { readonly model: string; readonly profile: string }
  | { readonly model: string; readonly wholeGpu: true };

/** So many instances, each of any profile that is accepted. */
export interface FleetRequest {
  /** For people; requests are otherwise told by their place in the list. */
  readonly name?: string;
  /** Instances, or whole GPUs, that are asked for. */
  readonly count: number;
  /** A list, best first, or what an instance must have at least. */
  readonly accepts: readonly Acceptable[] | ProfileNeed;
}

/** Mixed models, prices, stock, GPUs in use, and requests that several profiles can serve. */
export interface FleetProblem {
  /** What there is and what can be had; by place in this list elsewhere. */
  readonly pools: readonly FleetPool[];
  /** Who asks for what; by place in this list elsewhere. */
  readonly requests: readonly FleetRequest[];
}

/** `count` GPUs share one layout; `added` are those of its instances that the plan creates. */
export interface PlannedGroup extends LayoutGroup {
  /** What is created beside what runs. */
  readonly added: Layout;
}

/** What becomes of one pool. */
export interface PlannedPool {
  /** Index into the problem's pools. */
  readonly pool: number;
  /** Name of the pool's model. */
  readonly model: string;
  /** New ones, those lent whole included. */
  readonly gpus: number;
  /** Lent whole, new and existing ones; their layout is empty. */
  readonly wholeGpus: number;
  /** All GPUs after the plan: existing ones in the problem's order, then new ones, then new ones lent whole. */
  readonly groups: readonly PlannedGroup[];
}

/** Instances of one profile that serve one request; `profile` null: whole GPUs. */
export interface Assignment {
  /** Place in `requests`. */
  readonly request: number;
  /** Place in `pools`. */
  readonly pool: number;
  /** Name of that pool's model. */
  readonly model: string;
  /** Profile of that model; null: a whole GPU. */
  readonly profile: string | null;
  /** Instances, or whole GPUs. */
  readonly count: number;
}

/** What of a request is not served, and what would help. */
export interface Shortfall {
  /** Place in `requests`. */
  readonly request: number;
  /** Instances that are not served. */
  readonly count: number;
  /** Why, and what would help. */
  readonly message: string;
}

/** The answer of `planFleet`. */
export interface FleetPlan {
  /** optimal: no plan costs less. feasible: all is served, and none costs less than `bound`. infeasible: see `shortfall`. */
  readonly status: "optimal" | "feasible" | "infeasible";
  /** Of all new GPUs. */
  readonly cost: number;
  /** No plan that serves as much costs less. */
  readonly bound: number;
  /** cost - bound: 0 where the cost is proven least. */
  readonly gap: number;
  /**
   * relaxation: no fractions of GPUs cost less, rounded up to what GPUs can cost. search: fractions
   * would, and an exhausted search showed that whole GPUs do not. null: not proven.
   */
  readonly provenBy: "relaxation" | "search" | null;
  /** In the problem's order. */
  readonly pools: readonly PlannedPool[];
  /** By request, then by pool, then in the model's profile order, whole GPUs last. */
  readonly assignment: readonly Assignment[];
  /** Empty unless infeasible; by request. */
  readonly shortfall: readonly Shortfall[];
}

/** How long, and who may interrupt. */
export interface SolveOptions {
  /** Milliseconds from the call; default: until the optimum is proven. */
  readonly timeLimitMs?: number;
  /** An `AbortSignal`, or what looks like one (`aborted`, `reason`). Looked at between calls of the solver. */
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
  /** The best plan's cost so far, null while there is none, and the proven bound. */
  readonly onProgress?: (state: { readonly bound: number; readonly best: number | null }) => void;
}

/** What one more GPU of a pool would bring, at no price and above the pool's limit. */
export interface WhatIf {
  /** Place in `pools`. */
  readonly pool: number;
  /** How many more of each profile alone the pool would hold beside what is planned. */
  readonly gained: Demand;
  /** By how much less all requests together fall short. */
  readonly shortfallLess: number;
}
