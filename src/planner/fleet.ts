import { FLEET_BASE64 } from "../generated/fleet.js";
import type { Handle, ModelCompiler } from "./exports.js";
import { instantiate } from "./module.js";

/** A layout that GPUs of one fleet have had, by number. */
export type LayoutNumber = number & { readonly layout: unique symbol };

/** What the module of a fleet exports, as `assembly/fleet/index.ts` defines it. One instance holds one fleet. */
export interface FleetPlanner extends ModelCompiler {
  readonly size: WebAssembly.Global<"i32">;
  readonly BATCH: WebAssembly.Global<"i32">;
  open(score: number): void;
  addModel(model: Handle): number;
  addWant(): number;
  addMeaning(want: number, model: number, profile: number): void;
  emptyLayout(model: number): LayoutNumber;
  toggled(layout: LayoutNumber, placement: number): LayoutNumber;
  addGpus(layout: LayoutNumber, count: number): number;

  place(want: number): number;
  placeTogether(wants: number): number;
  placeAt(gpu: number, profile: number, start: number): number;
  release(gpu: number, start: number): number;
  requestsAt(): number;
  meantAt(): number;
  codesAt(): number;
  placeBatch(count: number): number;
  releaseBatch(count: number): number;
  releasedAt(): number;
  undo(count: number): void;

  isAvailable(gpu: number): number;
  setAvailable(gpu: number, available: number): void;
  layoutOf(gpu: number): LayoutNumber;
  layoutsAt(): number;
  layoutCount(): number;
  modelOfLayout(layout: LayoutNumber): number;
  gpusWith(layout: LayoutNumber): number;
  instancesOf(layout: LayoutNumber): number;
  slicesOf(layout: LayoutNumber): number;
  placementsOf(layout: LayoutNumber): number;
  placementOn(gpu: number, start: number): number;
  profileAt(gpu: number, placement: number): number;
  fleetCapacity(model: number, profile: number): number;
  cordonedWith(layout: LayoutNumber): number;
  takes(layout: LayoutNumber, placement: number): number;
  /** Profiles in the mailbox, then placements; 0 where they do not fit. */
  arrange(layout: LayoutNumber, profiles: number): number;

  readonly CLASS_BYTES: WebAssembly.Global<"i32">;
  clearClasses(): void;
  addClass(layout: LayoutNumber, gpus: number, pins: number, open: number): void;
  classCount(): number;
  classesAt(): number;
  pricesAt(): number;
  price(ofGpu: number): void;
  readonly EXCHANGE_BYTES: WebAssembly.Global<"i32">;
  readonly OFFER_BYTES: WebAssembly.Global<"i32">;
  findExchanges(cost: number, gpus: number, most: number): number;
  /** Profiles of the wants in the mailbox. */
  findRoom(cost: number, created: number, wants: number, gpus: number, most: number): number;
  exchangeCount(): number;
  exchangesAt(): number;
  offerCount(): number;
  offersAt(): number;

  addKind(want: number, perLifetime: number): void;
  drawArrivals(lifetimes: number, seed: number): void;
  /** Room for f64[3] a request, by arrival: arrival, departure or infinity, kind. */
  traceAt(requests: number): number;
  nextArrival(): number;
  readonly time: WebAssembly.Global<"f64">;
  readonly departure: WebAssembly.Global<"f64">;
  readonly kind: WebAssembly.Global<"i32">;
  beginRun(warmup: number, arrivals: number, movesPerReject: number): void;
  /** At most so many requests, and not past a refusal for which room was searched. */
  advance(most: number): number;
  offeredOf(kind: number): number;
  acceptedOf(kind: number): number;
  readonly moves: WebAssembly.Global<"f64">;
  meanGpusInUse(): number;
}

/** An instance of its own, whose memory goes when the fleet is forgotten. A call that traps has changed nothing. */
export function fleetPlanner(): FleetPlanner {
  return instantiate<FleetPlanner>(FLEET_BASE64);
}
