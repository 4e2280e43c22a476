/**
 * What a scalar means. The programs around MIG are written in Go and read YAML through
 * sigs.k8s.io/yaml, that is go-yaml v2: YAML 1.1 without its base-60 numbers (resolve.go).
 */
import { YamlFault } from "./fault.js";
import type { ScalarNode } from "./nodes.js";

const PREFIX = "tag:yaml.org,2002:";
const BINARY = `${PREFIX}binary`;

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:|~|null|Null|NULL)$/;
const NOT_A_NUMBER = /^(?:\.nan|\.NaN|\.NAN)$/;
const INFINITE = /^[-+]?(?:\.inf|\.Inf|\.INF)$/;
/** strconv.ParseInt with base 0, once underscores are gone: a leading 0 means octal. */
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** What begins with a dot goes to strconv.ParseFloat as it is, which takes underscores between digits. */
const DOT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|( ))(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/;
const INT64 = 2n ** 63n;
const UINT64 = 2n ** 64n;

/** What a plain scalar looks like. Whole numbers that a double cannot hold are bigints. */
export type Resolved =
  | { readonly type: "null"; readonly value: null }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "int"; readonly value: number | bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "str"; readonly value: string }
  | { readonly type: "timestamp"; readonly value: string };

/** @throws YamlFault where the text is not what its tag says */
export function resolveScalar(node: ScalarNode): Resolved {
  const { tag, value } = node;
  if (tag === BINARY) return { type: "str", value: decoded(value) };
  if (!(tag === "" ? node.implicit : TYPES.has(tag))) return { type: "str", value };
  const seen = resolvePlain(value, tag === `${PREFIX}timestamp`);
  if (tag === "" || tag === PREFIX + seen.type) return seen;
  if (tag === `${PREFIX}float` && seen.type === "int" && !isUnsigned(seen.value)) {
    return { type: "float", value: Number(seen.value) };
  }
  throw new YamlFault(`cannot decode !!${seen.type} \`${value}\` as a !!${tag.slice(PREFIX.length)}`, node.start);
}

/** Tags that must be true; with any other one a scalar is its text. */
const TYPES = new Set(["bool", "int", "float", "null", "timestamp"].map((type) => PREFIX + type));

/** Above the signed integers of 64 bits. */
export const isUnsigned = (value: number | bigint): boolean => typeof value === "bigint" && value >= INT64;

/** @param dates whether they are told apart; without a tag they are texts */
function resolvePlain(text: string, dates: boolean): Resolved {
  if (NULL.test(text)) return { type: "null", value: null };
  if (TRUE.test(text) || FALSE.test(text)) return { type: "bool", value: TRUE.test(text) };
  if (NOT_A_NUMBER.test(text)) return { type: "float", value: Number.NaN };
  if (INFINITE.test(text)) {
    return { type: "float", value: text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  }
  if (dates && isDate(text)) return { type: "timestamp", value: text };
  if (/^[-+0-9]/.test(text)) {
    const plain = text.replaceAll("_", "");
    const whole = integer(plain);
    if (whole !== null) return { type: "int", value: whole };
    if (FLOAT.test(plain) && Number.isFinite(Number(plain))) return { type: "float", value: Number(plain) };
  }
  if (DOT_FLOAT.test(text)) {
    const value = Number(text.replaceAll("_", ""));
    if (Number.isFinite(value)) return { type: "float", value };
  }
  return { type: "str", value: text };
}

/** Of the forms that go-yaml knows, with a zone exactly where "T" stands before the time, and in the calendar. */
function isDate(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (match === null) return false;
  const [, year, month, day, space, hour, minute, second, zone] = match;
  if (hour !== undefined && (space === undefined) !== (zone !== undefined)) return false;
  const date = new Date(`${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}T00:00:00Z`);
  return date.getUTCDate() === Number(day) && Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
}

/** A whole number of 64 bits; null where the text is none. */
function integer(plain: string): number | bigint | null {
  // go-yaml tries binary numbers a second time, and then takes a sign behind the prefix.
  const match = INTEGER.exec(plain.replace(/^0b([-+])(?=[01])/, "$10b"));
  if (match === null) return null;
  const [, sign, digits = ""] = match;
  // BigInt knows 0x, 0b and 0o, and takes a bare leading 0 for decimal.
  const size = BigInt(digits.replace(/^0(?=[0-7])/, "0o"));
  if (size >= (sign === "-" ? INT64 + 1n : sign === "+" ? INT64 : UINT64)) return null;
  const value = sign === "-" ? -size : size;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decoded(text: string): string {
  const plain = text.replace(/[\r\n]/g, "");
  if (!BASE64.test(plain)) throw new YamlFault("!!binary value contains invalid base64 data");
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(atob(plain), (char) => char.charCodeAt(0)));
}
