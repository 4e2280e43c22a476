/** A problem as it is solved: every name resolved, every number checked. */
import type { Running } from "../../gpu/running.js";
import type { Vocabulary } from "../../gpu/vocabulary.js";

/** Existing GPUs that run the same. */
export interface Existing {
  readonly count: number;
  readonly running: Running;
}

export interface Pool {
  /** Index into the problem's pools. */
  readonly index: number;
  readonly words: Vocabulary;
  readonly price: number;
  /** New GPUs that may be bought; Infinity: any number. */
  readonly stock: number;
  readonly existing: readonly Existing[];
}

/** Stands for a profile number where a whole GPU is meant. */
export const WHOLE = -1;

/** What may serve a request: a profile of a pool, by number, or a GPU lent whole. */
export interface Good {
  readonly pool: number;
  readonly profile: number;
}

export interface Request {
  /** Index into the problem's requests. */
  readonly index: number;
  /** What messages call it. */
  readonly title: string;
  readonly count: number;
  /** Best first; not empty, and none twice. */
  readonly goods: readonly Good[];
}

export interface Problem {
  readonly pools: readonly Pool[];
  /** Those of which at least one is wanted, in the problem's order. */
  readonly requests: readonly Request[];
}

/** Equal for equal goods. */
export function goodKey({ pool, profile }: Good): string {
  return `${pool} ${profile}`;
}
