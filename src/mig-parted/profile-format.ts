/**
 * Profile names as mig-parted takes them (go-nvlib pkg/nvlib/device/mig_profile.go): by their
 * syntax alone, whether or not any GPU has them, and otherwise than nvidia-smi or Kubernetes.
 */
import type { ParsedProfile } from "../model/types.js";

/** unicode.IsSpace, at either end. */
const OUTER_SPACE =
  /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
const LARGEST = 2n ** 63n - 1n;

class FormatFault extends Error {}

/** Why mig-parted takes a text for no profile name, in the words of AssertValidMigProfileFormat; null: it takes it for one. */
export function profileFormatFault(text: string): string | null {
  const reading = readOrFault(text);
  return typeof reading === "string" ? reading : null;
}

/**
 * A profile name as mig-parted reads it; null where it takes the text for none.
 *
 * `name` is as the driver's profiles are spelled, MigProfileInfo.String(): "1c.1g.10gb" and
 * "01g.10gb" are 1g.10gb, and attributes keep their order. Only that spelling is ever found again
 * on a GPU. Sizes beyond 2^53 are the nearest that a double holds; `name` has them exactly.
 */
export function readProfileName(text: string): ParsedProfile | null {
  const reading = readOrFault(text);
  return typeof reading === "string" ? null : reading;
}

/** The fault, if there is one. */
function readOrFault(text: string): ParsedProfile | string {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof FormatFault) return error.message;
    throw error;
  }
}

function read(text: string): ParsedProfile {
  if (text === "") throw new FormatFault("profile is the empty string");
  const sign = text.includes("+") ? "+" : "-";
  if (sign === "+" && text.includes("-")) throw new FormatFault(`profile '${text}' contains both '+/-' attributes`);
  const [fields, list] = cut(text, sign);
  const [c, g, gb] = within(`cannot parse fields of '${text}'`, () => readFields(fields));
  const names = list === null ? [] : within(`cannot parse attributes of '${text}'`, () => readAttributes(list));
  const prefix = c === g ? "" : `${c}c.`;
  return Object.freeze({
    computeInstanceSlices: prefix === "" ? null : Number(c),
    computeSlices: Number(g),
    memoryGb: Number(gb),
    attributes: Object.freeze(names.map((name) => sign + name)),
    name: `${prefix}${g}g.${gb}gb${list === null ? "" : sign + names.join(",")}`,
  });
}

/** What stands before the first separator, and what behind it; null: there is none. */
function cut(text: string, separator: string): readonly [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function within<T>(context: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw error instanceof FormatFault ? new FormatFault(`${context}: ${error.message}`) : error;
  }
}

function readFields(text: string): readonly [bigint, bigint, bigint] {
  const [first, behind] = cut(text, ".");
  if (behind === null) throw new FormatFault("parsed wrong number of fields, expected 2 or 3");
  const [second, third] = cut(behind, ".");
  if (third !== null) return [readField(first, "c"), readField(second, "g"), readField(third, "gb")];
  const g = readField(first, "g");
  return [g, g, readField(second, "gb")];
}

function readField(text: string, unit: string): bigint {
  if (OUTER_SPACE.test(text)) throw new FormatFault(`leading or trailing spaces on '%d${unit}'`);
  if (!text.endsWith(unit)) throw new FormatFault(`missing '${unit}' from '%d${unit}'`);
  const digits = text.slice(0, -unit.length);
  // Of the longest texts the length alone says that they are too large.
  const value = /^0*[0-9]{1,19}$/.test(digits) ? BigInt(digits) : null;
  if (value === null || value > LARGEST) throw new FormatFault(`malformed number in '%d${unit}'`);
  return value;
}

function readAttributes(text: string): readonly string[] {
  const seen = new Set<string>();
  for (const name of text.split(",")) {
    if (seen.has(name)) throw new FormatFault("non unique attribute in list");
    const fault = attributeFault(name);
    if (fault !== null) throw new FormatFault(fault);
    seen.add(name);
  }
  return [...seen];
}

function attributeFault(name: string): string | null {
  if (name === "") return "empty attribute in list";
  if (OUTER_SPACE.test(name)) return "leading or trailing spaces in attribute";
  if (/^[0-9]/.test(name)) return "attribute begins with a number";
  if (name.startsWith(".") || name.endsWith(".")) return "attribute begins/ends with a dot";
  return /^[A-Za-z0-9.]+$/.test(name) ? null : "non alpha-numeric character or digit in attribute";
}
