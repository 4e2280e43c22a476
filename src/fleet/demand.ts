import { MigError, type Path, pathText } from "../error.js";
import { profileNumber, type Vocabulary } from "../gpu/vocabulary.js";
import { show } from "../model/quote.js";
import type { Demand } from "../model/types.js";

/**
 * A demand, added up by profile number; `profiles` has a bit for each that is wanted at all.
 *
 * @throws MigError UNKNOWN_PROFILE; INVALID_INPUT for what is no whole number from 0; RANGE beyond 2^53 - 1
 */
export function readDemand(words: Vocabulary, demand: Demand): { counts: Float64Array; profiles: number } {
  if (typeof demand !== "object" || demand === null || Array.isArray(demand)) {
    throw new MigError("INVALID_INPUT", "demand: an object of profile names and counts is needed", { path: ["demand"] });
  }
  const counts = new Float64Array(words.model.profiles.length);
  let profiles = 0;
  for (const key of Object.keys(demand)) {
    const number = words.profiles.get(key) ?? profileNumber(words, key, ["demand", key]);
    const count = readCount(demand[key], ["demand", key]);
    if (count === 0) continue;
    const sum = (counts[number] ?? 0) + count;
    if (sum > Number.MAX_SAFE_INTEGER) throw beyond(["demand", key]);
    counts[number] = sum;
    profiles |= 1 << number;
  }
  return { counts, profiles };
}

/** A count: whole, from 0 to 2^53 - 1. */
export function readCount(value: unknown, path: Path): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value + 0; // -0 is 0
  if (typeof value === "number" && Number.isInteger(value) && value > 0) throw beyond(path);
  throw new MigError("INVALID_INPUT", `${pathText(path)}a whole number from 0 is needed, not ${show(value)}`, { path });
}

/** The error for a number that no longer counts exactly. */
export function beyond(path: Path): MigError {
  return new MigError("RANGE", `${pathText(path)}counts above 2^53 - 1 are not exact and are refused; split the demand`, {
    path,
  });
}
