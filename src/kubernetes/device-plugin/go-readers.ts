/** Values of Go's types as encoding/json decodes them, for the types that the config is made of. */
import { type Inside, isObject, type Target, unmarshal } from "./go-json.js";

/** Decodes one value; undefined: it leaves what is there, as null does for all that is no pointer. */
export type Reader<T> = (value: unknown, at: Target) => T | undefined;

export const text: Reader<string> = (value, at) => textOf(value, at, "string");

export function textOf(value: unknown, at: Target, wanted: string): string | undefined {
  if (typeof value === "string") return value;
  if (value !== null) at.mismatch(value, wanted);
  return undefined;
}

export const bool: Reader<boolean> = (value, at) => {
  if (typeof value === "boolean") return value;
  if (value !== null) at.mismatch(value, "bool");
  return undefined;
};

export const int: Reader<number> = (value, at) => {
  if (isInteger(value, -(2n ** 63n), 2n ** 63n - 1n)) return Number(value);
  if (value !== null) at.mismatch(value, "int");
  return undefined;
};

/** A pointer, which null clears. */
export function pointer<T>(read: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null ? null : read(value, at));
}

/** A list whose items null leaves at `zero`. */
export function listOf<T>(read: Reader<T>, zero: T, wanted: string): Reader<readonly T[] | null> {
  return (value, at) => {
    if (value === null) return null;
    if (Array.isArray(value)) return Array.from(value, (item: unknown, i) => read(item, at.item(i)) ?? zero);
    at.mismatch(value, wanted);
    return undefined;
  };
}

/** A struct: keys match exactly, or else whatever their case; others are passed over. */
export function struct<T extends object>(
  name: string,
  fields: { readonly [K in keyof T]-?: Reader<T[K]> },
  embedded: readonly string[] = [],
): Reader<Partial<T>> {
  const names = Object.keys(fields);
  return (value, at) => {
    if (value === null) return undefined;
    if (!isObject(value)) {
      at.mismatch(value, `v1.${name}`);
      return undefined;
    }
    const read: [string, unknown][] = [];
    for (const key of Object.keys(value).sort()) {
      const field = fieldOf(names, key);
      if (field === undefined) {
        at.passOver(key, names);
        continue;
      }
      const decoded = (fields as Record<string, Reader<unknown>>)[field]?.(value[key], at.field(name, key, [...embedded, field])); // `field` is one of its keys
      if (decoded !== undefined) read.push([field, decoded]);
    }
    return Object.fromEntries(read) as Partial<T>; // each by the reader of its own field
  };
}

/** The field that encoding/json puts a key into. */
function fieldOf(names: readonly string[], key: string): string | undefined {
  return names.includes(key) ? key : names.find((name) => name.toLowerCase() === key.toLowerCase());
}

/** A map[string]json.RawMessage, with which custom UnmarshalJSON methods begin: exact keys, nothing for null. */
export function rawMap(value: unknown, inside: Inside, names: readonly string[]): Readonly<Record<string, unknown>> {
  return unmarshal(inside, (at) => {
    if (isObject(value)) {
      for (const key of Object.keys(value)) if (!names.includes(key)) at.passOver(key, names);
      return value;
    }
    if (value !== null) at.mismatch(value, "map[string]json.RawMessage");
    return {};
  });
}

/** One entry of such a map, decoded by a call of its own; undefined: there is none, or null leaves it. */
export function entry<T>(
  given: Readonly<Record<string, unknown>>,
  { path, passedOver }: Inside,
  key: string,
  read: Reader<T>,
): T | undefined {
  return Object.hasOwn(given, key)
    ? unmarshal({ path: [...path, key], passedOver }, (target) => read(given[key], target))
    : undefined;
}

/** A number that Go's strconv reads as an integer of the range: without fraction and exponent in its JSON text. */
export function isInteger(value: unknown, least: bigint, most: bigint): value is number | bigint {
  if (typeof value === "bigint") return value >= least && value <= most;
  // From 1e21 the JSON text has an exponent; no range here reaches so far.
  return typeof value === "number" && Number.isInteger(value) && value >= Number(least) && value < Number(most);
}
