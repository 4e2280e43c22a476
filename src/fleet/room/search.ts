import type { Vocabulary } from "../../gpu/vocabulary.js";
import {
  bestAims,
  type Exchange,
  type GpuClass,
  type Offer,
  readExchanges,
  writeClasses,
  writePrices,
} from "../../planner/index.js";
import type { FleetInside } from "../fleet.js";

/** Of the cost of a move, what each memory slice of the instance adds: together less than half a move. */
const SLICE = 2 ** -16;
/** More offers, or more steps of the search, than any answer of two moves has needed. */
const MOST_OFFERS = 1 << 20;
const MOST_STEPS = 1 << 21;

/** One GPU of a class takes part. */
export interface Part {
  readonly exchange: Exchange;
  readonly offer: Offer;
}

/** Parts that let wants in with the fewest moves. */
export interface Found {
  readonly parts: readonly Part[];
  readonly cost: number;
}

/**
 * The cheapest parts that let the wants (profile numbers, on one GPU) in with at most so many
 * moves, on classes that are all open; null where there are none, undefined where the search is too large.
 */
export function roomOn(
  { planner, layoutOf }: FleetInside,
  words: Vocabulary,
  classes: readonly GpuClass[],
  wants: readonly number[],
  moves: number,
): Found | null | undefined {
  const { profiles } = words.model;
  const movable = new Set(
    classes.flatMap(({ layout, pins }) => layoutOf(layout).flatMap(({ profile }, i) => ((pins >> i) & 1 ? [] : [profile]))),
  );
  writeClasses(planner, classes);
  writePrices(
    planner,
    profiles.map(({ memorySlices }) => 1 + memorySlices * SLICE),
    profiles.map(({ name }) => (movable.has(name) ? 0 : -1)),
  );
  // Keeping everything is the best without wants; exchanges are differences from that.
  bestAims(planner, 0, profiles.length);
  planner.mailbox().set([...wants].sort((a, b) => a - b));
  const budget = moves + 0.5;
  if (planner.findRoom(budget, moves, wants.length, moves + 1, MOST_OFFERS) === 0) return undefined;
  return new RoomSearch(classes, readExchanges(planner, profiles.length), profiles.length, budget).cheapest();
}

/**
 * The cheapest exchanges that together let the wants in: one creates them, and whatever leaves a
 * GPU is created by another exchange, or by the same.
 *
 * Depth first over what has still to be created, always the first profile of it: in a cheapest
 * answer every exchange is called for by what others leave over, so that this order finds it. What
 * is created beyond that may be left out again. States of the search that led nowhere are not
 * entered again with less to spend, unless they failed because a class had no GPU left.
 */
class RoomSearch {
  readonly #classes: readonly GpuClass[];
  /** by profile: exchanges that create one more of it, cheapest first */
  readonly #creating: readonly (readonly Exchange[])[];
  readonly #hosts: readonly Exchange[];
  readonly #used: number[];
  readonly #chosen: Part[] = [];
  readonly #failed = new Map<string, number>();
  #best: Found | null = null;
  #spare: number;
  #steps = 0;
  /** how often a class had no GPU left */
  #refusals = 0;

  /** `budget`: what the answer may cost. Every exchange has an offer. */
  constructor(classes: readonly GpuClass[], exchanges: readonly Exchange[], profiles: number, budget: number) {
    const byCost = [...exchanges].sort((a, b) => costOf(a) - costOf(b));
    this.#classes = classes;
    this.#hosts = byCost.filter(({ other }) => other === 1);
    const others = byCost.filter(({ other }) => other !== 1);
    this.#creating = Array.from({ length: profiles }, (_, p) => others.filter(({ more }) => (more[p] ?? 0) > 0));
    this.#used = classes.map(() => 0);
    this.#spare = budget;
  }

  /** The cheapest parts; null where all cost more than the budget, undefined where that is not known after the most steps. */
  cheapest(): Found | null | undefined {
    this.#try(this.#hosts, new Int8Array(this.#creating.length));
    return this.#best ?? (this.#steps < MOST_STEPS ? null : undefined);
  }

  /** Takes part each exchange in turn; `missing` is what has to be created, by profile. */
  #try(exchanges: readonly Exchange[], missing: Int8Array): void {
    for (const exchange of exchanges) {
      if (costOf(exchange) > this.#spare) return;
      for (const offer of exchange.offers) {
        if (offer.cost > this.#spare || this.#steps++ >= MOST_STEPS) break;
        const gpus = this.#classes[offer.by]?.gpus ?? 0;
        const used = this.#used[offer.by] ?? 0;
        if (used >= gpus) {
          this.#refusals++;
          continue;
        }
        this.#used[offer.by] = used + 1;
        this.#spare -= offer.cost;
        this.#chosen.push({ exchange, offer });
        this.#goOn(missing.map((count, p) => count - (exchange.more[p] ?? 0)));
        this.#chosen.pop();
        this.#spare += offer.cost;
        this.#used[offer.by] = used;
      }
    }
  }

  #goOn(missing: Int8Array): void {
    const profile = missing.findIndex((count) => count > 0);
    if (profile < 0) {
      const cost = this.#chosen.reduce((sum, { offer }) => sum + offer.cost, 0);
      this.#best = { parts: [...this.#chosen], cost };
      // What follows has to be cheaper.
      this.#spare = -SLICE / 2;
      return;
    }
    const key = missing.join();
    if ((this.#failed.get(key) ?? -1) >= this.#spare) return;
    const spare = this.#spare;
    const refusals = this.#refusals;
    this.#try(this.#creating[profile] ?? [], missing);
    if (this.#spare === spare && this.#refusals === refusals) this.#failed.set(key, spare);
  }
}

function costOf({ offers }: Exchange): number {
  return offers[0]?.cost ?? 0;
}
