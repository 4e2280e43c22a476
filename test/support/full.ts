/** Set by `npm run test:full`: the sizes that take hours instead of minutes. */
export const isFull = process.env.MIGPACK_FULL === "1";

/** How often or how far to go: `inFull` in the full run, `inCi` otherwise. */
export function full(inFull: number, inCi: number): number {
  return isFull ? inFull : inCi;
}

/** For the few tests whose full size does not end within the runner's usual limit. */
export function minutes(inFull: number, inCi: number): number {
  return full(inFull, inCi) * 60_000;
}
