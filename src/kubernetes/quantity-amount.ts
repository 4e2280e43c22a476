/** Amounts as the API server reckons with them (k8s.io/apimachinery 1.36 pkg/api/resource: amount.go, math.go, scale_int.go). */

export type Format = "DecimalSI" | "DecimalExponent" | "BinarySI";

/** `units` times ten to the `scale`. */
export interface Amount {
  readonly units: bigint;
  readonly scale: number;
  /** What its suffix looks like when it is written again. */
  readonly format: Format;
  /** Kept in 64 bits; otherwise in as many digits as it takes. */
  readonly int64: boolean;
}

const int64 = (value: bigint) => BigInt.asIntN(64, value);
const OVERFLOWN = -(2n ** 63n);
/** Powers of ten that fit into 64 bits. */
const MOST = 18;
const GUARDED = new Set([1, 2, 3, 6, 9]);

/** In steps of ten to the `step`, rounded up; a 64-bit integer, which overflows as the API server's does. */
export function scaledInt64(amount: Amount, step: number): bigint {
  const places = amount.scale - step;
  if (places === 0) return int64(amount.units);
  if (amount.int64) return places > 0 ? multiplied(amount.units, places) : awayFromZero(amount.units, -places);
  return places > 0 ? int64(int64(amount.units) * powerOrOverflow(places)) : divided(amount.units, -places);
}

function multiplied(units: bigint, places: number): bigint {
  if (units === 0n) return 0n;
  const product = places > MOST ? null : units * 10n ** BigInt(places);
  if (product !== null && int64(product) === product) return product;
  // For these powers the product is handed out as it overflowed, for others nothing.
  return product !== null && GUARDED.has(places) ? int64(product) : 0n;
}

function awayFromZero(units: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  const rest = units % divisor;
  return units / divisor + (rest === 0n ? 0n : rest > 0n ? 1n : -1n);
}

function powerOrOverflow(places: number): bigint {
  return places > MOST ? OVERFLOWN : 10n ** BigInt(places);
}

/** Towards zero or down, by size; any remainder then counts as one more. */
function divided(units: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  const rest = units % divisor;
  const small = units < 2n ** 63n - 1n && places <= MOST;
  const quotient = small ? int64(units) / divisor : units / divisor - (rest < 0n ? 1n : 0n);
  const left = small ? int64(units) % divisor : rest;
  return int64(quotient) + (left === 0n ? 0n : 1n);
}

/** Suffix -> the power of ten that it stands for. */
export const DECIMAL: ReadonlyMap<string, number> = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
/** Suffixes of the powers of 1024, from the first on. */
export const BINARY: readonly string[] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL_SUFFIX: ReadonlyMap<number, string> = new Map([...DECIMAL].map(([suffix, exponent]) => [exponent, suffix]));

/** The amount without fraction and with as large a suffix as loses nothing. */
export function canonicalText(amount: Amount): string {
  if (amount.units === 0n) return "0";
  const whole = wholeUnits(amount);
  if (amount.format === "BinarySI" && whole !== null && (whole >= 1024n || whole <= -1024n)) {
    const [units, times] = withoutFactors(whole, 1024n);
    return `${units}${BINARY[times - 1] ?? ""}`;
  }
  let [units, exponent] = withoutFactors(amount.units, 10n);
  exponent += amount.scale;
  while (exponent % 3 !== 0) {
    units *= 10n;
    exponent--;
  }
  if (amount.format === "DecimalExponent") return exponent === 0 ? `${units}` : `${units}e${exponent}`;
  return `${units}${DECIMAL_SUFFIX.get(exponent) ?? ""}`;
}

/** null: there is a fraction. */
function wholeUnits({ units, scale }: Amount): bigint | null {
  if (scale >= 0) return scale > MOST ? null : units * 10n ** BigInt(scale);
  const divisor = 10n ** BigInt(-scale);
  return units % divisor === 0n ? units / divisor : null;
}

function withoutFactors(value: bigint, factor: bigint): [bigint, number] {
  let times = 0;
  let rest = value;
  for (; rest % factor === 0n; times++) rest /= factor;
  return [rest, times];
}
