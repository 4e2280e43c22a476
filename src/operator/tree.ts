/** Values as Helm holds them while it merges: maps as Maps, so that no key can be a surprise. */
import { MigError } from "../error.js";

export type Value = null | boolean | number | string | Value[] | Tree;
export type Tree = Map<string, Value>;

/** Deeper data is no document that anyone wrote. */
const MAX_DEPTH = 200;

/** Plain data as Helm holds it; what is no JSON becomes text. @throws MigError INVALID_INPUT for data nested too deep */
export function treeOf(value: unknown, depth = 0): Value {
  if (depth > MAX_DEPTH) throw failed(`values nested more than ${MAX_DEPTH} deep are not read`);
  if (Array.isArray(value)) return Array.from(value, (each) => treeOf(each, depth + 1));
  if (typeof value === "object" && value !== null)
    return new Map(Object.entries(value).map(([key, each]) => [key, treeOf(each, depth + 1)] as const));
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  return String(value);
}

/** What Helm holds as plain data. */
export function plainOf(value: Value): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, plainOf(each)] as const));
  return Array.isArray(value) ? value.map(plainOf) : value;
}

/** Puts `over` above `tree`: maps are merged, all else is replaced (helm pkg/chart/loader, MergeMaps). */
export function merge(tree: Tree, over: Tree): void {
  for (const [key, value] of over) {
    const there = tree.get(key);
    if (there instanceof Map && value instanceof Map) merge(there, value);
    else tree.set(key, value);
  }
}

/** The value, which must be a map, as Go asserts it. @throws MigError INVALID_INPUT with Go's message */
export function asMap(value: Value | undefined): Tree {
  if (value instanceof Map) return value;
  throw failed(`unable to parse key: interface conversion: interface {} is ${goType(value)}, not map[string]interface {}`);
}

/** The value, which must be a list, likewise. @throws MigError INVALID_INPUT with Go's message */
export function asList(value: Value | undefined): Value[] {
  if (Array.isArray(value)) return value;
  throw failed(`unable to parse key: interface conversion: interface {} is ${goType(value)}, not []interface {}`);
}

function goType(value: Value | undefined): string {
  if (value === null || value === undefined) return "nil";
  if (Array.isArray(value)) return "[]interface {}";
  if (value instanceof Map) return "map[string]interface {}";
  return { boolean: "bool", number: "int64", string: "string" }[typeof value as "boolean" | "number" | "string"]; // all that is left of Value
}

/** What Helm says of a line that it cannot read. */
export function failed(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}
