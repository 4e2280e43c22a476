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

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
