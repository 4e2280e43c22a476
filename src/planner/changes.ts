/** Tables of `assembly/change`, written and read: what GPUs can become, and what they can give and take. */
import type { FleetPlanner, LayoutNumber } from "./fleet.js";

/** GPUs of one model that are alike for a change. */
export interface GpuClass {
  readonly layout: LayoutNumber;
  readonly gpus: number;
  /** Instances of the layout that may not move, as bits by start. */
  readonly pins: number;
  /** Whether something new may be created there. */
  readonly open: boolean;
}

/** Puts classes before the planner, in place of those before. */
export function writeClasses(planner: FleetPlanner, classes: readonly GpuClass[]): void {
  planner.clearClasses();
  for (const { layout, gpus, pins, open } of classes) planner.addClass(layout, gpus, pins, open ? 1 : 0);
}

/** What instances are worth by profile, kept and created; one worth less than 0 is never created. */
export function writePrices(planner: FleetPlanner, keeping: ArrayLike<number>, creating: ArrayLike<number>): void {
  const most = planner.MAX_PROFILES.value;
  const prices = new Float64Array(planner.memory.buffer, planner.pricesAt(), 2 * most);
  prices.set(keeping);
  prices.set(creating, most);
}

/** What a GPU of a class becomes. */
export interface Aim {
  readonly inUse: boolean;
  /** Instances by profile number. */
  readonly profiles: Uint8Array;
}

/** Fields of a class, in bytes, as `assembly/change/classes.ts` lays them out. */
const CLASS = { best: 16, kept: 24, inUse: 28, profiles: 32 } as const;

/** The best that each class can become at the prices written, by index: read where it is asked for, since mostly little is. */
export class BestAims {
  readonly length: number;
  readonly #table: DataView;
  readonly #stride: number;

  constructor(planner: FleetPlanner) {
    this.length = planner.classCount();
    this.#stride = planner.CLASS_BYTES.value;
    const at = planner.classesAt();
    this.#table = new DataView(planner.memory.buffer.slice(at, at + this.length * this.#stride));
  }

  value(i: number): number {
    return this.#table.getFloat64(i * this.#stride + CLASS.best, true);
  }

  /** Instances that stay, as bits by start. */
  kept(i: number): number {
    return this.#table.getInt32(i * this.#stride + CLASS.kept, true);
  }

  aim(i: number, profiles: number): Aim {
    const at = i * this.#stride;
    return {
      inUse: this.#table.getInt32(at + CLASS.inUse, true) !== 0,
      profiles: new Uint8Array(this.#table.buffer, at + CLASS.profiles, profiles),
    };
  }
}

/** Says what a GPU of each class is meant to become: exchanges are differences from that. */
export function writeAims(planner: FleetPlanner, aims: readonly Aim[]): void {
  const stride = planner.CLASS_BYTES.value;
  const view = new DataView(planner.memory.buffer, planner.classesAt(), stride * aims.length);
  for (const [i, { inUse, profiles }] of aims.entries()) {
    view.setInt32(i * stride + CLASS.inUse, inUse ? 1 : 0, true);
    new Uint8Array(view.buffer, view.byteOffset + i * stride + CLASS.profiles, profiles.length).set(profiles);
  }
}

/** One GPU of a class can differ so. */
export interface Offer {
  /** Index of the class. */
  readonly by: number;
  /** Instances that stay, as bits by start. */
  readonly kept: number;
  readonly cost: number;
}

/** Exchanges and offers as the planner left them. */
interface ExchangeTables {
  readonly exchanges: DataView;
  readonly offers: DataView;
  readonly offerBytes: number;
}

/** How one GPU can differ from what is meant for it; read where it is asked for, since most are never looked at. */
export class Exchange {
  /** GPUs in use more; or, where room is made, 1 where the wants are created there. */
  readonly other: number;
  /** Of the cheapest offer. */
  readonly cost: number;
  readonly #tables: ExchangeTables;
  readonly #at: number;
  readonly #first: number;
  #offers: readonly Offer[] | null = null;

  constructor(tables: ExchangeTables, at: number, profiles: number) {
    this.#tables = tables;
    this.#at = at;
    this.other = tables.exchanges.getInt32(at + profiles, true);
    this.#first = tables.exchanges.getInt32(at + profiles + 4, true);
    this.cost = tables.offers.getFloat64(this.#first * tables.offerBytes + OFFER.cost, true);
  }

  /** Instances more of a profile. */
  more(profile: number): number {
    return this.#tables.exchanges.getInt8(this.#at + profile);
  }

  /** Who offers it, cheapest first. */
  get offers(): readonly Offer[] {
    this.#offers ??= this.#readOffers();
    return this.#offers;
  }

  #readOffers(): readonly Offer[] {
    const { offers, offerBytes } = this.#tables;
    const read: Offer[] = [];
    for (let next = this.#first; next >= 0; ) {
      const at = next * offerBytes;
      read.push({
        by: offers.getInt32(at, true),
        kept: offers.getInt32(at + OFFER.kept, true),
        cost: offers.getFloat64(at + OFFER.cost, true),
      });
      next = offers.getInt32(at + OFFER.next, true);
    }
    return read;
  }
}

/** Fields of an offer, in bytes, as `assembly/change/exchanges.ts` lays them out. */
const OFFER = { kept: 4, cost: 8, next: 16 } as const;

/** The exchanges that were found last. */
export function readExchanges(planner: FleetPlanner): Exchange[] {
  const { buffer } = planner.memory;
  const copy = (at: number, bytes: number) => new DataView(buffer.slice(at, at + bytes));
  const stride = planner.EXCHANGE_BYTES.value;
  const offerBytes = planner.OFFER_BYTES.value;
  const count = planner.exchangeCount();
  const tables: ExchangeTables = {
    exchanges: copy(planner.exchangesAt(), count * stride),
    offers: copy(planner.offersAt(), planner.offerCount() * offerBytes),
    offerBytes,
  };
  return Array.from({ length: count }, (_, i) => new Exchange(tables, i * stride, planner.MAX_PROFILES.value));
}
