/** Freezes a plain value and everything in it, and gives it back. Frozen parts are taken to be frozen throughout. */
export function deepFreeze<T>(value: T): T {
  if (Object.isFrozen(value)) return value; // as whatever is no object is
  for (const part of Object.values(value as object)) deepFreeze(part);
  return Object.freeze(value);
}
