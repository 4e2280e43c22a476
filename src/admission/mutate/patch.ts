/** Changes to an object, applied and written as a JSON Patch (RFC 6902). */
import type { Path } from "../../error.js";

/** At a key of an object that is there: the last step of the path. */
export type Operation =
  | { readonly op: "add"; readonly path: Path; readonly value: unknown }
  | { readonly op: "remove"; readonly path: Path };

/** The object with the changes made, one after another; what was given stays as it is. */
export function applied(object: unknown, operations: readonly Operation[]): unknown {
  return operations.reduce<unknown>((value, operation) => edited(value, operation.path, operation), object);
}

function edited(value: unknown, [key, ...rest]: Path, operation: Operation): unknown {
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.map((item: unknown, i) => (i === key ? edited(item, rest, operation) : item));
  const fields: Readonly<Record<string, unknown>> = typeof value === "object" && value !== null ? { ...value } : {};
  if (rest.length > 0) return { ...fields, [key]: edited(fields[key], rest, operation) };
  if (operation.op === "add") return { ...fields, [key]: operation.value };
  return Object.fromEntries(Object.entries(fields).filter(([each]) => each !== key));
}

/** Base64 of the patch, as a review's answer carries it. */
export function encodedPatch(operations: readonly Operation[]): string {
  const patch = operations.map((operation) => ({ ...operation, path: pointerOf(operation.path) }));
  const bytes = new TextEncoder().encode(JSON.stringify(patch));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** JSON Pointer (RFC 6901). */
function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
