/**
 * The oracle's own reading of a GPU: written from the contract and the rules (R1 to R18) alone,
 * slow and plain, so that the planner has something to be wrong against.
 */
import type { GpuInstanceProfile, GpuModel, Layout, Placement } from "../../../src/index.js";

/** The part of a model that geometry depends on. */
export type Geometry = Pick<GpuModel, "memorySlices" | "computeSlices" | "maxInstances" | "columns" | "budgets"> & {
  readonly profiles: readonly GeometryProfile[];
};
export type GeometryProfile = Pick<
  GpuInstanceProfile,
  "name" | "attributes" | "computeSlices" | "memorySlices" | "starts" | "maxCount"
>;

/** One profile at one start: what it covers, as sets. */
export interface Spot {
  readonly profile: GeometryProfile;
  readonly start: number;
  readonly memory: ReadonlySet<number>;
  readonly compute: ReadonlySet<number>;
}

/** The first `computeSlices` distinct compute slices under the memory slices that the profile covers at `start`. */
export function spotAt(geometry: Geometry, profile: GeometryProfile, start: number): Spot {
  const memory = new Set<number>();
  const compute = new Set<number>();
  for (let column = start; column < start + profile.memorySlices; column++) {
    memory.add(column);
    const slice = geometry.columns[column];
    if (typeof slice === "number" && compute.size < profile.computeSlices) compute.add(slice);
  }
  return { profile, start, memory, compute };
}

const spotsOf = new WeakMap<Geometry, readonly Spot[]>();

/** Every legal spot: ascending by start, at one start in the model's profile order. */
export function allSpots(geometry: Geometry): readonly Spot[] {
  const known = spotsOf.get(geometry);
  if (known !== undefined) return known;
  const spots: Spot[] = [];
  for (let start = 0; start < geometry.memorySlices; start++) {
    for (const profile of geometry.profiles) {
      if (profile.starts.includes(start)) spots.push(spotAt(geometry, profile, start));
    }
  }
  spotsOf.set(geometry, spots);
  return spots;
}

export function spotsOfProfile(geometry: Geometry, name: string): readonly Spot[] {
  return allSpots(geometry).filter((spot) => spot.profile.name === name);
}

export function findSpot(geometry: Geometry, name: string, start: number): Spot {
  const spot = allSpots(geometry).find((each) => each.profile.name === name && each.start === start);
  if (spot === undefined) throw new Error(`the oracle has no ${name}@${start}`);
  return spot;
}

const conflicts = new WeakMap<Spot, WeakMap<Spot, boolean>>();

/** Two instances conflict where they share a memory slice or a compute slice. */
export function conflict(a: Spot, b: Spot): boolean {
  let row = conflicts.get(a);
  if (row === undefined) {
    row = new WeakMap();
    conflicts.set(a, row);
  }
  let answer = row.get(b);
  if (answer === undefined) {
    answer = [...a.memory].some((slice) => b.memory.has(slice)) || [...a.compute].some((slice) => b.compute.has(slice));
    row.set(b, answer);
  }
  return answer;
}

export function countOf(layout: readonly Spot[], name: string): number {
  return layout.filter((spot) => spot.profile.name === name).length;
}

/** What one instance of a profile takes of a budget; only own keys, so that a profile called "constructor" takes none. */
export function budgetUse(budget: Geometry["budgets"][number], name: string): number {
  return Object.hasOwn(budget.uses, name) ? (budget.uses[name] ?? 0) : 0;
}

export function budgetUsed(budget: Geometry["budgets"][number], layout: readonly Spot[]): number {
  return layout.reduce((sum, spot) => sum + budgetUse(budget, spot.profile.name), 0);
}

/** May `spot` be created beside a valid `layout`? */
export function canAdd(geometry: Geometry, layout: readonly Spot[], spot: Spot): boolean {
  if (layout.length >= geometry.maxInstances) return false;
  if (layout.some((other) => conflict(other, spot))) return false;
  if (countOf(layout, spot.profile.name) >= spot.profile.maxCount) return false;
  return geometry.budgets.every((budget) => budgetUsed(budget, layout) + budgetUse(budget, spot.profile.name) <= budget.total);
}

/** Every rule at once, on a whole layout. */
export function isValid(geometry: Geometry, layout: readonly Spot[]): boolean {
  if (layout.length > geometry.maxInstances) return false;
  for (const [i, a] of layout.entries()) {
    if (layout.slice(i + 1).some((b) => conflict(a, b))) return false;
  }
  if (geometry.profiles.some((profile) => countOf(layout, profile.name) > profile.maxCount)) return false;
  return geometry.budgets.every((budget) => budgetUsed(budget, layout) <= budget.total);
}

/** The spots that could be created next, of all the model's profiles. */
export function creatable(geometry: Geometry, layout: readonly Spot[]): readonly Spot[] {
  return allSpots(geometry).filter((spot) => canAdd(geometry, layout, spot));
}

export function spotsOfLayout(geometry: Geometry, layout: Layout): readonly Spot[] {
  return layout.map((placement) => findSpot(geometry, placement.profile, placement.start));
}

export function placementOf(spot: Spot): Placement {
  return { profile: spot.profile.name, start: spot.start, size: spot.profile.memorySlices };
}

export function textOf(layout: readonly Spot[]): string {
  return layout.map((spot) => `${spot.profile.name}@${spot.start}`).join(",");
}

/** Most instances of one profile that fit beside `layout`: a search over sets of disjoint spots. */
export function mostMore(geometry: Geometry, layout: readonly Spot[], name: string): number {
  const spots = spotsOfProfile(geometry, name);
  const search = (from: number, held: readonly Spot[]): number => {
    let best = held.length - layout.length;
    for (let i = from; i < spots.length; i++) {
      const spot = spots[i];
      if (spot !== undefined && canAdd(geometry, held, spot)) best = Math.max(best, search(i + 1, [...held, spot]));
    }
    return best;
  };
  return search(0, layout);
}
