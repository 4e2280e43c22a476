import { MigError, type Path, pathText } from "../error.js";
import { resolveModel } from "../model/define.js";
import { parseProfile } from "../model/names.js";
import { nearest } from "../model/nearest.js";
import { quote } from "../model/quote.js";
import type { Demand, GpuModel, ModelRef, ParsedProfile } from "../model/types.js";
import { compileModel, type Handle, type Planner, type Want } from "../planner/index.js";
import type { Placement } from "./types.js";

/**
 * What the names of a model mean to the planner, and the answers that depend on a state alone.
 * Profiles are numbered in the model's order, placements as the planner numbers them.
 */
export interface Vocabulary {
  readonly model: GpuModel;
  readonly planner: Planner;
  readonly handle: Handle;
  /** instances that a question about one GPU can hold, running and wanted each */
  readonly instances: number;
  /** every name and alias -> profile number */
  readonly profiles: ReadonlyMap<string, number>;
  /** "3g.40gb@4", by every name and alias -> placement number */
  readonly placements: ReadonlyMap<string, number>;
  /** "3g.40gb" and "3g.40gb@4", by every name and alias -> what is wanted */
  readonly wants: ReadonlyMap<string, Want>;
  /** placement number -> the one frozen object that stands for it */
  readonly placed: readonly Placement[];
  /** placement number -> profile number */
  readonly profileOf: readonly number[];
  /** profile number * MAX_SLICES + start -> placement number, or -1 */
  readonly at: readonly number[];
  /** state -> answer of `capacity`, as far as asked */
  readonly capacities: Demand[];
  /** state * profiles + profile -> answer of `freeStarts`, as far as asked */
  readonly starts: (readonly number[])[];
}

const vocabularies = new WeakMap<GpuModel, Vocabulary>();

/** The vocabulary of a model in the current instance of the planner. */
export function vocabularyOf(ref: ModelRef): Vocabulary {
  const model = resolveModel(ref);
  const { planner, handle } = compileModel(model);
  const known = vocabularies.get(model);
  if (known !== undefined && known.planner === planner) return known;
  const made = makeVocabulary(model, planner, handle);
  vocabularies.set(model, made);
  return made;
}

function makeVocabulary(model: GpuModel, planner: Planner, handle: Handle): Vocabulary {
  const slots = planner.MAX_SLICES.value;
  const profiles = new Map<string, number>();
  const placements = new Map<string, number>();
  const wants = new Map<string, Want>();
  const placed: Placement[] = [];
  const profileOf: number[] = [];
  const at: number[] = new Array(model.profiles.length * slots).fill(-1);
  model.profiles.forEach((profile, number) => {
    const names = [profile.name, ...profile.aliases];
    for (const name of names) {
      profiles.set(name, number);
      wants.set(name, { profile: number, pin: -1 });
    }
    for (const start of profile.starts) {
      const placement = planner.placementAt(handle, number, start);
      placed[placement] = Object.freeze({ profile: profile.name, start, size: profile.memorySlices });
      profileOf[placement] = number;
      at[number * slots + start] = placement;
      for (const name of names) {
        placements.set(`${name}@${start}`, placement);
        wants.set(`${name}@${start}`, { profile: number, pin: start });
      }
    }
  });
  return {
    model,
    planner,
    handle,
    instances: planner.MAX_INSTANCES.value,
    profiles,
    placements,
    wants,
    placed,
    profileOf,
    at,
    capacities: [],
    starts: [],
  };
}

/** The placement number of a profile at a start; -1 where it never sits there. */
export function placementNumber(words: Vocabulary, profile: number, start: number): number {
  const slots = words.planner.MAX_SLICES.value;
  return Number.isInteger(start) && start >= 0 && start < slots ? (words.at[profile * slots + start] ?? -1) : -1;
}

/**
 * The number of a profile by any spelling.
 *
 * @throws MigError UNKNOWN_PROFILE with the nearest names; INVALID_PROFILE for a compute-instance
 *   name; INVALID_INPUT for anything but a string
 */
export function profileNumber(words: Vocabulary, name: unknown, path: Path): number {
  if (typeof name !== "string")
    throw new MigError("INVALID_INPUT", `${pathText(path)}a profile name is needed, not ${typeof name}`, { path });
  const known = words.profiles.get(name);
  if (known !== undefined) return known;
  const parsed = parsedOrNull(name);
  const number = parsed === null ? undefined : words.profiles.get(parsed.name);
  if (parsed !== null && parsed.computeInstanceSlices !== null) throw computeInstanceName(words, parsed, path);
  if (number !== undefined) return number;
  const names = words.model.profiles.map((profile) => profile.name);
  const close = nearest(name, names);
  const would = close.length > 0 ? `; ${close.join(", ")} ${close.length > 1 ? "do" : "does"}` : `; it has ${names.join(", ")}`;
  throw new MigError("UNKNOWN_PROFILE", `${pathText(path)}${quote(name)} does not exist on ${words.model.name}${would}`, {
    path,
  });
}

function computeInstanceName(words: Vocabulary, parsed: ParsedProfile, path: Path): MigError {
  const text = parsed.name.replace(/^\d+c\./, "");
  const number = words.profiles.get(text);
  const home =
    number === undefined
      ? `, and ${words.model.name} has no ${text}`
      : `; the GPU instance it lives in is ${words.model.profiles[number]?.name}`;
  return new MigError("INVALID_PROFILE", `${pathText(path)}${parsed.name} is a compute instance${home}`, { path });
}

function parsedOrNull(name: string): ParsedProfile | null {
  try {
    return parseProfile(name);
  } catch {
    return null;
  }
}

/** "3g.40gb@4" -> name and pinned start; `digits` null: no pin; pin -1: none, or not a number. */
export function splitPin(text: string): { readonly name: string; readonly pin: number; readonly digits: string | null } {
  const split = text.lastIndexOf("@");
  if (split < 1) return { name: text, pin: -1, digits: null };
  const digits = text.slice(split + 1);
  return { name: text.slice(0, split), pin: /^\d{1,3}$/.test(digits) ? Number(digits) : -1, digits };
}
