/** Seeded draws that are the same on every machine and under every version of every dependency (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number, stream: string) {
    this.#state = [...stream].reduce((h, letter) => Math.imul(h ^ letter.charCodeAt(0), 0x01000193), seed | 0);
  }

  /** 0 to `end` - 1. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let h = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    h ^= h + Math.imul(h ^ (h >>> 7), h | 61);
    return Math.floor((((h ^ (h >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T; // an index of the list
  }
}
