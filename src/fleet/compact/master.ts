/**
 * The linear program of compaction over the columns known so far: how many GPUs of each class become
 * what, so that moves are fewest, every instance has a place, and at most so many GPUs are in use.
 *
 * There is a row for each class (its GPUs all become something), and few others: one a profile, one
 * for the GPUs in use. So the basis is kept as generalised upper bounds allow: each class has a key
 * column, which takes what the others of the class leave; of the rest only as many columns are basic
 * as there are other rows, and what is inverted is that small matrix. A step costs no more with a
 * thousand classes than the look at their columns.
 *
 * G. B. Dantzig and R. M. Van Slyke, Generalized upper bounding techniques, 1967.
 */

/** One thing that GPUs of a class can become. */
export interface Column {
  /** Index of the class. */
  readonly by: number;
  /** Instances that leave such a GPU. */
  readonly cost: number;
  /** Instances by profile number. */
  readonly profiles: Uint8Array;
  readonly inUse: boolean;
  /** Instances that stay, as bits by start. */
  readonly kept: number;
}

/** GPUs that become the same. */
export interface Share {
  readonly column: Column;
  readonly gpus: number;
}

/** What a GPU beyond those allowed costs: more than all moves that could free it. */
const BEYOND = 2 ** 20;
const TOLERANCE = 1e-9;
/** Columns among which the best one enters: all of them would cost more than a better choice saves. */
const SOME = 128;
/** Steps without gain after which entering columns are taken in order, so that no circle is possible. */
const PATIENCE = 50;

export class Master {
  readonly #classes: readonly number[];
  readonly #rows: number;
  readonly #right: Float64Array;
  /** by column, slack columns first: class or -1, cost, and rows one after another */
  readonly #by: number[] = [];
  readonly #costs: number[] = [];
  #entries = new Float64Array(1 << 10);
  readonly #columns: (Column | null)[] = [];
  readonly #known = new Set<string>();
  readonly #keys: number[];
  /** What the rows need beyond what the keys give if they take all GPUs of their classes. */
  readonly #left: Float64Array;
  readonly #basic: number[];
  readonly #inverse: Float64Array;
  readonly #prices: Float64Array;
  readonly #amounts: Float64Array;
  /** What a GPU of each class costs now, and as of which step that was found. */
  readonly #classPrices: Float64Array;
  readonly #classPriced: Int32Array;
  #step = 1;
  /** The column that is looked at next. */
  #cursor = 0;
  /** Steps since the last one that made it cheaper. */
  #idle = 0;

  /**
   * @param classes GPUs by class
   * @param demand instances by profile number; profiles that nobody has are 0
   * @param stay for each class the column of a GPU that stays as it is
   */
  constructor(classes: readonly number[], demand: readonly number[], gpus: number, stay: readonly Column[]) {
    const rows = demand.length + 1;
    this.#classes = classes;
    this.#rows = rows;
    this.#right = Float64Array.from([...demand, gpus]);
    for (let row = 0; row < demand.length; row++) this.#addSlack(row, -1, 0);
    this.#addSlack(demand.length, -1, BEYOND);
    this.#basic = Array.from({ length: rows }, (_, row) => row);
    this.#addSlack(demand.length, 1, 0);
    this.#keys = stay.map((column) => {
      this.add(column);
      return this.#by.length - 1;
    });
    this.#left = Float64Array.from(this.#right);
    this.#keys.forEach((key, by) => {
      this.#take(key, classes[by] ?? 0);
    });
    this.#classPrices = new Float64Array(classes.length);
    this.#classPriced = new Int32Array(classes.length);
    this.#inverse = new Float64Array(rows * rows);
    this.#prices = new Float64Array(rows);
    this.#amounts = new Float64Array(rows);
    this.#factor();
  }

  /** The column of GPUs beyond those allowed, and that of GPUs allowed and not used. */
  get #beyond(): number {
    return this.#rows - 1;
  }
  get #slack(): number {
    return this.#rows;
  }

  #addSlack(row: number, sign: number, cost: number): void {
    const at = this.#append(-1, cost, null);
    this.#entries[at + row] = sign;
  }

  /** A column of zeros; where its rows begin. */
  #append(by: number, cost: number, column: Column | null): number {
    const at = this.#by.length * this.#rows;
    if (at + this.#rows > this.#entries.length) {
      const entries = new Float64Array(2 * this.#entries.length);
      entries.set(this.#entries);
      this.#entries = entries;
    }
    this.#by.push(by);
    this.#costs.push(cost);
    this.#columns.push(column);
    return at;
  }

  /** Adds a column; false where it is known. */
  add(column: Column): boolean {
    const key = `${column.by} ${column.kept} ${column.inUse} ${column.profiles.join()}`;
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const at = this.#append(column.by, column.cost, column);
    this.#entries.set(column.profiles, at);
    this.#entries[at + this.#rows - 1] = column.inUse ? 1 : 0;
    return true;
  }

  /** What one more instance of each profile costs, and what one GPU less in use. */
  get prices(): { readonly profiles: readonly number[]; readonly gpu: number } {
    const profiles = Array.from(this.#prices.subarray(0, this.#rows - 1), (price) => Math.max(0, price));
    return { profiles, gpu: Math.max(0, -(this.#prices[this.#rows - 1] ?? 0)) };
  }

  /** GPUs in use beyond those allowed. */
  get beyond(): number {
    const at = this.#basic.indexOf(this.#beyond);
    return at < 0 ? 0 : (this.#amounts[at] ?? 0);
  }

  /** What GPUs become, in fractions. */
  shares(): Share[] {
    const left = [...this.#classes];
    const shares: Share[] = [];
    this.#basic.forEach((index, i) => {
      const column = this.#columns[index];
      const gpus = this.#amounts[i] ?? 0;
      if (column === null || column === undefined) return;
      shares.push({ column, gpus });
      left[column.by] = (left[column.by] ?? 0) - gpus;
    });
    this.#keys.forEach((index, by) => {
      const column = this.#columns[index];
      if (column) shares.push({ column, gpus: left[by] ?? 0 });
    });
    return shares;
  }

  /** Goes so many steps towards the cheapest basis over the columns known; whether it is there. */
  solve(steps: number): boolean {
    for (let i = 0; i < steps; i++) {
      const inOrder = this.#idle > PATIENCE;
      const entering = this.#entering(inOrder);
      if (entering < 0) return true;
      const { step, leaving } = this.#ratio(entering, inOrder);
      this.#replace(leaving, entering);
      this.#idle = step > TOLERANCE ? 0 : this.#idle + 1;
    }
    return false;
  }

  /** Allows so many GPUs, and keeps the basis: who would come below 0 by that makes way. */
  allow(gpus: number): void {
    const row = this.#rows - 1;
    const change = gpus - (this.#right[row] ?? 0);
    // With fewer GPUs amounts change as if GPUs were left unused, with more as if some were beyond.
    const [as, instead] = change < 0 ? [this.#slack, this.#beyond] : [this.#beyond, this.#slack];
    if (!this.#basic.includes(instead)) {
      const { step, leaving } = this.#ratio(as, false);
      if (step < Math.abs(change)) this.#replace(leaving, instead);
    }
    this.#right[row] = gpus;
    this.#left[row] = (this.#left[row] as number) + change;
    this.#factor();
  }

  /** A column that makes it cheaper, the one of some that most; or, in order, the first of all; or -1. */
  #entering(inOrder: boolean): number {
    const rows = this.#rows;
    const prices = this.#prices;
    const entries = this.#entries;
    const columns = this.#by.length;
    let best = -1;
    let least = -TOLERANCE;
    let j = inOrder ? 0 : this.#cursor % columns;
    for (let looked = 1; looked <= columns; looked++) {
      let reduced = this.#costs[j] as number; // j is in range, as are all indices here
      for (let r = 0, at = j * rows; r < rows; r++) reduced -= (prices[r] as number) * (entries[at + r] as number);
      const by = this.#by[j] as number;
      if (by >= 0) reduced -= this.priceOf(by);
      if (reduced < least) {
        best = j;
        least = reduced;
      }
      j = j + 1 === columns ? 0 : j + 1;
      if (best >= 0 && (inOrder || looked % SOME === 0)) break;
    }
    this.#cursor = j;
    return best;
  }

  /** What a GPU of a class costs at the prices of now, whatever of the columns known it becomes. */
  priceOf(by: number): number {
    if (this.#classPriced[by] !== this.#step) {
      this.#classPriced[by] = this.#step;
      this.#classPrices[by] = this.#priced(this.#keys[by] as number);
    }
    return this.#classPrices[by] as number;
  }

  /** What is left of the cost of a column at the prices of the rows. */
  #priced(column: number): number {
    let cost = this.#costs[column] as number;
    for (let r = 0, at = column * this.#rows; r < this.#rows; r++)
      cost -= (this.#prices[r] as number) * (this.#entries[at + r] as number);
    return cost;
  }

  /** How far a column can come in, and who is then at 0: a basic column by its place, or the key of a class as minus 1 minus the class. */
  #ratio(entering: number, first: boolean): { readonly step: number; readonly leaving: number } {
    const rows = this.#rows;
    const column = this.#effective(entering);
    const by = this.#by[entering] as number;
    const keyRates = new Map<number, number>();
    const keyLeft = new Map<number, number>();
    if (by >= 0) {
      keyRates.set(by, 1);
      keyLeft.set(by, this.#classes[by] as number);
    }
    let step = Number.POSITIVE_INFINITY;
    let leaving = 0;
    let largest = 0;
    const offer = (amount: number, rate: number, who: number) => {
      if (rate <= TOLERANCE) return;
      const ratio = Math.max(0, amount) / rate;
      // Of equal ones the largest rate, which is the safest to divide by.
      if (ratio > step + TOLERANCE || (ratio > step - TOLERANCE && (first || rate <= largest))) return;
      step = ratio;
      leaving = who;
      largest = rate;
    };
    for (let i = 0; i < rows; i++) {
      let rate = 0;
      for (let r = 0; r < rows; r++) rate += (this.#inverse[i * rows + r] as number) * (column[r] as number);
      const amount = this.#amounts[i] as number;
      offer(amount, rate, i);
      const of = this.#by[this.#basic[i] as number] as number;
      if (of < 0) continue;
      keyRates.set(of, (keyRates.get(of) ?? 0) - rate);
      keyLeft.set(of, (keyLeft.get(of) ?? (this.#classes[of] as number)) - amount);
    }
    for (const [of, rate] of keyRates) offer(keyLeft.get(of) ?? 0, rate, -1 - of);
    return { step, leaving };
  }

  /** A column takes the place of another. */
  #replace(leaving: number, entering: number): void {
    if (leaving >= 0) this.#basic[leaving] = entering;
    else {
      const by = -1 - leaving;
      const gpus = this.#classes[by] as number;
      this.#take(this.#keys[by] as number, -gpus);
      if (this.#by[entering] === by) this.#keys[by] = entering;
      else {
        const place = this.#basic.findIndex((index) => this.#by[index] === by);
        this.#keys[by] = this.#basic[place] as number; // only classes with a basic column see their key leave
        this.#basic[place] = entering;
      }
      this.#take(this.#keys[by] as number, gpus);
    }
    this.#factor();
  }

  /** So many GPUs become what the column says. */
  #take(column: number, gpus: number): void {
    for (let r = 0, at = column * this.#rows; r < this.#rows; r++) {
      this.#left[r] = (this.#left[r] as number) - gpus * (this.#entries[at + r] as number);
    }
  }

  /** A column less the key of its class. */
  #effective(index: number): Float64Array {
    const rows = this.#rows;
    const column = new Float64Array(rows);
    const by = this.#by[index] as number;
    const key = by < 0 ? -1 : (this.#keys[by] as number);
    for (let r = 0; r < rows; r++) {
      column[r] = (this.#entries[index * rows + r] as number) - (key < 0 ? 0 : (this.#entries[key * rows + r] as number));
    }
    return column;
  }

  /** The inverse of the basic columns, what they amount to, and the prices of the rows. */
  #factor(): void {
    const rows = this.#rows;
    const width = 2 * rows;
    const matrix = new Float64Array(rows * width);
    this.#basic.forEach((index, i) => {
      this.#effective(index).forEach((entry, r) => {
        matrix[r * width + i] = entry;
      });
      matrix[i * width + rows + i] = 1;
    });
    for (let c = 0; c < rows; c++) {
      let pivot = c;
      for (let r = c + 1; r < rows; r++) {
        if (Math.abs(matrix[r * width + c] as number) > Math.abs(matrix[pivot * width + c] as number)) pivot = r;
      }
      const by = matrix[pivot * width + c] as number;
      for (let k = 0; k < width; k++) {
        const entry = (matrix[pivot * width + k] as number) / by;
        matrix[pivot * width + k] = matrix[c * width + k] as number;
        matrix[c * width + k] = entry;
      }
      for (let r = 0; r < rows; r++) {
        const times = matrix[r * width + c] as number;
        if (r === c || times === 0) continue;
        for (let k = c; k < width; k++)
          matrix[r * width + k] = (matrix[r * width + k] as number) - times * (matrix[c * width + k] as number);
      }
    }
    for (let r = 0; r < rows; r++) this.#inverse.set(matrix.subarray(r * width + rows, (r + 1) * width), r * rows);
    this.#step++;
    const costs = this.#basic.map((index) => {
      const by = this.#by[index] as number;
      return (this.#costs[index] as number) - (by < 0 ? 0 : (this.#costs[this.#keys[by] as number] as number));
    });
    for (let i = 0; i < rows; i++) {
      let amount = 0;
      let price = 0;
      for (let r = 0; r < rows; r++) {
        amount += (this.#inverse[i * rows + r] as number) * (this.#left[r] as number);
        price += (costs[r] as number) * (this.#inverse[r * rows + i] as number);
      }
      this.#amounts[i] = amount;
      this.#prices[i] = price;
    }
  }
}
