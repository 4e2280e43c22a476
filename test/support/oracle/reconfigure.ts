/**
 * What `reconfigure` must answer, twice: by looking at every layout that answers the wants, and by
 * walking every order of legal steps.
 */

import type { Want } from "./fit.js";
import { allSpots, canAdd, type Geometry, type Spot } from "./geometry.js";
import { allNames, layoutsOf, multisetKey } from "./layouts.js";

/** Destroyed instances, their memory slices, then the start of each want. */
type Cost = readonly number[];

export interface LeastChange {
  readonly cost: Cost;
  /** by want */
  readonly result: readonly Spot[];
}

const groups = new WeakMap<Geometry, Map<string, (readonly Spot[])[]>>();

/** Every layout, by the profiles in it. */
function layoutsBySet(geometry: Geometry): Map<string, (readonly Spot[])[]> {
  let known = groups.get(geometry);
  if (known !== undefined) return known;
  known = new Map();
  for (const layout of layoutsOf(geometry, allNames(geometry))) {
    const key = multisetKey(layout.map((spot) => spot.profile.name));
    known.set(key, [...(known.get(key) ?? []), layout]);
  }
  groups.set(geometry, known);
  return known;
}

/** Of all layouts that answer the wants, the one that leaves most running; null: there is none. */
export function leastChange(geometry: Geometry, from: readonly Spot[], wants: readonly Want[]): LeastChange | null {
  const layouts = layoutsBySet(geometry).get(multisetKey(wants.map(({ profile }) => profile.name))) ?? [];
  let best: LeastChange | null = null;
  for (const layout of layouts) {
    const result = answering(layout, wants);
    if (result === null) continue;
    const gone = from.filter((spot) => !result.includes(spot));
    const slices = gone.reduce((sum, { profile }) => sum + profile.memorySlices, 0);
    const cost = [gone.length, slices, ...result.map(({ start }) => start)];
    if (best === null || isLess(cost, best.cost)) best = { cost, result };
  }
  return best;
}

/** The instances of a layout by want, the lower starts first; null where a pinned start is not in it. */
function answering(layout: readonly Spot[], wants: readonly Want[]): readonly Spot[] | null {
  const left = [...layout];
  const take = (want: Want): Spot | null => {
    const found = left.findIndex(({ profile, start }) => profile === want.profile && (want.pin === null || start === want.pin));
    return found < 0 ? null : (left.splice(found, 1)[0] ?? null);
  };
  const pinned = wants.map((want) => (want.pin === null ? null : take(want)));
  const result = wants.map((want, i) => (want.pin === null ? take(want) : pinned[i]));
  return result.every((spot) => spot !== null && spot !== undefined) ? result : null;
}

export function isLess(a: Cost, b: Cost): boolean {
  for (const [i, each] of a.entries()) if (each !== (b[i] ?? 0)) return each < (b[i] ?? 0);
  return false;
}

/**
 * How few running instances, and of these how few memory slices, any order of legal steps destroys
 * on its way to a layout that answers the wants. An instance that is destroyed and made again at
 * its place is another one. null: no order gets there.
 */
export function leastOnTheWay(
  geometry: Geometry,
  from: readonly Spot[],
  wants: readonly Want[],
): readonly [number, number] | null {
  const names = new Set(wants.map(({ profile }) => profile.name));
  const spots = allSpots(geometry).filter(({ profile }) => names.has(profile.name));
  /** instances, and which of them have run from the beginning */
  interface Node {
    readonly old: readonly Spot[];
    readonly made: readonly Spot[];
  }
  const key = ({ old, made }: Node) => `${textOfSet(old)}|${textOfSet(made)}`;
  const costOf = (node: Node): [number, number] => {
    const gone = from.filter((spot) => !node.old.includes(spot));
    return [gone.length, gone.reduce((sum, { profile }) => sum + profile.memorySlices, 0)];
  };
  const seen = new Set<string>();
  const open: Node[] = [{ old: from, made: [] }];
  let best: [number, number] | null = null;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(key(node))) continue;
    seen.add(key(node));
    const { old, made } = node;
    const all = [...old, ...made];
    if (all.length === wants.length && answering(all, wants) !== null) {
      const cost = costOf(node);
      if (best === null || isLess(cost, best)) best = cost;
    }
    for (const spot of old) open.push({ old: old.filter((each) => each !== spot), made });
    for (const spot of made) open.push({ old, made: made.filter((each) => each !== spot) });
    for (const spot of spots) if (canAdd(geometry, all, spot)) open.push({ old, made: [...made, spot] });
  }
  return best;
}

function textOfSet(spots: readonly Spot[]): string {
  return spots
    .map(({ profile, start }) => `${profile.name}@${start}`)
    .sort()
    .join();
}
