/**
 * Plain scalars as the programs around MIG read them. All are written in Go and read YAML through
 * sigs.k8s.io/yaml, that is go-yaml v2: YAML 1.1 without its base-60 numbers (resolve.go).
 */
import type { ScalarTag } from "yaml";

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:|~|null|Null|NULL)$/;
const NOT_FINITE = /^(?:\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF))$/;
/** strconv.ParseInt with base 0, once underscores are gone: a leading 0 means octal. */
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** What the number tests may look at: those of Go begin with a digit, a sign or a dot. */
const NUMBER_LIKE = /^[-+.0-9]/;
const INT64 = 2n ** 63n;
const UINT64 = 2n ** 64n;

/** A whole number: a bigint where a double would lose digits; null where the text is none, or not of 64 bits. */
function integer(text: string): number | bigint | null {
  const match = INTEGER.exec(text.replaceAll("_", ""));
  if (match === null) return null;
  const [, sign, digits = ""] = match;
  // BigInt knows 0x, 0b and 0o, and takes a bare leading 0 for decimal.
  const size = BigInt(digits.replace(/^0(?=[0-7])/, "0o"));
  if (size >= (sign === "-" ? INT64 + 1n : UINT64)) return null;
  const value = sign === "-" ? -size : size;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A number that is not whole by its spelling, or too large for 64 bits; null where the text is none. */
function float(text: string): number | null {
  // Only where a digit or a sign comes first may underscores stand between digits.
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  return FLOAT.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

const isNumber = (text: string) => NUMBER_LIKE.test(text) && (integer(text) ?? float(text)) !== null;
/** A tag asks only `test`. */
const testOf = (test: (text: string) => boolean) => ({ test }) as RegExp;

/** The tags of the schema, in the order in which a plain scalar is tried; whatever passes none is a string. */
export const GO_SCALARS: readonly ScalarTag[] = [
  { tag: "tag:yaml.org,2002:null", default: true, test: NULL, resolve: () => null },
  { tag: "tag:yaml.org,2002:bool", default: true, test: TRUE, resolve: (text) => TRUE.test(text) },
  { tag: "tag:yaml.org,2002:bool", default: true, test: FALSE, resolve: (text) => TRUE.test(text) },
  { tag: "tag:yaml.org,2002:float", default: true, test: NOT_FINITE, resolve: notFinite },
  { tag: "tag:yaml.org,2002:int", default: true, test: testOf(isNumber), resolve: (text) => integer(text) ?? float(text) },
  {
    tag: "tag:yaml.org,2002:float",
    default: true,
    test: testOf(isNumber),
    resolve: (text) => Number(integer(text) ?? float(text)),
  },
];

function notFinite(text: string): number {
  if (/nan$/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
