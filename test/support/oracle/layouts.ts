import { allSpots, canAdd, type Geometry, type Spot } from "./geometry.js";

/** Names of the profiles without an attribute. */
export function plainNames(geometry: Geometry): readonly string[] {
  return geometry.profiles.filter((profile) => profile.attributes.length === 0).map((profile) => profile.name);
}

export function allNames(geometry: Geometry): readonly string[] {
  return geometry.profiles.map((profile) => profile.name);
}

/** Every layout of the named profiles: the empty one, then depth first by start, then profile order. */
export function* layoutsOf(geometry: Geometry, names: readonly string[]): Generator<readonly Spot[]> {
  const spots = allSpots(geometry).filter((spot) => names.includes(spot.profile.name));
  function* extend(layout: readonly Spot[], from: number): Generator<readonly Spot[]> {
    yield layout;
    for (const [i, spot] of spots.entries()) {
      if (i >= from && canAdd(geometry, layout, spot)) yield* extend([...layout, spot], i + 1);
    }
  }
  yield* extend([], 0);
}

/** Nothing of the named profiles can be added. */
export function isMaximal(geometry: Geometry, layout: readonly Spot[], names: readonly string[]): boolean {
  return !allSpots(geometry).some((spot) => names.includes(spot.profile.name) && canAdd(geometry, layout, spot));
}

/** How many layouts there are, or `limit` where there are at least so many. */
export function countLayouts(geometry: Geometry, limit: number): number {
  let count = 0;
  for (const _ of layoutsOf(geometry, allNames(geometry))) {
    count += 1;
    if (count >= limit) return count;
  }
  return count;
}

/** profile -> count in the model's profile order, without zeros. */
export function multisetOf(geometry: Geometry, layout: readonly Spot[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const profile of geometry.profiles) {
    const count = layout.filter((spot) => spot.profile === profile).length;
    if (count > 0) counts[profile.name] = count;
  }
  return counts;
}

/** Equal multisets have equal keys. */
export function multisetKey(names: readonly string[]): string {
  return [...names].sort().join(" ");
}

/** One layout for each multiset, in order of first appearance. */
export function setsOf(layouts: Iterable<readonly Spot[]>): ReadonlyMap<string, readonly Spot[]> {
  const sets = new Map<string, readonly Spot[]>();
  for (const layout of layouts) {
    const key = multisetKey(layout.map((spot) => spot.profile.name));
    if (!sets.has(key)) sets.set(key, layout);
  }
  return sets;
}
