/**
 * What compaction of the GPUs of one model costs at the least: the linear program over everything
 * that a GPU can become, of which columns are made when they pay (the planner finds the best of each
 * class at given prices, exactly), and the bounds that its prices prove.
 *
 * Pruning of what a GPU may become is not used. That a GPU in use keeps an instance or is emptied
 * would lose answers: where no GPU is empty, two full ones may have to hand over all they hold to
 * each other. With the price of a GPU known, looking at that too costs nothing.
 */
import type { Vocabulary } from "../../gpu/vocabulary.js";
import { BestAims, type FleetPlanner, type GpuClass, writeClasses, writePrices } from "../../planner/index.js";
import type { FleetInside } from "../fleet.js";
import { type Column, Master, type Share } from "./master.js";

/** GPUs of one model, as compaction sees them. */
export interface Ground {
  readonly words: Vocabulary;
  readonly classes: readonly GpuClass[];
  /** Instances on a GPU of each class. */
  readonly sizes: readonly number[];
  /** For each class, a GPU that stays as it is. */
  readonly stay: readonly Column[];
  /** Instances by profile number. */
  readonly demand: readonly number[];
  readonly inUse: number;
}

export function groundOf({ layoutOf }: FleetInside, words: Vocabulary, classes: readonly GpuClass[]): Ground {
  const demand = words.model.profiles.map(() => 0);
  const stay = classes.map(({ layout, gpus }, by): Column => {
    const profiles = new Uint8Array(demand.length);
    for (const { profile } of layoutOf(layout)) {
      const number = words.profiles.get(profile) ?? 0;
      profiles[number] = (profiles[number] ?? 0) + 1;
      demand[number] = (demand[number] ?? 0) + gpus;
    }
    const { length } = layoutOf(layout);
    return { by, cost: 0, profiles, inUse: length > 0, kept: (1 << length) - 1 };
  });
  const sizes = classes.map(({ layout }) => layoutOf(layout).length);
  const inUse = classes.reduce((sum, { gpus }, i) => sum + (sizes[i] === 0 ? 0 : gpus), 0);
  return { words, classes, sizes, stay, demand, inUse };
}

/** Prices are whole multiples of this, so that values of GPUs are added up without rounding. */
const GRAIN = 2 ** -24;

/** What a column gains by is more than this, or it is not worth the step: far above a grain, far below what counts. */
const CRUMB = 1e-6;
/** Steps of the linear program that take a few milliseconds. */
const STEPS = 100;

/** Prices of instances by profile number, and of a GPU in use. */
export interface Prices {
  readonly profiles: readonly number[];
  readonly gpu: number;
}

export class Relaxation {
  readonly ground: Ground;
  readonly #planner: FleetPlanner;
  readonly #master: Master;
  /** What the prices seen prove: at least `moves` less `perGpu` times the GPUs allowed, in grains. */
  readonly #proofs: { readonly moves: bigint; readonly perGpu: bigint }[] = [];
  /** What searches prove, by GPUs in use. */
  readonly #proven = new Map<number, number>();
  prices: Prices = { profiles: [], gpu: 0 };

  constructor(planner: FleetPlanner, ground: Ground) {
    const { classes, demand, inUse, stay } = ground;
    this.ground = ground;
    this.#planner = planner;
    this.#master = new Master(
      classes.map(({ gpus }) => gpus),
      demand,
      inUse,
      stay,
    );
  }

  /** Begins with another number of GPUs allowed. */
  allow(gpus: number): void {
    this.#master.allow(gpus);
  }

  /** A piece of the work: towards the best over the columns known, or whatever column would make it better; false where none would. */
  improve(): boolean {
    if (!this.#master.solve(STEPS)) return true;
    const { profiles, gpu } = this.#master.prices;
    this.prices = { profiles: profiles.map(inGrains), gpu: inGrains(gpu) };
    this.price(this.ground.classes);
    const aims = new BestAims(this.#planner);
    this.#proveBy(aims);
    let isNew = false;
    for (let by = 0; by < aims.length; by++) {
      const cost = (this.ground.sizes[by] ?? 0) - aims.value(by);
      if (cost >= this.#master.priceOf(by) - CRUMB) continue;
      const kept = aims.kept(by);
      const moves = (this.ground.sizes[by] ?? 0) - bitsOf(kept);
      if (this.#master.add({ by, cost: moves, kept, ...aims.aim(by, profiles.length) })) isNew = true;
    }
    return isNew;
  }

  /** Puts classes before the planner at the prices of now, which finds the best that each can become. */
  price(classes: readonly GpuClass[]): void {
    const { profiles, gpu } = this.prices;
    writeClasses(this.#planner, classes);
    writePrices(
      this.#planner,
      profiles.map((price) => 1 + price),
      profiles.map((price, profile) => ((this.ground.demand[profile] ?? 0) > 0 ? price : -1)),
    );
    this.#planner.price(gpu);
  }

  /** What GPUs become, in fractions of GPUs; only good where `improve` said no. */
  shares(): readonly Share[] {
    return this.#master.shares();
  }

  /** How few moves there can be, with so many GPUs in use; more than there are instances where that cannot be. */
  bound(gpus: number): number {
    let most = 0n;
    for (const { moves, perGpu } of this.#proofs) {
      const least = moves - perGpu * BigInt(gpus);
      if (least > most) most = least;
    }
    const grains = BigInt(1 / GRAIN);
    let bound = Number((most + grains - 1n) / grains);
    // With fewer GPUs there are no fewer moves.
    for (const [allowed, moves] of this.#proven) if (allowed >= gpus) bound = Math.max(bound, moves);
    return bound;
  }

  /** Notes what a search has proven. */
  prove(gpus: number, moves: number): void {
    this.#proven.set(gpus, moves);
  }

  /** What the prices of now prove, in fractions of a move. */
  value(gpus: number): number {
    const { moves, perGpu } = this.#proofs.at(-1) ?? { moves: 0n, perGpu: 0n };
    return Number(moves - perGpu * BigInt(gpus)) * GRAIN;
  }

  /**
   * Whatever prices are set on instances and GPUs, any plan costs at least what GPUs cost that all
   * become the best for themselves, with what the demand is worth paid out and the GPUs allowed
   * paid in: Lagrange. Exact, since all values are whole grains.
   */
  #proveBy(aims: BestAims): void {
    const { classes, sizes, demand } = this.ground;
    let moves = 0n;
    classes.forEach(({ gpus }, by) => {
      moves += BigInt(gpus) * (BigInt(sizes[by] ?? 0) * BigInt(1 / GRAIN) - BigInt(aims.value(by) / GRAIN));
    });
    demand.forEach((count, profile) => {
      moves += BigInt(count) * BigInt((this.prices.profiles[profile] ?? 0) / GRAIN);
    });
    this.#proofs.push({ moves, perGpu: BigInt(this.prices.gpu / GRAIN) });
  }
}

function inGrains(price: number): number {
  return Math.round(price / GRAIN) * GRAIN;
}

export function bitsOf(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
