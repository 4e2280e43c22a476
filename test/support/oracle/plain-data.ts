/** Why `value` is not plain, deeply frozen, JSON-serialisable data; null where it is. */
export function whyNotPlain(value: unknown, at = "result"): string | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  // JSON has no minus zero either.
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? null : `${at} is ${value}`;
  if (typeof value !== "object") return `${at} is a ${typeof value}`;
  if (!Object.isFrozen(value)) return `${at} is not frozen`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null)
    return `${at} is an object of a class`;
  if (Object.getOwnPropertySymbols(value).length > 0) return `${at} has a symbol key`;
  const keys = Object.keys(value);
  if (Array.isArray(value) && keys.length !== value.length) return `${at} is sparse or has extra keys`;
  for (const [key, each] of Object.entries(value)) {
    const why = whyNotPlain(each, `${at}.${key}`);
    if (why !== null) return why;
  }
  return null;
}
