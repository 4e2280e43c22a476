import { YamlFault } from "./fault.js";

/** Counts what is decoded, and refuses bombs by go-yaml's own measure (decode.go): the share of what aliases repeat. */
export class Tally {
  // The document counts as one.
  #all = 1;
  #aliased = 0;

  /** @throws YamlFault */
  count(aliased: boolean): void {
    this.#all++;
    if (aliased) this.#aliased++;
    if (this.#aliased > 100 && this.#all > 1000 && this.#aliased / this.#all > allowedShare(this.#all)) {
      throw new YamlFault("document contains excessive aliasing");
    }
  }
}

/** Falls from 99% at 400,000 steps to 10% at 4,000,000. */
function allowedShare(count: number): number {
  return 0.99 - 0.89 * Math.min(1, Math.max(0, (count - 400_000) / 3_600_000));
}
