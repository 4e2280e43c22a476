/** A fleet as a scheduler writes it first: every GPU is looked at for every request, by MFI-count, plain profiles of one model. */
import type { GpuModel } from "migpack";

interface Windows {
  readonly masks: readonly number[];
  readonly size: number;
}

export class NaiveScan {
  readonly #taken: Uint16Array;
  readonly #windows = new Map<string, Windows>();
  readonly #slices: number;

  constructor(model: GpuModel, gpus: number) {
    this.#taken = new Uint16Array(gpus);
    this.#slices = model.memorySlices;
    for (const { name, starts, memorySlices, attributes } of model.profiles) {
      if (attributes.length > 0) continue;
      this.#windows.set(name, { masks: starts.map((start) => ((1 << memorySlices) - 1) << start), size: memorySlices });
    }
  }

  /** Fills GPU after GPU, so that filling does not scan. */
  fill(requests: readonly string[]): void {
    let gpu = 0;
    for (const profile of requests) {
      const mask = this.#windows.get(profile)?.masks.find((window) => ((this.#taken[gpu] ?? 0) & window) === 0);
      if (mask === undefined) gpu = (gpu + 1) % this.#taken.length;
      else this.#taken[gpu] = (this.#taken[gpu] ?? 0) | mask;
    }
  }

  /** The GPU of least key, which is taken and given back. */
  placeAndRelease(profile: string): number {
    let best = -1;
    let window = 0;
    let least = Number.POSITIVE_INFINITY;
    const { masks } = this.#windows.get(profile) ?? { masks: [] };
    for (let gpu = 0; gpu < this.#taken.length; gpu++) {
      const taken = this.#taken[gpu] ?? 0;
      for (const mask of masks) {
        if (taken & mask) continue;
        const key = this.#fragmentation(taken | mask) - this.#fragmentation(taken);
        if (key >= least) continue;
        least = key;
        best = gpu;
        window = mask;
      }
    }
    if (best < 0) return best;
    this.#taken[best] = (this.#taken[best] ?? 0) | window;
    this.#taken[best] = (this.#taken[best] ?? 0) & ~window;
    return best;
  }

  #fragmentation(taken: number): number {
    const room = this.#slices - popcount(taken);
    let sum = 0;
    for (const { masks, size } of this.#windows.values()) {
      if (size <= room) for (const mask of masks) if (taken & mask) sum++;
    }
    return sum;
  }
}

function popcount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
