/** Models that no one would build: odd grids, columns in any order, several budgets, tight limits. */
import fc from "fast-check";
import type { GpuModelSpec } from "../../src/index.js";
import { type Geometry, type GeometryProfile, mostMore, spotAt } from "./oracle/geometry.js";
import { countLayouts } from "./oracle/layouts.js";

export interface SpecLimits {
  readonly maxMemorySlices: number;
  readonly maxProfiles: number;
  /** Models with more layouts than this are thrown away. */
  readonly maxLayouts: number;
}

/** The columns that the contract gives a spec without any: evenly under the grid where that divides, else one to one. */
export function defaultColumns(memorySlices: number, computeSlices: number): readonly (number | null)[] {
  return Array.from({ length: memorySlices }, (_, i) => {
    if (memorySlices % computeSlices === 0) return Math.floor((i * computeSlices) / memorySlices);
    return i < computeSlices ? i : null;
  });
}

/**
 * A spec with every left-out field that geometry depends on filled in by the contract's words;
 * a `maxInstances` left out does not bind, and a `maxCount` is lowered to what an empty GPU holds.
 */
export function completed(spec: GpuModelSpec): Geometry {
  const free: Geometry = {
    memorySlices: spec.memorySlices,
    computeSlices: spec.computeSlices,
    maxInstances: spec.maxInstances ?? spec.memorySlices,
    columns: spec.columns ?? defaultColumns(spec.memorySlices, spec.computeSlices),
    budgets: spec.budgets ?? [],
    profiles: spec.profiles.map((profile): GeometryProfile => {
      const { name, computeSlices, memorySlices, starts } = profile;
      return {
        name,
        attributes: profile.attributes ?? [],
        computeSlices,
        memorySlices,
        starts,
        maxCount: profile.maxCount ?? spec.memorySlices,
      };
    }),
  };
  const profiles = free.profiles.map((profile) => ({ ...profile, maxCount: mostMore(free, [], profile.name) }));
  return { ...free, profiles };
}

interface RawProfile {
  readonly computeSlices: number;
  readonly memorySlices: number;
  readonly starts: readonly number[];
  readonly attribute: string | null;
  readonly maxCount: number | null;
}

/** Mostly small profiles with many starts: large ones leave a GPU with nothing to decide. */
function rawProfile(memorySlices: number, computeSlices: number): fc.Arbitrary<RawProfile> {
  const upTo = (most: number) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(Math.min(2, most)) }, fc.integer({ min: 1, max: most }));
  const starts = fc.oneof(
    fc.integer({ min: 1, max: 4 }).map((step) => Array.from({ length: memorySlices }, (_, i) => i).filter((i) => i % step === 0)),
    fc.uniqueArray(fc.nat(memorySlices - 1), { minLength: 1, maxLength: memorySlices }),
  );
  return fc.record({
    computeSlices: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, upTo(Math.min(computeSlices, 4))),
    memorySlices: upTo(memorySlices),
    starts,
    attribute: fc.option(fc.constantFrom("+me", "+gfx", "-me", "+me.all"), { freq: 4 }),
    maxCount: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2 }),
  });
}

/** The default, any order of one column per slice, or anything at all (`null`: left out). */
function arbitraryColumns(memorySlices: number, computeSlices: number): fc.Arbitrary<readonly (number | null)[] | null> {
  const oneToOne = Array.from({ length: memorySlices }, (_, i) => (i < computeSlices ? i : null));
  const anything = fc.array(fc.option(fc.nat(computeSlices - 1), { freq: 6 }), {
    minLength: memorySlices,
    maxLength: memorySlices,
  });
  return fc.oneof(fc.constant(null), fc.shuffledSubarray(oneToOne, { minLength: memorySlices }), anything);
}

/** Specs that `defineGpuModel` takes, with at most so many layouts. */
export function arbitrarySpec(limits: SpecLimits): fc.Arbitrary<GpuModelSpec> {
  const least = Math.min(4, limits.maxMemorySlices);
  const grid = fc.oneof(
    fc.integer({ min: 1, max: limits.maxMemorySlices }),
    fc.integer({ min: least, max: limits.maxMemorySlices }),
  );
  return grid
    .chain((memorySlices) => fc.tuple(fc.constant(memorySlices), fc.integer({ min: 1, max: memorySlices })))
    .chain(([memorySlices, computeSlices]) =>
      fc.record({
        memorySlices: fc.constant(memorySlices),
        computeSlices: fc.constant(computeSlices),
        columns: arbitraryColumns(memorySlices, computeSlices),
        maxInstances: fc.option(fc.integer({ min: 1, max: memorySlices }), { freq: 1 }),
        raw: fc.array(rawProfile(memorySlices, computeSlices), { minLength: 1, maxLength: limits.maxProfiles, size: "max" }),
        budgets: fc.array(fc.record({ total: fc.integer({ min: 1, max: 5 }), uses: fc.array(fc.nat(3), { maxLength: 32 }) }), {
          maxLength: 3,
        }),
      }),
    )
    .map(({ memorySlices, computeSlices, columns, maxInstances, raw, budgets }): GpuModelSpec => {
      const geometry = { memorySlices, computeSlices, columns: columns ?? defaultColumns(memorySlices, computeSlices) };
      const profiles = raw.flatMap((each, i) => {
        const name = `${each.computeSlices}g.${i + 1}gb${each.attribute ?? ""}`;
        const profile = { name, computeSlices: each.computeSlices, memorySlices: each.memorySlices };
        const starts = each.starts
          .filter((start) => start + each.memorySlices <= memorySlices)
          // A placement that lacks compute slices under it would make the model invalid.
          .filter((start) => hasCompute(geometry, profile, start))
          .sort((a, b) => a - b);
        if (starts.length === 0) return [];
        const attributes = each.attribute === null ? [] : [each.attribute];
        return [{ ...profile, attributes, starts, ...(each.maxCount === null ? {} : { maxCount: each.maxCount }) }];
      });
      return {
        name: "random",
        memorySlices,
        computeSlices,
        ...(columns === null ? {} : { columns }),
        ...(maxInstances === null ? {} : { maxInstances }),
        budgets: budgets.map(({ total, uses }, i) => ({
          name: `engine ${i}`,
          total,
          uses: Object.fromEntries(
            // An instance that uses more than there is could never be made, which is a fault of the model.
            profiles.flatMap((profile, p) => ((uses[p] ?? 0) > 0 ? [[profile.name, Math.min(total, uses[p] ?? 0)]] : [])),
          ),
        })),
        profiles,
      };
    })
    .filter((spec) => spec.profiles.length > 0 && countLayouts(completed(spec), limits.maxLayouts + 1) <= limits.maxLayouts);
}

function hasCompute(
  geometry: Pick<Geometry, "memorySlices" | "computeSlices" | "columns">,
  profile: Pick<GeometryProfile, "name" | "computeSlices" | "memorySlices">,
  start: number,
): boolean {
  const bare = { ...geometry, maxInstances: 1, budgets: [], profiles: [] };
  return spotAt(bare, { ...profile, attributes: [], starts: [], maxCount: 1 }, start).compute.size === profile.computeSlices;
}
