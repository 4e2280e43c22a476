/** Placements as callers write them, taken apart but not judged. */
import { MigError, type Path, pathText } from "../error.js";
import { quote, show } from "../model/quote.js";
import type { ComputeInstancePlacement, PlacementInput } from "./types.js";
import { splitPin } from "./vocabulary.js";

export interface ReadPlacement {
  /** A name; whether the model has it is not known yet. */
  readonly profile: unknown;
  readonly start: unknown;
  readonly size: unknown;
  readonly computeInstances: readonly ComputeInstancePlacement[] | undefined;
}

/** Far more than any layout or node has; longer lists are refused unread. */
const MAX_ENTRIES = 4096;

/**
 * The list itself, checked to be one; nothing given is an empty one.
 *
 * @throws MigError INVALID_INPUT
 */
export function listOf<T>(value: readonly T[] | undefined, path: Path): readonly T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value))
    throw new MigError("INVALID_INPUT", `${pathText(path)}a list is needed, not ${show(value)}`, { path });
  if (value.length <= MAX_ENTRIES) return value;
  const message = `${pathText(path)}has ${value.length} entries; more than ${MAX_ENTRIES} are not read`;
  throw new MigError("INVALID_INPUT", message, { path });
}

/**
 * Takes "3g.40gb@4" or an object apart.
 *
 * @throws MigError INVALID_INPUT where it is neither
 */
export function readPlacement(input: PlacementInput, path: Path): ReadPlacement {
  if (typeof input === "string") return { ...splitAt(input, path), size: undefined, computeInstances: undefined };
  if (typeof input !== "object" || input === null) {
    const message = `${pathText(path)}a placement is needed: "3g.40gb@4", or an object with profile and start; not ${show(input)}`;
    throw new MigError("INVALID_INPUT", message, { path });
  }
  const { profile, start, size, computeInstances } = input;
  return { profile, start, size, computeInstances: readInside(computeInstances, [...path, "computeInstances"]) };
}

function splitAt(text: string, path: Path): { profile: string; start: number } {
  const { name, pin } = splitPin(text);
  if (pin >= 0) return { profile: name, start: pin };
  const message = `${pathText(path)}${quote(text)} is no placement; write profile@start, such as 3g.40gb@4`;
  throw new MigError("INVALID_INPUT", message, { path });
}

/** Compute instances of one GPU instance, copied and frozen; whether they fit is not judged here. */
export function readInside(value: unknown, path: Path): readonly ComputeInstancePlacement[] | undefined {
  if (value === undefined) return undefined;
  const list = listOf(value as readonly unknown[], path); // listOf refuses whatever is no list
  return Object.freeze(
    Array.from(list, (item, i) => {
      const { profile, start } = (typeof item === "object" && item !== null ? item : {}) as Partial<ComputeInstancePlacement>; // read and checked below
      if (typeof profile === "string" && typeof start === "number") return Object.freeze({ profile, start: start + 0 }); // -0 is 0
      const message = `${pathText([...path, i])}an object with profile and start is needed, not ${show(item)}`;
      throw new MigError("INVALID_INPUT", message, { path: [...path, i] });
    }),
  );
}
