import fc from "fast-check";
import { atTheDoor } from "../../door.js";
import type { Demand, ModelRef } from "../../model/types.js";
import { limitOf, modelOf, simplestFirst } from "./profiles.js";

/** Instances of one profile unless the caller says otherwise: a fleet of some hundred GPUs. */
const DEFAULT_MAX = 1000;

/**
 * A demand as `pack` takes it: 0 to `max` instances (default 1000) of each profile, profiles without
 * any left out. Shrinks to fewer profiles and to small counts. With a `max` near 2^53 sums exceed
 * what counts can be, which `pack` refuses with RANGE.
 *
 * @throws MigError UNKNOWN_MODEL, INVALID_MODEL; INVALID_INPUT for a `max` that is no count
 */
export function arbitraryDemand(model: ModelRef, options?: { readonly max?: number }): fc.Arbitrary<Demand> {
  const names = simplestFirst(modelOf(model)).map(({ name }) => name);
  const max = atTheDoor(() => limitOf(options?.max, DEFAULT_MAX, Number.MAX_SAFE_INTEGER, "max"));
  // Half of the profiles are absent: demands of a few profiles are where packings differ most.
  const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));
  return fc
    .tuple(...names.map(() => count))
    .map((counts) => Object.fromEntries(names.map((name, i) => [name, counts[i] ?? 0] as const).filter(([, n]) => n > 0)));
}
