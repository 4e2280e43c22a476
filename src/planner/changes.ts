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

/** The best that each class can become at the prices written. */
export interface BestAim extends Aim {
  readonly value: number;
  /** Instances that stay, as bits by start. */
  readonly kept: number;
}

/** Fields of a class, in bytes, as `assembly/change/classes.ts` lays them out. */
const CLASS = { best: 16, kept: 24, inUse: 28, profiles: 32 } as const;

/** The best that each class can become where a GPU in use costs so much. */
export function bestAims(planner: FleetPlanner, priceOfGpu: number, profiles: number): BestAim[] {
  planner.price(priceOfGpu);
  const stride = planner.CLASS_BYTES.value;
  const view = new DataView(planner.memory.buffer, planner.classesAt(), stride * planner.classCount());
  return Array.from({ length: planner.classCount() }, (_, i) => ({
    value: view.getFloat64(i * stride + CLASS.best, true),
    kept: view.getInt32(i * stride + CLASS.kept, true),
    inUse: view.getInt32(i * stride + CLASS.inUse, true) !== 0,
    profiles: new Uint8Array(view.buffer, view.byteOffset + i * stride + CLASS.profiles, profiles).slice(),
  }));
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

/** How one GPU can differ from what is meant for it. */
export interface Exchange {
  /** Instances more, by profile number. */
  readonly more: Int8Array;
  /** GPUs in use more; or, where room is made, 1 where the wants are created there. */
  readonly other: number;
  /** Who offers it, cheapest first. */
  readonly offers: readonly Offer[];
}

export interface Offer {
  /** Index of the class. */
  readonly by: number;
  /** Instances that stay, as bits by start. */
  readonly kept: number;
  readonly cost: number;
}

/** The exchanges that were found last. */
export function readExchanges(planner: FleetPlanner, profiles: number): Exchange[] {
  const stride = planner.EXCHANGE_BYTES.value;
  const most = planner.MAX_PROFILES.value;
  const at = planner.exchangesAt();
  const view = new DataView(planner.memory.buffer);
  const readOffers = (first: number): Offer[] => {
    const offers: Offer[] = [];
    for (let next = first; next >= 0; ) {
      const offer = planner.offersAt() + next * planner.OFFER_BYTES.value;
      offers.push({
        by: view.getInt32(offer, true),
        kept: view.getInt32(offer + 4, true),
        cost: view.getFloat64(offer + 8, true),
      });
      next = view.getInt32(offer + 16, true);
    }
    return offers;
  };
  return Array.from({ length: planner.exchangeCount() }, (_, i) => ({
    more: new Int8Array(view.buffer, at + i * stride, profiles).slice(),
    other: view.getInt32(at + i * stride + most, true),
    offers: readOffers(view.getInt32(at + i * stride + most + 4, true)),
  }));
}
