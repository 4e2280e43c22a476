/** Quantities of Kubernetes: "1", "500m", "1Ki", "1e3" (k8s.io/apimachinery 1.36 pkg/api/resource). */
import { type Amount, BINARY, canonicalText, DECIMAL, type Format, scaledInt64 } from "./quantity-amount.js";

/** What a quantity says. The integers are those that the API server reckons with: 64 bits, which overflow silently. */
export interface Quantity {
  /** As the API server writes it: "1500m" for "1.5". */
  readonly canonical: string;
  readonly sign: -1 | 0 | 1;
  /** In whole units, rounded up. */
  readonly value: bigint;
  /** In thousandths, rounded up. */
  readonly milliValue: bigint;
  /** Whether an extended resource may have it: thousandths without remainder, in 64 bits. */
  readonly isWhole: boolean;
}

/** The reading, or why there is none, in the API server's own words. */
export type QuantityReading =
  | { readonly ok: true; readonly quantity: Quantity }
  | { readonly ok: false; readonly message: string };

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NO_NUMBER = "unable to parse numeric part of quantity";
const SUFFIX_WRONG = "unable to parse quantity's suffix";
/** The API server has no limits here, and takes as long as the digits and the exponent ask for. */
const LONGEST = 1000;
const TOO_LONG = `a quantity of more than ${LONGEST} digits is not read`;

/** Sign, leading zeros, digits, fraction, suffix. */
const SCANNED = /^([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const EXPONENT = /^[eE]([-+]?[0-9]+)$/;
/** With no more digits than these an amount is sure to fit into 64 bits. */
const SURE_DIGITS = 18;
/** The finest step: billionths. */
const NANO = 9;
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * Reads a quantity exactly, by the full grammar: signs, fractions, the suffixes n to E and Ki to
 * Ei, exponents. A number is read as its JSON text, as the API server does. Never throws.
 */
export function parseQuantity(text: string | number): QuantityReading {
  if (typeof text !== "string" && typeof text !== "number") return { ok: false, message: FORMAT_WRONG };
  const written = String(text);
  if (written.length > LONGEST) return { ok: false, message: TOO_LONG };
  const match = written === "" ? null : SCANNED.exec(written);
  if (match === null) return { ok: false, message: FORMAT_WRONG };
  const [, sign, zeros, significant, fraction = "", suffix = ""] = match;
  const unit = unitOf(suffix);
  if (unit === null) return { ok: false, message: SUFFIX_WRONG };
  const digits = significant || "0";
  const amount = amountOf(sign === "-", digits, fraction, unit);
  if (amount === null) return { ok: false, message: TOO_LONG };
  if (!amount.int64 && `${zeros}${significant}${fraction}` === "") return { ok: false, message: NO_NUMBER };
  const milliValue = scaledInt64(amount, -3);
  const quantity: Quantity = {
    canonical: isCanonical(amount, digits + fraction, written) ? written : canonicalText(amount),
    sign: amount.units === 0n ? 0 : amount.units < 0n ? -1 : 1,
    value: scaledInt64(amount, 0),
    milliValue,
    isWhole: milliValue % 1000n === 0n,
  };
  return { ok: true, quantity: Object.freeze(quantity) };
}

interface Unit {
  readonly format: Format;
  /** Of 10, or of 2 with the binary suffixes. */
  readonly exponent: number;
}

function unitOf(suffix: string): Unit | null {
  const decimal = DECIMAL.get(suffix);
  if (decimal !== undefined) return { format: "DecimalSI", exponent: decimal };
  const power = BINARY.indexOf(suffix) + 1;
  if (power > 0) return { format: "BinarySI", exponent: power * 10 };
  const exponent = BigInt(EXPONENT.exec(suffix)?.[1]?.replace(/^\+/, "") ?? MAX_INT64 + 1n);
  if (BigInt.asIntN(64, exponent) !== exponent) return null;
  return { format: "DecimalExponent", exponent: Number(BigInt.asIntN(32, exponent)) };
}

/** null: more digits than are read. */
function amountOf(negative: boolean, digits: string, fraction: string, unit: Unit): Amount | null {
  const { format, exponent } = unit;
  const binary = format === "BinarySI";
  const factor = binary ? 2n ** BigInt(exponent) : 1n;
  const scale = (binary ? 0 : exponent) - fraction.length;
  const size = BigInt(digits + fraction) * factor;
  const units = negative ? -size : size;
  if (scale >= -NANO && isSure(digits, fraction, unit)) return { units, scale, format, int64: true };
  return bigAmount(size, scale, negative, format);
}

/** Whether the API server reckons with 64 bits, rather than with as many digits as it takes. */
function isSure(digits: string, fraction: string, { format, exponent }: Unit): boolean {
  if (format !== "BinarySI") return digits.length + fraction.length <= SURE_DIGITS;
  // Ten binary places count as three decimal digits, with the rounding of a 32-bit float.
  return fraction === "" && 15 - digits.length - Math.trunc(Math.fround(exponent * 3) / 10) - 1 >= 0;
}

/** Rounded up to billionths, binary ones to the largest 64-bit integer at most. */
function bigAmount(size: bigint, scale: number, negative: boolean, format: Format): Amount | null {
  if (size === 0n) return { units: 0n, scale, format, int64: false };
  if (scale > LONGEST) return null;
  const nanos = scale + NANO >= 0 ? size * 10n ** BigInt(scale + NANO) : roundedUp(size, -scale - NANO);
  const capped = format === "BinarySI" && nanos > MAX_INT64 * 10n ** 9n;
  const [units, at] = capped ? [MAX_INT64, 0] : [nanos, -NANO];
  const shown = format === "BinarySI" && nanos < 10n ** 9n ? "DecimalSI" : format;
  return { units: negative ? -units : units, scale: at, format: shown, int64: false };
}

function roundedUp(size: bigint, places: number): bigint {
  if (places > LONGEST * 2) return 1n;
  const divisor = 10n ** BigInt(places);
  return size / divisor + (size % divisor === 0n ? 0n : 1n);
}

/** The API server keeps the text where it takes it for canonical at a glance. */
function isCanonical(amount: Amount, digits: string, written: string): boolean {
  if (written === "0") return true;
  if (!amount.int64) return false;
  if (amount.format === "BinarySI") return (BigInt(digits) & 7n) !== 0n;
  return amount.scale % 3 === 0 && !digits.endsWith("000") && !digits.startsWith("0");
}
