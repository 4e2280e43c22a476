import type { GpuModel } from "../model/types.js";
import type { Option } from "./types.js";

/** Questions to the planner and partial arrangements looked at, some microseconds each. */
const OF_A_NODE = 5000;
const OF_A_CALL = 200_000;
/** Left to each node when those of the call are used up: what is found at the first try is found still. */
const LEAST = 100;

/** Thrown inside a search that has used up its steps; never leaves this room. */
export class OutOfSteps extends Error {}

/**
 * What the searches of one call share: what is found of GPUs that are alike, and their steps. A pod
 * can ask for anything, and a scheduler waits for the answer; steps are counted, not timed, so that
 * equal calls have equal answers.
 */
export class Search {
  readonly options = new Map<string, readonly Option[]>();
  readonly #models = new Map<GpuModel, number>();
  #left = OF_A_CALL;
  #node = 0;

  nextNode(): void {
    this.#node = Math.max(LEAST, Math.min(this.#left, OF_A_NODE));
  }

  /** @throws OutOfSteps */
  take(count = 1): void {
    this.#left -= count;
    this.#node -= count;
    if (this.#node < 0) throw new OutOfSteps();
  }

  /** A number for a model, the same throughout the call; -1: none. */
  numberOf(model: GpuModel | null): number {
    if (model === null) return -1;
    const number = this.#models.get(model) ?? this.#models.size;
    this.#models.set(model, number);
    return number;
  }
}
