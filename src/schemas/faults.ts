import type { z } from "zod";
import type { Fault, Path } from "../error.js";

/** What zod calls a type -> what a reader calls it. */
const NAMES: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** zod's issues with a document as faults: one for each place, misspelt keys first, since they explain the missing ones. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], document: unknown): readonly Fault[] {
  const misspelt = (issue: z.core.$ZodIssue) => (issue.code === "unrecognized_keys" ? 0 : 1);
  const faults = [...issues].sort((a, b) => misspelt(a) - misspelt(b)).flatMap((issue) => faultsOfIssue(issue, [], document));
  const seen = new Set<string>();
  return faults.filter(({ path }) => {
    const place = JSON.stringify(path);
    return !seen.has(place) && seen.add(place);
  });
}

/** Of a union, the faults of the alternative that was meant: the one that is wrong inside, not as a whole. */
function faultsOfIssue(issue: z.core.$ZodIssue, before: Path, document: unknown): readonly Fault[] {
  // Documents have no symbol keys; zod's type allows them.
  const path = [...before, ...issue.path.filter((key) => typeof key !== "symbol")];
  const value = valueAt(document, path);
  if (issue.code !== "invalid_union") return [{ path, message: message(issue, value) }];
  const wrongInside = issue.errors.filter((issues) => !issues.some((one) => one.path.length === 0 && isOfOtherType(one, value)));
  const [meant] = wrongInside;
  if (meant !== undefined && wrongInside.length === 1) return meant.flatMap((inner) => faultsOfIssue(inner, path, document));
  const types = issue.errors.flatMap((issues) => issues.flatMap((one) => expectedTypes(one)));
  return [{ path, message: `${[...new Set(types)].join(" or ")} is needed, not ${show(value)}` }];
}

/** Choices are between texts: of another value they say no more than that it is none. */
function isOfOtherType(issue: z.core.$ZodIssue, value: unknown): boolean {
  return issue.code === "invalid_type" || (issue.code === "invalid_value" && typeof value !== "string");
}

function expectedTypes(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "invalid_value") return [named("string")];
  return issue.code === "invalid_type" ? [named(issue.expected)] : [];
}

function message(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return value === undefined
        ? `is missing; ${named(issue.expected)} is needed`
        : `${named(issue.expected)} is needed, not ${show(value)}`;
    case "too_small":
      return issue.inclusive === false
        ? `more than ${issue.minimum} is needed, not ${show(value)}`
        : `${amount(issue.minimum, issue.origin)} or more is needed, not ${measure(value)}`;
    case "too_big":
      return `${amount(issue.maximum, issue.origin)} or less is needed, not ${measure(value)}`;
    case "invalid_value":
      return `one of ${issue.values.join(", ")} is needed, not ${show(value)}`;
    case "unrecognized_keys":
      return `there is no key ${issue.keys
        .slice(0, 3)
        .map((key) => show(key))
        .join(", ")} here`;
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

function named(type: string): string {
  return NAMES[type] ?? type;
}

function amount(limit: number | bigint, origin: string): string {
  if (origin === "array") return `a length of ${limit}`;
  return origin === "string" ? `a text of ${limit} characters` : String(limit);
}

function measure(value: unknown): string {
  return typeof value === "string" || Array.isArray(value) ? String(value.length) : show(value);
}

/** A value for a message: short, on one line. */
function show(value: unknown): string {
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : typeof value;
}

function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const key of path) {
    // Read as zod read it before: by own keys only, of whatever the document holds there.
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return value;
}
