/** What the proof of one model says of GPUs of several. */
import { minGpus } from "../../fleet/pack.js";
import { layouts } from "../../gpu/enumerate.js";
import type { GpuModel } from "../../model/types.js";
import type { Row, Share } from "./shares.js";

/** Layouts looked at for one model; built-in ones have some dozens of the profiles of a pod. */
const MOST_LAYOUTS = 10_000;

/**
 * Is it proven that no `most` of the GPUs hold all this? The inequality that binds a demand on one
 * model weighs each profile; no GPU can carry more weight than its heaviest layout does. Where all
 * models are divided alike this decides, else it only ever says what is true.
 */
export function isTooMuch(shares: readonly Share[], rows: readonly Row[], most: number): boolean {
  return shares.some(({ model }, at) => {
    const own = rows.flatMap(({ count, places }) =>
      places.filter((place) => place.at === at).map(({ name }) => ({ name, count })),
    );
    const demand = new Map<string, number>();
    for (const { name, count } of own) demand.set(name, (demand.get(name) ?? 0) + count);
    const { weights } = minGpus(model, Object.fromEntries(demand)).certificate;
    const weighed = rows.map((row) => ({ row, weight: weights[row.places.find((place) => place.at === at)?.name ?? ""] ?? 0 }));
    const wanted = weighed.reduce((sum, { row, weight }) => sum + row.count * weight, 0);
    const carried = shares.flatMap((share, other) => {
      const onIt = weighed.flatMap(({ row, weight }) =>
        row.places.filter((place) => place.at === other).map(({ name }) => [name, weight] as const),
      );
      return new Array<number>(share.gpus).fill(heaviest(share.model, onIt));
    });
    carried.sort((a, b) => b - a);
    return wanted > carried.slice(0, most).reduce((sum, weight) => sum + weight, 0);
  });
}

/** The most weight that a GPU can carry; too many layouts to look at count as no limit. */
function heaviest(model: GpuModel, weights: readonly (readonly [profile: string, weight: number])[]): number {
  const byName = new Map<string, number>();
  // Two names of one profile may be asked for, and a bound must not be too low.
  for (const [name, weight] of weights) byName.set(name, Math.max(weight, byName.get(name) ?? 0));
  let most = 0;
  let seen = 0;
  for (const layout of layouts(model, { maximal: true, profiles: [...byName.keys()] })) {
    if (++seen > MOST_LAYOUTS) return Number.POSITIVE_INFINITY;
    most = Math.max(
      most,
      layout.reduce((sum, { profile }) => sum + (byName.get(profile) ?? 0), 0),
    );
  }
  return most;
}
