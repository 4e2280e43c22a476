/** Plain data into Go's types as encoding/json decodes it, with its messages. */
import type { Path } from "../error.js";
import { Fatal } from "./fatal.js";

/** What is decoded, or why not: an error for which decoding goes on with what follows. */
export type Decoded<T> = T | Fatal;

/** json calls the kinds of values so. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "bigint" ? "number" : typeof value;
}

export function cannotDecode(value: unknown, goType: string, path: Path): Fatal {
  return new Fatal(`json: cannot unmarshal ${kindOf(value)} into Go value of type ${goType}`, path);
}

export function decodeString(value: unknown, path: Path): Decoded<string> {
  if (value === null) return "";
  return typeof value === "string" ? value : cannotDecode(value, "string", path);
}

export function decodeBool(value: unknown, path: Path): Decoded<boolean> {
  if (value === null) return false;
  return typeof value === "boolean" ? value : cannotDecode(value, "bool", path);
}

/** A whole number of 64 bits; beyond 2^53 the nearest one that a double holds. */
export function decodeInt(value: unknown, path: Path): Decoded<number> {
  if (value === null) return 0;
  if (typeof value !== "number" && typeof value !== "bigint") return cannotDecode(value, "int", path);
  // json sees the text, whose digits may be rounded: the smallest number of 64 bits, as a double, is too small.
  const text = String(value);
  const whole = /^-?\d+$/.test(text) ? BigInt(text) : null;
  if (whole !== null && BigInt.asIntN(64, whole) === whole) return Number(whole);
  return new Fatal(`json: cannot unmarshal number ${text} into Go value of type int`, path);
}

/** The first error is told, once all is decoded. */
export function decodeList<T>(
  value: unknown,
  goType: string,
  path: Path,
  item: (value: unknown, path: Path) => Decoded<T>,
): Decoded<readonly T[]> {
  if (!Array.isArray(value)) return cannotDecode(value, goType, path);
  const items = value.map((each: unknown, i) => item(each, [...path, i]));
  return (
    items.find((each) => each instanceof Fatal) ??
    items.filter((each): each is Exclude<typeof each, Fatal> => !(each instanceof Fatal))
  );
}

/** Own keys with something behind them; null: none; anything else has no keys. */
export function decodeKeys(value: unknown, goType: string, path: Path): ReadonlyMap<string, unknown> {
  if (value === null) return new Map();
  if (typeof value !== "object" || Array.isArray(value)) throw cannotDecode(value, goType, path);
  return new Map(Object.entries(value).filter(([, each]) => each !== undefined));
}

/** In the order in which json writes keys, and so decodes them. */
export function inOrder<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @throws the error that it is */
export function sure<T>(decoded: Decoded<T>): T {
  if (decoded instanceof Fatal) throw decoded;
  return decoded;
}
