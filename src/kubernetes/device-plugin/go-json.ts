/**
 * JSON as Go's encoding/json decodes it, as far as the device plugin's config asks: which value of
 * a wrong type is told, which fault stops the reading, and in which words (Go 1.26
 * src/encoding/json/decode.go). sigs.k8s.io/yaml hands it the keys sorted.
 */
import type { Path } from "../../error.js";

/** What a call of json.Unmarshal or an UnmarshalJSON method returns as its error. */
export class GoFault extends Error {
  /** Into the document. */
  readonly path: Path;
  /** Of an UnmarshalTypeError: what was found, the type that was wanted, and the struct field, "" without one. */
  readonly mismatch: { readonly found: string; readonly wanted: string; readonly field: string } | null;

  constructor(path: Path, what: string | NonNullable<GoFault["mismatch"]>) {
    super(typeof what === "string" ? what : mismatchText(what));
    this.path = path;
    this.mismatch = typeof what === "string" ? null : what;
  }
}

function mismatchText({ found, wanted, field }: NonNullable<GoFault["mismatch"]>): string {
  return `json: cannot unmarshal ${found} into Go ${field === "" ? "value" : `struct field ${field}`} of type ${wanted}`;
}

/** What a call of json.Unmarshal reads: the value at `path` of the document. */
export interface Inside {
  readonly path: Path;
  /** Collects the keys that the decoder passes over. */
  readonly passedOver: PassedOver[];
}

/** A key that means nothing, and those that would at its place. */
export interface PassedOver {
  readonly path: Path;
  readonly names: readonly string[];
}

/** Where a value is decoded to. */
export class Target {
  readonly path: Path;
  readonly #passedOver: PassedOver[];
  /** "Flags.flags.CommandLineFlags.migStrategy": the innermost struct, then the fields from the outermost; "": not in a struct. */
  readonly #field: string;
  readonly #call: { fault: GoFault | null };

  constructor({ path, passedOver }: Inside, field: string, call: { fault: GoFault | null }) {
    this.path = path;
    this.#passedOver = passedOver;
    this.#field = field;
    this.#call = call;
  }

  /** The field of a struct: `key` as the document spells it, `names` as Go does, embedded structs first. */
  field(struct: string, key: string, names: readonly string[]): Target {
    const above = this.#field.split(".").slice(1);
    return this.#at(key, [struct, ...above, ...names].join("."));
  }

  item(index: number): Target {
    return this.#at(index, this.#field);
  }

  #at(step: string | number, field: string): Target {
    return new Target({ path: [...this.path, step], passedOver: this.#passedOver }, field, this.#call);
  }

  /** A key that means nothing here. */
  passOver(key: string, names: readonly string[]): void {
    this.#passedOver.push({ path: [...this.path, key], names });
  }

  /** An UnmarshalTypeError: the first is the call's error, unless another kind stops it. */
  mismatch(value: unknown, wanted: string): void {
    this.#call.fault ??= new GoFault(this.path, { found: kindOf(value, wanted), wanted, field: this.#field });
  }

  /** A type's own UnmarshalJSON. What it returns stops the reading, with this place in the message of a type error. */
  method<T>(read: (inside: Inside) => T): T {
    try {
      return read({ path: this.path, passedOver: this.#passedOver });
    } catch (error) {
      if (!(error instanceof GoFault) || error.mismatch === null || this.#field === "") throw error;
      throw new GoFault(error.path, { ...error.mismatch, field: this.#field });
    }
  }
}

/** One call of json.Unmarshal. @throws GoFault */
export function unmarshal<T>(inside: Inside, read: (target: Target) => T): T {
  const call: { fault: GoFault | null } = { fault: null };
  const value = read(new Target(inside, "", call));
  if (call.fault !== null) throw call.fault;
  return value;
}

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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A number that Go's strconv reads as an integer of the range: without fraction and exponent in its JSON text. */
export function isInteger(value: unknown, least: bigint, most: bigint): value is number | bigint {
  if (typeof value === "bigint") return value >= least && value <= most;
  // From 1e21 the JSON text has an exponent; no range here reaches so far.
  return typeof value === "number" && Number.isInteger(value) && value >= Number(least) && value < Number(most);
}

function kindOf(value: unknown, wanted: string): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  if (typeof value !== "number" && typeof value !== "bigint") return typeof value;
  // Only a type that takes numbers says which one it does not take.
  return wanted === "int" ? `number ${goJson(value)}` : "number";
}

const ESCAPED = /[<>&\u2028\u2029]/g;
/** Of a value in a message. */
const SHOWN = 256;

/** A value as json.Marshal writes it, shortened. */
export function goJson(value: unknown): string {
  const written = JSON.stringify(sorted(value)) ?? "null";
  const escaped = written.replace(ESCAPED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return escaped.length > SHOWN ? `${escaped.slice(0, SHOWN)}…` : escaped;
}

function sorted(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return Array.from(value, sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
