/** weights . x <= most, with most from 0. */
export interface Row {
  readonly weights: readonly number[];
  readonly most: number;
}

const TINY = 1e-9;

/**
 * The largest value . x over x >= 0 under the rows; they must bound it. The simplex method on a
 * dense tableau, with Bland's rule, which cannot cycle. For a few hundred columns: a solver of
 * megabytes would cost every simulation its start.
 */
export function maximise(value: readonly number[], rows: readonly Row[]): number {
  const n = value.length;
  const m = rows.length;
  // One line a row: weights, slacks, limit; the last line is minus the value, and what has been gained.
  const lines = rows.map(({ weights, most }, i) => [...weights, ...rows.map((_, j) => (i === j ? 1 : 0)), most]);
  const goal = [...value.map((v) => -v), ...rows.map(() => 0), 0];
  const basis = rows.map((_, i) => n + i);
  for (;;) {
    const enter = goal.findIndex((cost, j) => j < n + m && cost < -TINY);
    if (enter < 0) return goal[n + m] ?? 0;
    const leave = leaving(lines, basis, enter);
    if (leave < 0) return Number.POSITIVE_INFINITY;
    basis[leave] = enter;
    const pivot = lines[leave] ?? [];
    const divisor = pivot[enter] ?? 1;
    for (let j = 0; j <= n + m; j++) pivot[j] = (pivot[j] ?? 0) / divisor;
    for (const line of [...lines, goal]) if (line !== pivot) eliminate(line, pivot, enter);
  }
}

/** The row that limits the entering column most; of equals, the one whose basic variable has the lowest number. */
function leaving(lines: readonly (readonly number[])[], basis: readonly number[], enter: number): number {
  let leave = -1;
  let least = Number.POSITIVE_INFINITY;
  lines.forEach((line, i) => {
    const weight = line[enter] ?? 0;
    if (weight <= TINY) return;
    const ratio = (line.at(-1) ?? 0) / weight;
    const isLower =
      ratio < least - TINY || (ratio <= least + TINY && (basis[i] ?? 0) < (basis[leave] ?? Number.POSITIVE_INFINITY));
    if (!isLower) return;
    leave = i;
    least = Math.min(ratio, least);
  });
  return leave;
}

function eliminate(line: number[], pivot: readonly number[], column: number): void {
  const factor = line[column] ?? 0;
  if (factor === 0) return;
  for (let j = 0; j < line.length; j++) line[j] = (line[j] ?? 0) - factor * (pivot[j] ?? 0);
}
