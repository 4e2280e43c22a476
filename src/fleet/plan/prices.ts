/** Prices as the solver adds them up. */

export interface Prices {
  /** By pool. Whole numbers without a common divisor, wherever the prices are decimals. */
  readonly units: readonly number[];
  /** One unit is worth divisor / scale. */
  readonly divisor: number;
  readonly scale: number;
  /** Whether every cost is a whole number of units, so that two costs are equal or a unit apart. */
  readonly exact: boolean;
}

/** Decimals looked at. */
const MAX_DECIMALS = 6;
/** Whole prices above it would leave the solver's tolerances no room. */
const MAX_UNITS = 1e9;

export function pricesOf(prices: readonly number[]): Prices {
  const most = Math.max(0, ...prices);
  if (most === 0) return { units: prices, divisor: 1, scale: 1, exact: true };
  for (let decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    const whole = prices.map((price) => Math.round(price * scale));
    if (!prices.every((price, i) => (whole[i] ?? 0) / scale === price)) continue;
    const divisor = whole.reduce(greatestCommonDivisor, 0);
    const units = whole.map((price) => price / divisor);
    if (units.every((price) => price <= MAX_UNITS)) return { units, divisor, scale, exact: true };
  }
  // A power of two changes no digit.
  const divisor = 2 ** Math.ceil(Math.log2(most) - 20);
  return { units: prices.map((price) => price / divisor), divisor, scale: 1, exact: false };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Units in money. Decimals are divided last: three at 0.1 are 0.3. */
export function inMoney({ divisor, scale }: Prices, units: number): number {
  return (units * divisor) / scale;
}

/** What GPUs, by pool, cost in units. */
export function unitsOf({ units, exact }: Prices, gpus: readonly number[]): number {
  if (!exact) return gpus.reduce((sum, count, i) => sum + count * (units[i] ?? 0), 0);
  return Number(gpus.reduce((sum, count, i) => sum + BigInt(count) * BigInt(units[i] ?? 0), 0n));
}
