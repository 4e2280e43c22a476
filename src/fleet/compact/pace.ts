import type { SolveOptions } from "../plan/types.js";

/** Milliseconds after which others have their turn. */
const SLICE_MS = 25;

/** How long work may go on: until a time is over or a signal aborts it. Gives the event loop a turn now and then. */
export class Pace {
  readonly #until: number;
  readonly #signal: SolveOptions["signal"];
  #turned = performance.now();

  constructor(timeLimitMs: number, signal: SolveOptions["signal"]) {
    this.#until = this.#turned + timeLimitMs;
    this.#signal = signal;
  }

  /** Milliseconds left; 0 or less where work is to end. */
  get left(): number {
    return this.#signal?.aborted ? 0 : this.#until - performance.now();
  }

  /** Whether work may go on. */
  async goesOn(): Promise<boolean> {
    await this.giveWay();
    return this.left > 0;
  }

  /** Between two pieces of work that has to be done. */
  async giveWay(): Promise<void> {
    if (performance.now() - this.#turned <= SLICE_MS) return;
    await new Promise<void>((resolve) => setTimeout(resolve));
    this.#turned = performance.now();
  }
}
