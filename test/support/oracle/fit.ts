/** What `fit` must answer, by trying everything. */
import {
  budgetUse,
  canAdd,
  conflict,
  creatable,
  type Geometry,
  type GeometryProfile,
  type Spot,
  spotsOfProfile,
} from "./geometry.js";

/** One entry of a request: a profile, and the start that it insists on. */
export interface Want {
  readonly profile: GeometryProfile;
  readonly pin: number | null;
}

export function wantOf(geometry: Geometry, text: string): Want {
  const [name, pin] = text.split("@");
  const profile = geometry.profiles.find((each) => each.name === name);
  if (profile === undefined) throw new Error(`the oracle has no ${text}`);
  return { profile, pin: pin === undefined ? null : Number(pin) };
}

/** Spots open to one entry, lowest start first. */
export function spotsFor(geometry: Geometry, want: Want): readonly Spot[] {
  return spotsOfProfile(geometry, want.profile.name).filter((spot) => want.pin === null || spot.start === want.pin);
}

/**
 * Every way to serve all entries beside `occupied`, in lexicographic order of their starts. Of
 * unpinned entries of one profile only the ascending order is tried: another order is the same
 * layout with higher starts earlier.
 */
export function* assignments(geometry: Geometry, occupied: readonly Spot[], wants: readonly Want[]): Generator<readonly Spot[]> {
  function* next(index: number, chosen: readonly Spot[]): Generator<readonly Spot[]> {
    const want = wants[index];
    if (want === undefined) {
      yield chosen;
      return;
    }
    const twin = wants.findLastIndex((w, i) => i < index && w.profile === want.profile && w.pin === null);
    const floor = want.pin === null ? (chosen[twin]?.start ?? -1) : -1;
    for (const spot of spotsFor(geometry, want)) {
      if (spot.start > floor && canAdd(geometry, [...occupied, ...chosen], spot)) yield* next(index + 1, [...chosen, spot]);
    }
  }
  yield* next(0, []);
}

export function isFeasible(geometry: Geometry, occupied: readonly Spot[], wants: readonly Want[]): boolean {
  for (const _ of assignments(geometry, occupied, wants)) return true;
  return false;
}

/** The answer with most creatable spots left, then with the lowest starts in request order; null: none. */
export function bestFit(geometry: Geometry, occupied: readonly Spot[], wants: readonly Want[]): readonly Spot[] | null {
  let best: readonly Spot[] | null = null;
  let most = -1;
  for (const chosen of assignments(geometry, occupied, wants)) {
    const left = creatable(geometry, [...occupied, ...chosen]).length;
    if (left > most) {
      best = chosen;
      most = left;
    }
  }
  return best;
}

/** The numbers of a misfit, and what the contract leaves open about them. */
export interface ExpectedMisfit {
  readonly index: number;
  readonly code: string;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
  /** Entries served before this one. */
  readonly served: readonly Want[];
}

function misfitOf(geometry: Geometry, occupied: readonly Spot[], served: readonly Want[], want: Want) {
  const { profile } = want;
  const present = [...occupied.map((spot) => spot.profile), ...served.map((each) => each.profile)];
  const same = present.filter((each) => each === profile).length;
  if (same + 1 > profile.maxCount) return { code: "MAX_COUNT", requested: 1, used: same, capacity: profile.maxCount };
  if (present.length + 1 > geometry.maxInstances)
    return { code: "INSTANCE_LIMIT", requested: 1, used: present.length, capacity: geometry.maxInstances };
  for (const budget of geometry.budgets) {
    const requested = budgetUse(budget, profile.name);
    const used = present.reduce((sum, each) => sum + budgetUse(budget, each.name), 0);
    if (used + requested > budget.total) return { code: "MEDIA_ENGINES", requested, used, capacity: budget.total };
  }
  const memory = present.reduce((sum, each) => sum + each.memorySlices, 0);
  if (memory + profile.memorySlices > geometry.memorySlices)
    return { code: "MEMORY_SLICES", requested: profile.memorySlices, used: memory, capacity: geometry.memorySlices };
  const compute = present.reduce((sum, each) => sum + each.computeSlices, 0);
  if (compute + profile.computeSlices > geometry.computeSlices)
    return { code: "COMPUTE_SLICES", requested: profile.computeSlices, used: compute, capacity: geometry.computeSlices };
  const spots = spotsFor(geometry, want);
  const covered = spots.filter((spot) => occupied.some((other) => conflict(other, spot))).length;
  return { code: "NO_START", requested: 1, used: covered, capacity: spots.length };
}

/**
 * Entries served in request order, starts free to change; one misfit for each that cannot be.
 * `fits` says whether entries can be served together; a caller with a table of answers passes its own.
 */
export function misfits(
  geometry: Geometry,
  occupied: readonly Spot[],
  wants: readonly Want[],
  fits: (wants: readonly Want[]) => boolean = (each) => isFeasible(geometry, occupied, each),
): readonly ExpectedMisfit[] {
  const served: Want[] = [];
  const found: ExpectedMisfit[] = [];
  for (const [index, want] of wants.entries()) {
    if (fits([...served, want])) served.push(want);
    else found.push({ index, ...misfitOf(geometry, occupied, served, want), served: [...served] });
  }
  return found;
}

/** The running instances over the start that needs fewest of them recreated; ties: fewest memory slices, lowest start. */
export function blockersOf(geometry: Geometry, occupied: readonly Spot[], want: Want): readonly Spot[] {
  const slices = (spots: readonly Spot[]) => spots.reduce((sum, spot) => sum + spot.profile.memorySlices, 0);
  const choices = spotsFor(geometry, want).map((spot) => occupied.filter((other) => conflict(other, spot)));
  return choices.reduce((best, each) =>
    each.length < best.length || (each.length === best.length && slices(each) < slices(best)) ? each : best,
  );
}

function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i < items.length; i++) {
    const item = items[i];
    if (item !== undefined) for (const rest of subsets(items, size - 1, i + 1)) yield [item, ...rest];
  }
}

/** How few running instances must be recreated to let all `wants` in; null: recreating all of them does not help. */
export function fewestMoves(geometry: Geometry, occupied: readonly Spot[], wants: readonly Want[]): number | null {
  for (let size = 0; size <= occupied.length; size++) {
    for (const moved of subsets(occupied, size)) {
      const kept = occupied.filter((spot) => !moved.includes(spot));
      const recreated = moved.map((spot) => ({ profile: spot.profile, pin: null }));
      if (isFeasible(geometry, kept, [...recreated, ...wants])) return size;
    }
  }
  return null;
}
