/** Which keys of values a chart does not have, or has for something else. */
import { nearest } from "../model/nearest.js";
import { quote } from "../model/quote.js";
import { isFrom, KNOWN_KEYS, type KnownKey, type Version, versionText } from "./known-keys.js";
import { type Fields, isFields } from "./plain.js";
import type { OperatorFinding } from "./types.js";

/** No map of values has so many; what follows them is not judged. */
export const MAX_KEYS = 100;

/**
 * Keys that the chart of this version lacks: all at the top and in the MIG part, elsewhere those that
 * the table knows of other versions. And maps where templates print texts, texts where they look into maps.
 */
export function keyFindings(values: Fields, version: Version): readonly OperatorFinding[] {
  return inside(values, [], version);
}

function inside(fields: Fields, path: readonly string[], version: Version): readonly OperatorFinding[] {
  const closed = path.length === 0 || KNOWN_KEYS.get(path.join("."))?.kind === "section";
  return Object.entries(fields)
    .slice(0, MAX_KEYS)
    .flatMap(([key, value]) => {
      const here = [...path, key];
      const known = KNOWN_KEYS.get(here.join("."));
      if (known === undefined) return closed ? [unknown(here)] : [];
      if (!isFrom(version, known.since) || (known.until !== null && isFrom(version, known.until)))
        return [elsewhere(known, here, version)];
      const wrong = wrongKind(known, value, here);
      if (wrong !== null) return [wrong];
      return isFields(value) && known.kind !== "any" ? inside(value, here, version) : [];
    });
}

function unknown(path: readonly string[]): OperatorFinding {
  const name = path.join(".");
  const siblings = [...KNOWN_KEYS.keys()].filter((each) => each.split(".").length === path.length);
  const close = nearest(name, siblings, 1)[0] ?? nearest(path.at(-1) ?? "", [...KNOWN_KEYS.keys()], 1)[0];
  return {
    severity: "warning",
    code: "UNKNOWN_KEY",
    message: `the chart has no ${quote(name)}; Helm takes it without a word, and nothing comes of it`,
    path,
    ...(close === undefined ? {} : { hint: `nearest is ${close}` }),
  };
}

function elsewhere({ since, until }: KnownKey, path: readonly string[], version: Version): OperatorFinding {
  const name = path.join(".");
  const early = !isFrom(version, since);
  return {
    severity: "warning",
    code: "UNKNOWN_KEY",
    message: `the chart of ${versionText(version)} has no ${name}; Helm takes it without a word, and nothing comes of it`,
    path,
    hint: early || until === null ? `it came with ${versionText(since)}` : `it went with ${versionText(until)}`,
  };
}

function wrongKind({ kind }: KnownKey, value: unknown, path: readonly string[]): OperatorFinding | null {
  const wrong = (message: string, hint: string): OperatorFinding => ({
    severity: "error",
    code: "WRONG_TYPE",
    message: `${path.join(".")}: ${message}`,
    path,
    hint,
  });
  if (kind === "section" && value === null)
    return wrong("null takes the whole map away, and templates that look into it fail: nil pointer", "leave it out, or give {}");
  if (value === null || kind === "any") return null;
  if (kind === "text" && typeof value === "object")
    return wrong(
      `a text is needed; ${namesIn(value, path)} a ${Array.isArray(value) ? "list" : "map"}, of which templates print ${quote(printed(value))}`,
      isFields(value) ? `its parts are keys of their own beside it: ${siblingsOf(path).join(", ")}` : "give one text",
    );
  if (kind === "list" && !Array.isArray(value)) return wrong("a list is needed", `${path.join(".")}[0], or - in YAML`);
  if ((kind === "section" || kind === "map") && !isFields(value)) return wrong("a map is needed", "give its keys one level down");
  return null;
}

/** "validator.image.repository and validator.image.tag make it" */
function namesIn(value: object, path: readonly string[]): string {
  const names = Object.keys(value)
    .slice(0, 4)
    .map((key) => `${path.join(".")}.${key}`);
  return Array.isArray(value) || names.length === 0 ? "this is" : `${names.join(" and ")} make${names.length > 1 ? "" : "s"} it`;
}

/** As Go prints a map or a list in a template. */
function printed(value: object): string {
  if (Array.isArray(value)) return `[${value.map(String).join(" ")}]`;
  const parts = Object.entries(value).map(([key, each]) => `${key}:${typeof each === "object" ? "…" : String(each)}`);
  return `map[${parts.sort().join(" ")}]`;
}

function siblingsOf(path: readonly string[]): readonly string[] {
  const parent = `${path.slice(0, -1).join(".")}.`;
  return [...KNOWN_KEYS.keys()].filter((key) => key.startsWith(parent) && !key.slice(parent.length).includes("."));
}
