/**
 * Quantiles of Student's t for two-sided 95% intervals, by degrees of freedom from 1 (any table
 * of it, such as Abramowitz and Stegun 26.10).
 */
const T95 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199,
  2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
/** The limit, of the normal distribution. */
const Z95 = 1.959964;

/** For more degrees than the table has: the expansion in 1 / degrees (Abramowitz and Stegun 26.7.5), good to four digits there. */
function quantile(degrees: number): number {
  const z = Z95;
  return T95[degrees - 1] ?? z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees * degrees);
}

/** Mean of samples, and half the width of its 95% interval; null for a single sample. */
export function meanInterval(samples: readonly number[]): { readonly mean: number; readonly halfWidth: number | null } {
  const n = samples.length;
  const mean = samples.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, halfWidth: null };
  const variance = samples.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (n - 1);
  return { mean, halfWidth: quantile(n - 1) * Math.sqrt(variance / n) };
}
