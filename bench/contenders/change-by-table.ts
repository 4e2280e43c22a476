/** The least change from one layout to another by looking at every layout of the wanted profiles: a table of one model. */
import { type Layout, layouts, type ModelRef } from "migpack";

export class ChangeTable {
  readonly #bySet = new Map<string, Layout[]>();

  constructor(model: ModelRef) {
    for (const layout of layouts(model)) {
      const key = keyOf(layout.map(({ profile }) => profile));
      const known = this.#bySet.get(key);
      if (known === undefined) this.#bySet.set(key, [layout]);
      else known.push(layout);
    }
  }

  /** Instances that are destroyed, and their memory slices in hundredths. */
  least(from: Layout, to: readonly string[]): number {
    let least = Number.POSITIVE_INFINITY;
    for (const layout of this.#bySet.get(keyOf(to)) ?? []) {
      const gone = from.filter(({ profile, start }) => !layout.some((each) => each.profile === profile && each.start === start));
      least = Math.min(
        least,
        gone.reduce((sum, { size }) => sum + 1 + size / 100, 0),
      );
    }
    return least;
  }
}

function keyOf(profiles: readonly string[]): string {
  return [...profiles].sort().join();
}
