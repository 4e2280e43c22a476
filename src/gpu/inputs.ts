/** Placements and requests as callers write them -> numbers of the planner. Runs before any question, since it may run a caller's getters. */
import { MigError, type Path } from "../error.js";
import { quote } from "../model/nearest.js";
import { layoutFaults } from "./faults.js";
import type { ComputeInstancePlacement, Placement, PlacementInput } from "./types.js";
import { at, placementNumber, profileNumber, type Vocabulary, type Want } from "./vocabulary.js";

/** One placement of a caller, taken apart but not judged. */
export interface ReadPlacement {
  readonly profile: unknown;
  readonly start: unknown;
  readonly size: number | undefined;
  readonly computeInstances: readonly ComputeInstancePlacement[] | undefined;
}

/** More entries than this are no layout of any GPU, and are refused unread. */
const MAX_ENTRIES = 4096;

/**
 * The list itself, checked to be one.
 *
 * @throws MigError INVALID_INPUT
 */
export function listOf<T>(value: readonly T[] | undefined, path: Path): readonly T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new MigError("INVALID_INPUT", `${at(path)}a list is needed, not ${value === null ? "null" : typeof value}`, { path });
  if (value.length > MAX_ENTRIES) {
    throw new MigError("INVALID_INPUT", `${at(path)}has ${value.length} entries; more than ${MAX_ENTRIES} never belong to one GPU`, { path });
  }
  return value;
}

/** Takes "3g.40gb@4" or an object apart. @throws MigError INVALID_INPUT where it is neither */
export function readPlacement(input: PlacementInput, path: Path): ReadPlacement {
  if (typeof input === "string") {
    const split = input.lastIndexOf("@");
    const digits = input.slice(split + 1);
    if (split < 0 || !/^\d{1,3}$/.test(digits)) {
      throw new MigError("INVALID_INPUT", `${at(path)}${quote(input)} is no placement; write profile@start, such as 3g.40gb@4`, { path });
    }
    return { profile: input.slice(0, split), start: Number(digits), size: undefined, computeInstances: undefined };
  }
  if (typeof input !== "object" || input === null) {
    throw new MigError("INVALID_INPUT", `${at(path)}a placement is needed: "3g.40gb@4", or an object with profile and start`, { path });
  }
  return { profile: input.profile, start: input.start, size: input.size, computeInstances: input.computeInstances };
}

/**
 * What runs on a GPU, as placement numbers.
 *
 * @throws MigError UNKNOWN_PROFILE; INVALID_LAYOUT with every fault where the layout is not valid; INVALID_INPUT for what is no placement
 */
export function occupiedNumbers(words: Vocabulary, occupied: readonly PlacementInput[] | undefined, name = "occupied"): readonly number[] {
  if (occupied === undefined) return NOTHING;
  const list = listOf(occupied, [name]);
  const numbers: number[] = [];
  for (let i = 0; i < list.length; i++) {
    const input = list[i] as PlacementInput; // a hole is undefined, which readPlacement refuses
    const known = typeof input === "string" ? words.placements.get(input) : undefined;
    numbers.push(known ?? occupiedNumber(words, input, list, [name, i]));
  }
  return numbers;
}

const NOTHING: readonly number[] = Object.freeze([]);

function occupiedNumber(words: Vocabulary, input: PlacementInput, list: readonly PlacementInput[], path: Path): number {
  const read = readPlacement(input, path);
  const profile = profileNumber(words, read.profile, path);
  const number = placementNumber(words, profile, read.start as number); // -1 for whatever is no start
  const size = words.model.profiles[profile]?.memorySlices;
  if (number < 0 || (read.size !== undefined && read.size !== size)) throw invalidLayout(words, list, path[0]);
  return number;
}

/** The error for a layout that is not valid: every fault, by entry. */
export function invalidLayout(words: Vocabulary, layout: readonly PlacementInput[], name: string | number = "layout"): MigError {
  const faults = layoutFaults(words, layout, false).map((fault) => ({ path: [name, fault.index], message: fault.message }));
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return new MigError("INVALID_LAYOUT", `${at(faults[0]?.path ?? [name])}${faults[0]?.message ?? "not a valid layout"}${more}`, { faults });
}

/**
 * Asks about a GPU of the model on which `occupied` runs; at most `MAX_INSTANCES` wants.
 *
 * @throws MigError INVALID_LAYOUT where what runs cannot run together
 */
export function askAbout(
  words: Vocabulary,
  occupied: readonly number[],
  layout: readonly PlacementInput[] | undefined,
  wants: readonly Want[] = NO_WANTS,
  name = "occupied",
): void {
  const { planner, instances } = words;
  if (occupied.length > instances) throw invalidLayout(words, layout ?? [], name);
  const box = planner.mailbox();
  for (let i = 0; i < occupied.length; i++) box[i] = occupied[i] as number; // i is in range
  for (let i = 0; i < wants.length; i++) {
    const { profile, pin } = wants[i] as Want; // i is in range
    box[instances + i] = profile;
    box[2 * instances + i] = pin;
  }
  if (planner.ask(words.handle, occupied.length, wants.length) >= 0) throw invalidLayout(words, layout ?? [], name);
}

const NO_WANTS: readonly Want[] = Object.freeze([]);

/** The number of the state that `occupied` makes. @throws MigError INVALID_LAYOUT where it cannot run together */
export function stateOf(words: Vocabulary, occupied: readonly number[], layout: readonly PlacementInput[] | undefined): number {
  const { planner, instances } = words;
  if (occupied.length > instances) throw invalidLayout(words, layout ?? [], "occupied");
  const box = planner.mailbox();
  for (let i = 0; i < occupied.length; i++) box[i] = occupied[i] as number; // i is in range
  const state = planner.stateOfRunning(words.handle, occupied.length);
  if (state < 0) throw invalidLayout(words, layout ?? [], "occupied");
  return state;
}

/**
 * Wanted instances. "3g.40gb@4" pins a start.
 *
 * @throws MigError UNKNOWN_PROFILE; INVALID_PROFILE; INVALID_INPUT for a start that the profile never has
 */
export function wantsOf(words: Vocabulary, profiles: readonly string[], name = "profiles"): readonly Want[] {
  if (profiles === undefined) throw new MigError("INVALID_INPUT", `${name}: a list of profile names is needed`, { path: [name] });
  const list = listOf(profiles, [name]);
  const wants: Want[] = [];
  for (let i = 0; i < list.length; i++) {
    const text = list[i] as string; // anything else is refused by profileNumber
    const known = words.wants.get(text);
    wants.push(known ?? wantOf(words, text, [name, i]));
  }
  return wants;
}

/** One wanted instance; see `wantsOf`. */
export function wantOf(words: Vocabulary, text: unknown, path: Path): Want {
  const split = typeof text === "string" ? text.lastIndexOf("@") : -1;
  if (typeof text !== "string" || split < 0) return { profile: profileNumber(words, text, path), pin: -1 };
  const profile = profileNumber(words, text.slice(0, split), path);
  const digits = text.slice(split + 1);
  const pin = /^\d{1,3}$/.test(digits) ? Number(digits) : -1;
  if (placementNumber(words, profile, pin) < 0) {
    const { name, starts } = words.model.profiles[profile] as { name: string; starts: readonly number[] }; // number of a profile
    throw new MigError("INVALID_INPUT", `${at(path)}${name} never sits at ${quote(digits)}; its starts are ${starts.join(", ")}`, { path });
  }
  return { profile, pin };
}

/** The placement of an entry as results carry it: with its compute instances, where the caller gave some. */
export function givenPlacement(words: Vocabulary, input: PlacementInput | undefined, number: number): Placement {
  const placement = words.placed[number] as Placement; // numbers come from this vocabulary
  if (typeof input !== "object" || input.computeInstances === undefined) return placement;
  const computeInstances = Object.freeze(input.computeInstances.map(({ profile, start }) => Object.freeze({ profile, start })));
  return Object.freeze({ ...placement, computeInstances });
}
