import fc from "fast-check";
import type { ModelRef } from "../../model/types.js";
import { modelOf, oneOf, simplestFirst } from "./profiles.js";

/**
 * A request as `fit` takes it: names of profiles, up to two more than one GPU can hold, so that
 * many cannot be served. Shrinks to fewer entries, and to plain profiles in the model's order.
 *
 * @throws MigError UNKNOWN_MODEL, INVALID_MODEL
 */
export function arbitraryRequest(model: ModelRef): fc.Arbitrary<string[]> {
  const read = modelOf(model);
  const names = simplestFirst(read).map(({ name }) => name);
  return fc.array(oneOf(names), { maxLength: read.maxInstances + 2, size: "max" });
}
