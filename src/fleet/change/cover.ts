/**
 * Exchanges that together provide what is missing, found depth first: always for the first thing
 * missing, which in any answer some exchange provides, so that this order finds it. What is
 * provided beyond that may be left out again. A state of the search that led nowhere is not entered
 * again with no more to spend, unless it failed because a class had no GPU left.
 */
import type { Exchange, GpuClass, Offer } from "../../planner/index.js";

/** One GPU of a class takes part. */
export interface Part {
  readonly exchange: Exchange;
  readonly offer: Offer;
}

/** How far to search. */
export interface Limits {
  /** What the parts may cost together. */
  readonly budget: number;
  readonly parts: number;
  readonly steps: number;
}

/** What an exchange provides, by number of a thing. */
export type Provides = (exchange: Exchange, thing: number) => number;

export class Cover {
  readonly #classes: readonly GpuClass[];
  readonly #provides: Provides;
  /** by thing: exchanges that provide it, cheapest first */
  readonly #providers: readonly (readonly Exchange[])[];
  readonly #used: number[];
  readonly #chosen: Part[] = [];
  #failed = new Map<string, number>();
  #found: (parts: readonly Part[], left: number) => number = () => 0;
  #spare = 0;
  #room = 0;
  #steps = 0;
  /** how often a class had no GPU left */
  #refusals = 0;

  /** `things`: how many there are; `mayServe`: whether an exchange may be taken for a thing at all. */
  constructor(
    classes: readonly GpuClass[],
    exchanges: readonly Exchange[],
    things: number,
    provides: Provides,
    mayServe: (exchange: Exchange, thing: number) => boolean = () => true,
  ) {
    const byCost = [...exchanges].sort((a, b) => a.cost - b.cost);
    this.#classes = classes;
    this.#provides = provides;
    this.#providers = Array.from({ length: things }, (_, thing) =>
      byCost.filter((exchange) => provides(exchange, thing) > 0 && mayServe(exchange, thing)),
    );
    this.#used = classes.map(() => 0);
  }

  /**
   * Goes through the ways to provide what is missing. `found` hears of each, with what is left of
   * the budget, and says what may then be spent where it was found, less than 0 for less.
   *
   * @returns whether nothing was left out for want of steps
   */
  search(missing: readonly number[], limits: Limits, found: (parts: readonly Part[], left: number) => number): boolean {
    this.#found = found;
    this.#failed = new Map();
    this.#spare = limits.budget;
    this.#room = limits.parts;
    this.#steps = limits.steps;
    this.#goOn(missing);
    return this.#steps > 0;
  }

  #goOn(missing: readonly number[]): void {
    const thing = missing.findIndex((count) => count > 0);
    if (thing < 0) {
      this.#spare = Math.min(this.#spare, this.#found(this.#chosen, this.#spare));
      return;
    }
    if (this.#room === 0) return;
    const key = `${this.#room} ${missing.join()}`;
    if ((this.#failed.get(key) ?? Number.NEGATIVE_INFINITY) >= this.#spare) return;
    const { spare, refusals } = { spare: this.#spare, refusals: this.#refusals };
    this.#room--;
    for (const exchange of this.#providers[thing] ?? []) if (!this.#try(exchange, missing)) break;
    this.#room++;
    if (this.#spare === spare && this.#refusals === refusals) this.#failed.set(key, spare);
  }

  /** Takes part each GPU in turn that offers the exchange; false where it, and what is dearer, costs too much. */
  #try(exchange: Exchange, missing: readonly number[]): boolean {
    if (exchange.cost > this.#spare || this.#steps <= 0) return false;
    for (const offer of exchange.offers) {
      if (offer.cost > this.#spare || this.#steps <= 0) return true;
      this.#steps--;
      const used = this.#used[offer.by] ?? 0;
      if (used >= (this.#classes[offer.by]?.gpus ?? 0)) {
        this.#refusals++;
        continue;
      }
      this.#used[offer.by] = used + 1;
      this.#spare -= offer.cost;
      this.#chosen.push({ exchange, offer });
      this.#goOn(missing.map((count, thing) => count - this.#provides(exchange, thing)));
      this.#chosen.pop();
      this.#spare += offer.cost;
      this.#used[offer.by] = used;
    }
    return true;
  }
}
