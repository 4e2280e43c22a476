/** The driver's default starts by the inferred rule R23, and orders of creation by trying all of them. */
import { canAdd, creatable, type Geometry, type Spot, spotsOfProfile } from "./geometry.js";

export interface Prediction {
  readonly placed: readonly Spot[];
  readonly failedAt: number | null;
}

export function predict(geometry: Geometry, sequence: readonly string[], occupied: readonly Spot[]): Prediction {
  const placed: Spot[] = [];
  for (const [index, name] of sequence.entries()) {
    const before = [...occupied, ...placed];
    const free = creatable(geometry, before);
    let pick: Spot | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const spot of spotsOfProfile(geometry, name)) {
      if (!canAdd(geometry, before, spot)) continue;
      const destroyed = free.length - creatable(geometry, [...before, spot]).length;
      if (destroyed < least) {
        least = destroyed;
        pick = spot;
      }
    }
    if (pick === null) return { placed, failedAt: index };
    placed.push(pick);
  }
  return { placed, failedAt: null };
}

/** Every distinct order of `items`. */
export function* permutations(items: readonly string[]): Generator<readonly string[]> {
  if (items.length === 0) {
    yield [];
    return;
  }
  for (const first of new Set(items)) {
    const rest = [...items];
    rest.splice(rest.indexOf(first), 1);
    for (const tail of permutations(rest)) yield [first, ...tail];
  }
}

/** Does any order of creation succeed without explicit starts? */
export function someOrderWorks(geometry: Geometry, profiles: readonly string[], occupied: readonly Spot[]): boolean {
  for (const order of permutations(profiles)) {
    if (predict(geometry, order, occupied).failedAt === null) return true;
  }
  return false;
}
