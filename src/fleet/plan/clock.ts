/** When to stop, and whom to tell how far things are. */
import { MigError } from "../../error.js";
import { show } from "../../model/quote.js";
import type { SolveOptions } from "./types.js";

/** Milliseconds in which anyone would be done: the solver takes no infinite limit. */
const NO_LIMIT = 1e12;

/** Milliseconds of work between two turns of the event loop: far below the 50 that others are promised. */
const SLICE_MS = 10;

export class Clock {
  readonly #options: SolveOptions;
  readonly #deadline: number;
  #turned = performance.now();

  /** @throws MigError INVALID_INPUT */
  constructor(options: SolveOptions) {
    this.#options = readSolveOptions(options);
    this.#deadline = performance.now() + Math.min(this.#options.timeLimitMs ?? NO_LIMIT, NO_LIMIT);
  }

  /** Seconds left, as the solver takes them. */
  get seconds(): number {
    return Math.max(0, (this.#deadline - performance.now()) / 1000);
  }

  get isOver(): boolean {
    return this.seconds <= 0;
  }

  /** Between calls of the solver: tells how far things are, lets others have a turn, and stops where the signal says so. @throws MigError ABORTED */
  async pause(bound: number, best: number | null): Promise<void> {
    this.#options.onProgress?.({ bound, best });
    await this.#turn();
  }

  /** In the midst of work: a turn for others where it has gone on for some time. @throws MigError ABORTED */
  async breathe(): Promise<void> {
    if (performance.now() - this.#turned > SLICE_MS) await this.#turn();
  }

  async #turn(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#turned = performance.now();
    this.check();
  }

  check(): void {
    const { signal } = this.#options;
    if (signal?.aborted) throw new MigError("ABORTED", "the planning was aborted by its signal", { cause: signal.reason });
  }
}

/** @throws MigError INVALID_INPUT */
export function readSolveOptions(options: SolveOptions): SolveOptions {
  if (typeof options !== "object" || options === null) throw wrong("", `an object is needed, not ${show(options)}`);
  const { timeLimitMs, signal, onProgress } = options;
  if (timeLimitMs !== undefined && !(typeof timeLimitMs === "number" && timeLimitMs >= 0))
    throw wrong("timeLimitMs", `milliseconds from 0 are needed, not ${show(timeLimitMs)}`);
  if (signal !== undefined && (typeof signal !== "object" || signal === null))
    throw wrong("signal", `an AbortSignal is needed, not ${show(signal)}`);
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw wrong("onProgress", `a function is needed, not ${show(onProgress)}`);
  return {
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

function wrong(key: string, message: string): MigError {
  return new MigError("INVALID_INPUT", `options${key === "" ? "" : `.${key}`}: ${message}`, {
    path: ["options", ...(key === "" ? [] : [key])],
  });
}
