/** Quantities of Kubernetes (apimachinery pkg/api/resource) as far as devices have them: whole numbers from 0. */

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};
/** Largest first. */
const BINARY = ["Pi", "Ti", "Gi", "Mi", "Ki"] as const;
const QUANTITY = /^\+?(\d{1,16}(?:\.\d{0,16})?|\.\d{1,16})([kMGTP]|[KMGTP]i)?$/;
const SCIENTIFIC = /^\+?(?:\d{1,16}(?:\.\d{0,16})?|\.\d{1,16})[eE][+-]?\d{1,2}$/;

/** A whole number as a quantity of format BinarySI prints it: in the largest unit that leaves it whole, "80384Mi". */
export function printQuantity(value: number): string {
  const unit = BINARY.find((suffix) => value > 0 && value % (UNITS[suffix] ?? 1) === 0);
  return unit === undefined ? String(value) : `${value / (UNITS[unit] ?? 1)}${unit}`;
}

/** A quantity as the API server sends it; null for what is none, is below zero, not whole, or above 2^53 - 1. */
export function readQuantity(value: unknown): number | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value);
  const [, digits, unit = ""] = QUANTITY.exec(text) ?? [];
  const number = digits !== undefined ? Number(digits) * (UNITS[unit] ?? 1) : SCIENTIFIC.test(text) ? Number(text) : -1;
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}
