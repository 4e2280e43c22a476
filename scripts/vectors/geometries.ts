/** Every layout of every geometry: vectors/geometries. */
import { layouts } from "../../src/index.js";
import type { GpuModel } from "../../src/model/types.js";
import { allVariants } from "../variants.js";

/** Models that answer every question alike, names aside; the first one gives the file its name. */
export interface Geometry {
  readonly title: string;
  readonly models: readonly GpuModel[];
}

export function geometries(): readonly Geometry[] {
  const found = new Map<string, GpuModel[]>();
  for (const model of allVariants()) {
    const shape = JSON.stringify(shapeOf(model));
    const known = found.get(shape);
    if (known === undefined) found.set(shape, [model]);
    else if (!known.some(({ name }) => name === model.name)) known.push(model);
  }
  return [...found.values()].map((models) => ({ title: models[0] === undefined ? "" : titleOf(models[0]), models }));
}

function titleOf({ name, driver }: GpuModel): string {
  return driver === null ? name : `${name}-driver-${driver}`;
}

/** What layouts depend on. Profiles are told by their place in the model. */
function shapeOf({ memorySlices, computeSlices, maxInstances, columns, budgets, profiles }: GpuModel) {
  return {
    memorySlices,
    computeSlices,
    columns,
    maxInstances,
    profiles: profiles.map(({ attributes, computeSlices, memorySlices, starts, maxCount }) => ({
      attributes,
      computeSlices,
      memorySlices,
      starts,
      maxCount,
    })),
    budgets: budgets.map(({ name, total, uses }) => ({
      name,
      total,
      uses: profiles.map((profile) => (Object.hasOwn(uses, profile.name) ? (uses[profile.name] ?? 0) : 0)),
    })),
  };
}

export function geometryFile({ models }: Geometry): Readonly<Record<string, unknown>> {
  const [model] = models;
  if (model === undefined) throw new Error("a geometry of no model");
  const plain = model.profiles.flatMap(({ attributes }, i) => (attributes.length === 0 ? [i] : []));
  return {
    ...shapeOf(model),
    models: models.map(({ name, driver, profiles }) => ({ name, driver, profiles: profiles.map((profile) => profile.name) })),
    plain: enumeration(model, plain),
    all: enumeration(model, [...model.profiles.keys()]),
  };
}

/** Of some of the profiles; layouts as profile, start, profile, start, ... */
function enumeration(model: GpuModel, chosen: readonly number[]) {
  const numbers = new Map(model.profiles.map(({ name }, i) => [name, i]));
  const profiles = chosen.map((i) => model.profiles[i]?.name ?? "");
  const flat = (maximal: boolean) =>
    [...layouts(model, { profiles, maximal })].map((layout) =>
      layout.flatMap(({ profile, start }) => [numbers.get(profile) ?? -1, start]),
    );
  const every = flat(false);
  const place = new Map(every.map((layout, i) => [layout.join(), i]));
  const maximal = flat(true).map((layout) => place.get(layout.join()) ?? -1);
  const sets = new Map<string, readonly number[]>();
  const setOf = (layout: readonly number[]) =>
    model.profiles.map((_, i) => layout.filter((number, at) => at % 2 === 0 && number === i).length);
  for (const layout of every) sets.set(setOf(layout).join(), setOf(layout));
  const setPlace = new Map([...sets.keys()].map((key, i) => [key, i]));
  const maximalSets = new Set(maximal.map((i) => setPlace.get(setOf(every[i] ?? []).join()) ?? -1));
  return { layouts: every, maximal, sets: [...sets.values()], maximalSets: [...maximalSets].sort((a, b) => a - b) };
}
