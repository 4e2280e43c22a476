import fc from "fast-check";
import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { resolveModel } from "../../model/define.js";
import { show } from "../../model/quote.js";
import type { GpuInstanceProfile, GpuModel, ModelRef } from "../../model/types.js";

/** The model, read when the arbitrary is made: a wrong name fails there and not in the middle of a run. */
export function modelOf(ref: ModelRef): GpuModel {
  return atTheDoor(() => resolveModel(ref));
}

/** In the order in which counterexamples prefer them: plain profiles first, else the model's order. */
export function simplestFirst({ profiles }: GpuModel): readonly GpuInstanceProfile[] {
  const isPlain = ({ attributes }: GpuInstanceProfile) => attributes.length === 0;
  return [...profiles.filter(isPlain), ...profiles.filter((profile) => !isPlain(profile))];
}

/** A limit that a caller gave. @throws MigError INVALID_INPUT */
export function limitOf(value: number | undefined, otherwise: number, most: number, name: string): number {
  if (value === undefined) return otherwise;
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new MigError("INVALID_INPUT", `${name}: a whole number from 0 to ${most} is needed, not ${show(value)}`, {
    path: [name],
  });
}

/** One of the values; shrinks towards the first, step by step, where `fc.constantFrom` knows the first alone. */
export function oneOf<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.nat(values.length - 1).map((index) => values[index] as T); // an index of the list
}
