/**
 * A fleet in steady state: about eight in ten memory slices taken, many states present. Each round
 * some instances chosen at random depart, and as many requests arrive. `contenders/fleet.c` draws
 * the same stream and keeps the same checksum.
 */
import { Fleet, type Score } from "migpack";
import { random } from "./random.js";

export const MODEL = "H100-80GB";
/** Plain profiles, small ones more often, so that GPUs hold several instances each. */
export const MIX = ["1g.10gb", "1g.10gb", "1g.20gb", "2g.20gb", "2g.20gb", "3g.40gb", "4g.40gb"];
export const SEED = 1;
/** Requests that fill a fleet, and instances that stay, for ten GPUs: what departs in between leaves holes. */
export const FILLING = 32;
export const STAYING = 28;

export class Churn {
  readonly #fleet: Fleet;
  readonly #draw: (end: number) => number;
  readonly #mix: readonly number[];
  readonly #live: Int32Array;
  #living = 0;
  readonly #leaving: Int32Array;
  readonly #requests: Uint8Array;
  readonly #codes: Int32Array;
  /** FNV over every place in order: two that agree have decided alike. */
  checksum = 0x811c9dc5;

  constructor(gpus: number, score: Score, pairs: number) {
    this.#fleet = new Fleet([{ model: MODEL, count: gpus }], { score });
    const next = random(SEED);
    this.#draw = (end) => Math.floor(next() * end);
    this.#mix = MIX.map((name) => this.#fleet.profileNames.indexOf(name));
    const filling = this.#arrivals(new Uint8Array(Math.floor((gpus * FILLING) / 10)));
    this.#live = new Int32Array(filling.length + pairs);
    const codes = new Int32Array(filling.length);
    this.#fleet.placeBatch(filling, codes);
    this.#keep(codes);
    this.#fleet.releaseBatch(this.#departures(new Int32Array(Math.max(0, this.#living - Math.floor((gpus * STAYING) / 10)))));
    this.#requests = new Uint8Array(pairs);
    this.#codes = new Int32Array(pairs);
    this.#leaving = new Int32Array(Math.min(pairs, this.#living));
  }

  /** One round; what its departures and arrivals took, without drawing them, in nanoseconds a pair. */
  round(): number {
    this.#departures(this.#leaving);
    this.#arrivals(this.#requests);
    const start = performance.now();
    this.#fleet.releaseBatch(this.#leaving);
    this.#fleet.placeBatch(this.#requests, this.#codes);
    const took = performance.now() - start;
    this.#keep(this.#codes);
    return (took * 1e6) / this.#requests.length;
  }

  #arrivals(requests: Uint8Array): Uint8Array {
    for (let i = 0; i < requests.length; i++) requests[i] = this.#mix[this.#draw(this.#mix.length)] ?? 0;
    return requests;
  }

  #departures(leaving: Int32Array): Int32Array {
    for (let i = 0; i < leaving.length; i++) {
      const at = this.#draw(this.#living);
      leaving[i] = this.#live[at] ?? -1;
      this.#live[at] = this.#live[--this.#living] ?? -1;
    }
    return leaving;
  }

  #keep(codes: Int32Array): void {
    for (const code of codes) {
      this.checksum = Math.imul(this.checksum ^ code, 0x01000193) >>> 0;
      if (code >= 0) this.#live[this.#living++] = code;
    }
  }
}
