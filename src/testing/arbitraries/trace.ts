import fc from "fast-check";
import { atTheDoor } from "../../door.js";
import type { ModelRef } from "../../model/types.js";
import { limitOf, modelOf, oneOf, simplestFirst } from "./profiles.js";

/** One event of a trace, by `op`: `place` an instance of `profile`, or release one. `nth` counts the `place` steps of the trace from 0. */
export type TraceStep = { readonly op: "place"; readonly profile: string } | { readonly op: "release"; readonly nth: number };

const DEFAULT_LENGTH = 50;
/** More steps than a counterexample could be read with. */
const MAX_LENGTH = 100_000;

/**
 * Instances that come and go: at most `length` steps (default 50). A release names a `place` step
 * before it, by its number among them, and none is named twice; whether that place was granted is
 * the scheduler's to say, and where it was not there is nothing to release. Shrinks to fewer steps,
 * plain profiles, and releases of what was placed first.
 *
 * @throws MigError UNKNOWN_MODEL, INVALID_MODEL; INVALID_INPUT for a `length` that is no count
 */
export function arbitraryTrace(model: ModelRef, options?: { readonly length?: number }): fc.Arbitrary<readonly TraceStep[]> {
  const names = simplestFirst(modelOf(model)).map(({ name }) => name);
  const maxLength = atTheDoor(() => limitOf(options?.length, DEFAULT_LENGTH, MAX_LENGTH, "length"));
  const place = oneOf(names);
  const release = fc.nat(maxLength);
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: place }, { weight: 2, arbitrary: release }), { maxLength, size: "max" })
    .map(steps);
}

/** A number releases one of what is placed so far, the oldest for 0; where there is none it is left out. */
function steps(events: readonly (string | number)[]): readonly TraceStep[] {
  const standing: number[] = [];
  let placed = 0;
  return events.flatMap((event): TraceStep[] => {
    if (typeof event === "string") {
      standing.push(placed++);
      return [{ op: "place", profile: event }];
    }
    const [nth] = standing.splice(event % Math.max(1, standing.length), 1);
    return nth === undefined ? [] : [{ op: "release", nth }];
  });
}
