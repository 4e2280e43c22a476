/** A place on a fleet as one number: GPU * 64 + start; -1 is nowhere. */
const CODE_BITS = 6;

/** The GPU of a code of `placeBatch`; -1 of -1. */
export function gpuOf(code: number): number {
  return code >> CODE_BITS;
}

/** The first memory slice of a code of `placeBatch`. */
export function startOf(code: number): number {
  return code & ((1 << CODE_BITS) - 1);
}
