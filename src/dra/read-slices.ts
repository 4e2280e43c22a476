/** ResourceSlices as the API server sends them, read into pools of devices. */
import { MigError, type Path, pathText } from "../error.js";
import { show } from "../model/quote.js";
import type { Numbers } from "./capacities.js";
import { readQuantity } from "./quantity.js";

/** All devices of one pool, at its newest generation. */
export interface ReadPool {
  readonly name: string;
  /** null: the pool is of no single node. */
  readonly nodeName: string | null;
  /** By name of the set. */
  readonly counterSets: ReadonlyMap<string, Numbers>;
  readonly devices: readonly ReadDevice[];
}

export interface ReadDevice {
  readonly name: string;
  /** Of the device, within the slices given. */
  readonly path: Path;
  /** Texts and versions, without the driver's domain. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly capacity: Numbers;
  /** null: it consumes no counters. */
  readonly consumes: { readonly counterSet: string; readonly counters: Numbers } | null;
}

interface ReadSlice {
  readonly pool: string;
  readonly generation: number;
  readonly expected: number;
  readonly nodeName: string | null;
  readonly counterSets: readonly (readonly [string, Numbers])[];
  readonly devices: readonly ReadDevice[];
}

/**
 * The pools of a driver, in order of first appearance; slices of other drivers are passed over.
 * v1, v1beta2 and v1beta1 are read alike. `slices` may be the list object that kubectl prints.
 *
 * @throws MigError INVALID_INPUT, with the path, for what is no ResourceSlice, and for a pool of
 *   which slices are missing
 */
export function readPools(slices: unknown, driver: string): readonly ReadPool[] {
  const pools = new Map<string, ReadSlice[]>();
  listOf(slices).forEach((value, i) => {
    const slice = readSlice(value, [i], driver);
    if (slice === null) return;
    const together = pools.get(slice.pool);
    if (together === undefined) pools.set(slice.pool, [slice]);
    else together.push(slice);
  });
  return [...pools].map(([name, all]) => poolOf(name, all));
}

function listOf(slices: unknown): readonly unknown[] {
  const list = isObject(slices) && !Array.isArray(slices) ? slices.items : slices;
  // Array.from, since forEach would pass over the holes of a sparse list.
  if (Array.isArray(list)) return Array.from(list);
  throw new MigError("INVALID_INPUT", `a list of ResourceSlices is needed, not ${show(slices)}`);
}

function readSlice(value: unknown, path: Path, driver: string): ReadSlice | null {
  const { kind, spec } = objectOf(value, path);
  if (kind !== undefined && kind !== "ResourceSlice") throw invalid([...path, "kind"], "a ResourceSlice is needed", kind);
  const at = [...path, "spec"];
  const fields = objectOf(spec, at);
  if (fields.driver !== driver) return null;
  const pool = objectOf(fields.pool, [...at, "pool"]);
  return {
    pool: textOf(pool.name, [...at, "pool", "name"]),
    generation: wholeOf(pool.generation, [...at, "pool", "generation"]),
    expected: wholeOf(pool.resourceSliceCount, [...at, "pool", "resourceSliceCount"]),
    nodeName: fields.nodeName === undefined ? null : textOf(fields.nodeName, [...at, "nodeName"]),
    counterSets: itemsOf(fields.sharedCounters, [...at, "sharedCounters"]).map(([set, here]) => [
      textOf(set.name, [...here, "name"]),
      numbersOf(set.counters, [...here, "counters"]),
    ]),
    devices: itemsOf(fields.devices, [...at, "devices"]).map(([device, here]) => readDevice(device, here, driver)),
  };
}

function readDevice(device: Fields, path: Path, driver: string): ReadDevice {
  // v1beta1 keeps everything but the name one level down.
  const inner = device.basic === undefined ? path : [...path, "basic"];
  const { attributes, capacity, consumesCounters } = device.basic === undefined ? device : objectOf(device.basic, inner);
  const consumed = itemsOf(consumesCounters, [...inner, "consumesCounters"]);
  const [first] = consumed;
  if (consumed.length > 1) throw invalid([...inner, "consumesCounters", 1], "one counter set is needed", consumed.length);
  return {
    name: textOf(device.name, [...path, "name"]),
    path,
    attributes: textsOf(attributes, [...inner, "attributes"], `${driver}/`),
    capacity: numbersOf(capacity, [...inner, "capacity"]),
    consumes:
      first === undefined
        ? null
        : {
            counterSet: textOf(first[0].counterSet, [...first[1], "counterSet"]),
            counters: numbersOf(first[0].counters, [...first[1], "counters"]),
          },
  };
}

/** Of several generations the newest counts, and must be complete. */
function poolOf(name: string, slices: readonly ReadSlice[]): ReadPool {
  const newest = slices.reduce((most, { generation }) => Math.max(most, generation), 0);
  const current = slices.filter(({ generation }) => generation === newest);
  const [first] = current;
  const expected = first?.expected ?? 0;
  if (current.length !== expected)
    throw new MigError(
      "INVALID_INPUT",
      `pool ${show(name)}: ${current.length} of ${expected} ResourceSlices of generation ${newest} are here; give all of them, as kubectl get resourceslices -o json prints them`,
    );
  const counterSets = new Map<string, Numbers>();
  const devices = new Map<string, ReadDevice>();
  for (const [set, counters] of current.flatMap((slice) => slice.counterSets)) {
    if (counterSets.has(set))
      throw new MigError("INVALID_INPUT", `pool ${show(name)}: the counter set ${show(set)} stands twice`);
    counterSets.set(set, counters);
  }
  for (const device of current.flatMap((slice) => slice.devices)) {
    if (devices.has(device.name)) throw invalid([...device.path, "name"], "a name of its own in the pool is needed", device.name);
    if (device.consumes !== null && !counterSets.has(device.consumes.counterSet))
      throw invalid(
        [...device.path, "consumesCounters", 0, "counterSet"],
        "a counter set of the pool is needed",
        device.consumes.counterSet,
      );
    devices.set(device.name, device);
  }
  return { name, nodeName: first?.nodeName ?? null, counterSets, devices: [...devices.values()] };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function objectOf(value: unknown, path: Path): Fields {
  if (isObject(value) && !Array.isArray(value)) return value;
  throw invalid(path, "an object is needed", value);
}

/** The objects of a list that may be left out, each with its path. */
function itemsOf(value: unknown, path: Path): readonly (readonly [Fields, Path])[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(path, "a list is needed", value);
  return Array.from(value, (item, i) => [objectOf(item, [...path, i]), [...path, i]] as const);
}

function textOf(value: unknown, path: Path): string {
  if (typeof value === "string" && value !== "") return value;
  throw invalid(path, "a text is needed", value);
}

function wholeOf(value: unknown, path: Path): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(path, "a whole number from 0 is needed", value);
}

/** `{ memory: { value: "9728Mi" } }`; before v1beta1 the quantity stood for itself. */
function numbersOf(value: unknown, path: Path): Numbers {
  if (value === undefined || value === null) return new Map();
  return new Map(
    Object.entries(objectOf(value, path)).map(([name, amount]) => {
      const quantity = isObject(amount) ? amount.value : amount;
      const number = readQuantity(quantity);
      if (number === null) throw invalid([...path, name], "a whole quantity from 0, such as 9728Mi, is needed", quantity);
      return [name, number] as const;
    }),
  );
}

function textsOf(value: unknown, path: Path, domain: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (value === undefined || value === null) return texts;
  for (const [name, attribute] of Object.entries(objectOf(value, path))) {
    const { string, version } = objectOf(attribute, [...path, name]);
    const said = string ?? version;
    if (typeof said === "string") texts.set(name.startsWith(domain) ? name.slice(domain.length) : name, said);
  }
  return texts;
}

/** "[0].spec.pool: an object is needed, not 7" */
export function invalid(path: Path, needed: string, value: unknown): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${needed}, not ${show(value)}`, { path });
}
