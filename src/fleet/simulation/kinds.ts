import { profileNumber, vocabularyOf } from "../../gpu/vocabulary.js";
import type { GpuInstanceProfile } from "../../model/types.js";
import { planner } from "../../planner/index.js";
import { readCount } from "../demand.js";
import { fault } from "./fault.js";
import type { Pool } from "./mix.js";
import type { LifetimeLaw } from "./types.js";

/** A kind of request. */
export interface Kind {
  readonly profile: string;
  /** Memory slices, on the first model that has it. */
  readonly size: number;
  /** How many arrive in a mean lifetime; of a trace 0. */
  readonly rate: number;
}

/** A request of a trace; `departure` may be infinite. */
export interface TracedRequest {
  readonly arrival: number;
  readonly departure: number;
  readonly kind: number;
}

/** What arrives, and how much of it. */
export interface Requests {
  readonly kinds: readonly Kind[];
  readonly lifetimes: LifetimeLaw;
  /** Requests that count, after so many that do not. */
  readonly arrivals: number;
  readonly warmup: number;
  /** By arrival; null: requests are drawn. */
  readonly trace: readonly TracedRequest[] | null;
}

/** @throws MigError RANGE where there are more than the planner counts apart */
export function checkKinds(kinds: readonly Kind[], path: readonly string[]): void {
  const most = planner().MAX_KINDS.value;
  if (kinds.length > most) throw fault(path, `${kinds.length} different profiles are more than ${most}`, "RANGE");
}

/** The profile that a spelling means on the first model of the fleet that has it. @throws MigError UNKNOWN_PROFILE, INVALID_PROFILE */
export function resolveProfile(spelling: string, pools: readonly Pool[], path: readonly (string | number)[]): GpuInstanceProfile {
  let refused: unknown;
  for (const { model } of pools) {
    try {
      return model.profiles[profileNumber(vocabularyOf(model), spelling, ["spec", ...path])] as GpuInstanceProfile; // number of a profile
    } catch (error) {
      refused ??= error;
    }
  }
  throw refused;
}

/** A number of requests, or what stands for it where none is given. */
export function readArrivals(value: number | undefined, name: string, fallback: number): number {
  return value === undefined ? fallback : readCount(value, ["spec", name]);
}
