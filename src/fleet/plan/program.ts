/** An integer program: columns and rows, and the same seen from another origin. */

export interface Column {
  readonly cost: number;
  readonly upper: number;
  readonly integral: boolean;
}

/** lower <= sum of value x column <= upper */
export interface Inequality {
  readonly lower: number;
  readonly upper: number;
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

const INFINITY = Number.POSITIVE_INFINITY;

export class Program {
  readonly #columns: Column[] = [];
  readonly #rows: Inequality[] = [];
  /** By column; 0 where there is none. */
  readonly #lower: number[] = [];

  get numCols(): number {
    return this.#columns.length;
  }

  /** A column from 0 on. Its number. */
  column(cost: number, integral: boolean, upper = INFINITY): number {
    this.#columns.push({ cost, upper, integral });
    this.#lower.push(0);
    return this.#columns.length - 1;
  }

  row(row: Inequality): void {
    if (row.columns.length > 0) this.#rows.push(row);
  }

  /** The same rows, and these as well, under another objective. */
  withObjective(cost: (column: number) => number, more: readonly Inequality[] = []): Program {
    const program = new Program();
    this.#columns.forEach((column, i) => {
      program.#columns.push({ ...column, cost: cost(i) });
    });
    program.#lower.push(...this.#lower);
    program.#rows.push(...this.#rows, ...more);
    return program;
  }

  costAt(column: number): number {
    return this.#columns[column]?.cost ?? 0;
  }

  /** A point of zeros. */
  zero(): number[] {
    return this.#columns.map(() => 0);
  }

  costOf(values: readonly number[]): number {
    return this.#columns.reduce((sum, { cost }, i) => sum + cost * (values[i] ?? 0), 0);
  }

  /** The program in x - centre, and what the objective is at the centre, a point of whole numbers. */
  movedTo(centre: readonly number[]): { readonly moved: Program; readonly offset: number } {
    const moved = new Program();
    this.#columns.forEach((column, i) => {
      moved.#columns.push({ ...column, upper: column.upper - (centre[i] ?? 0) });
      moved.#lower.push((this.#lower[i] ?? 0) - (centre[i] ?? 0));
    });
    for (const row of this.#rows) {
      const { lower, upper } = row;
      moved.#rows.push({ ...row, lower: less(lower, row, centre), upper: less(upper, row, centre) });
    }
    return { moved, offset: this.costOf(centre) };
  }

  /** As `highs` takes it. */
  data(integral: boolean): unknown {
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const row of this.#rows) {
      for (const column of row.columns) indices.push(column);
      for (const value of row.values) values.push(value);
      starts.push(indices.length);
    }
    const numRows = this.#rows.length;
    const numCols = this.#columns.length;
    return {
      numCols,
      numRows,
      colCost: this.#columns.map(({ cost }) => cost),
      colLower: this.#lower,
      colUpper: this.#columns.map(({ upper }) => upper),
      rowLower: this.#rows.map(({ lower }) => lower),
      rowUpper: this.#rows.map(({ upper }) => upper),
      matrix: {
        format: "csr",
        numRows,
        numCols,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
      ...(integral ? { integrality: this.#columns.map((column) => (column.integral ? 1 : 0)) } : {}),
    };
  }
}

/** `side` less what the row is at the centre: exactly, where all is whole, since sums may pass 2^53. */
function less(side: number, { columns, values }: Inequality, centre: readonly number[]): number {
  if (!Number.isFinite(side)) return side;
  if (!Number.isInteger(side) || !values.every((value) => Number.isInteger(value))) {
    return columns.reduce((left, column, i) => left - (values[i] ?? 0) * (centre[column] ?? 0), side);
  }
  return Number(columns.reduce((left, column, i) => left - BigInt(values[i] ?? 0) * BigInt(centre[column] ?? 0), BigInt(side)));
}
