/** Wanted instances as callers write them. */
import { MigError, type Path, pathText } from "../error.js";
import { show } from "../model/quote.js";
import type { GpuInstanceProfile } from "../model/types.js";
import type { Want } from "../planner/index.js";
import { listOf } from "./read-placement.js";
import { placementNumber, profileNumber, splitPin, type Vocabulary } from "./vocabulary.js";

/**
 * Reads wanted instances. "3g.40gb@4" pins a start.
 *
 * @throws MigError UNKNOWN_PROFILE; INVALID_PROFILE; INVALID_INPUT for a start that the profile never has, or no list
 */
export function readWants(words: Vocabulary, profiles: readonly string[], name = "profiles"): readonly Want[] {
  if (profiles === undefined) throw new MigError("INVALID_INPUT", `${name}: a list of profile names is needed`, { path: [name] });
  const list = listOf(profiles, [name]);
  const wants: Want[] = [];
  for (let i = 0; i < list.length; i++) {
    const text = list[i] as string; // anything else is refused by profileNumber
    wants.push(words.wants.get(text) ?? readWant(words, text, [name, i]));
  }
  return wants;
}

/** One wanted instance, written "3g.40gb" or "3g.40gb@4". @throws MigError as `readWants` */
export function readWant(words: Vocabulary, text: unknown, path: Path): Want {
  if (typeof text !== "string") return wantAt(words, text, undefined, path);
  const { name, pin, digits } = splitPin(text);
  return wantAt(words, name, digits === null ? undefined : pin < 0 ? digits : pin, path);
}

/** One wanted instance; a start of undefined is free to choose. @throws MigError as `readWants` */
export function wantAt(words: Vocabulary, spelling: unknown, start: unknown, path: Path): Want {
  const profile = profileNumber(words, spelling, path);
  if (start === undefined) return { profile, pin: -1 };
  const pin = start as number; // whatever else it is, the profile never sits there
  if (placementNumber(words, profile, pin) >= 0) return { profile, pin };
  const { name, starts } = words.model.profiles[profile] as GpuInstanceProfile; // number of a profile
  const message = `${pathText(path)}${name} never sits at ${show(start)}; its starts are ${starts.join(", ")}`;
  throw new MigError("INVALID_INPUT", message, { path });
}
