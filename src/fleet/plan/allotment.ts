/** A plan in whole numbers: what goes into each cell, and what of it serves whom. Changed in place while it is made. */
import type { Bin } from "./bins.js";
import type { Board } from "./board.js";
import { gpusFor, roomFor } from "./holds.js";
import { WHOLE } from "./problem.js";

export class Allotment {
  readonly board: Board;
  /** By cell. */
  readonly cells: number[];
  /** By stand: new GPUs that are divided; new ones lent whole; existing empty ones lent whole. */
  readonly fresh: number[];
  readonly lent: number[];
  readonly emptied: number[];
  /** By group and good: what of the group takes it. */
  readonly served: number[][];
  /** By request, in the board's order. */
  readonly short: number[];
  /** Where patterns are known that pack a bin: GPUs of each. */
  readonly patterns = new Map<Bin, readonly number[]>();

  constructor(board: Board) {
    this.board = board;
    this.cells = board.cells.map(() => 0);
    this.fresh = board.stands.map(() => 0);
    this.lent = board.stands.map(() => 0);
    this.emptied = board.stands.map(() => 0);
    this.served = board.groups.map(({ goods }) => goods.map(() => 0));
    this.short = board.requests.map(({ count }) => count);
  }

  /** GPUs of a bin that are there for instances. */
  gpusOf(bin: Bin, stand: number): number {
    return bin.open ? bin.gpus + at(this.fresh, stand) - at(this.emptied, stand) : bin.gpus;
  }

  /** New GPUs that a stand can still add. */
  stockOf(stand: number): number {
    return (this.board.stands[stand]?.pool.stock ?? 0) - at(this.fresh, stand) - at(this.lent, stand);
  }

  /** Instances in a bin, by profile number. */
  countsIn(bin: Bin): Float64Array {
    const counts = new Float64Array(bin.classOf.length);
    for (const cell of this.board.cellsIn.get(bin) ?? []) counts[this.board.cells[cell]?.profile ?? 0] = at(this.cells, cell);
    return counts;
  }

  /** How many more a cell takes on the GPUs that are there, or on so many more. */
  roomIn(cell: number, more = 0): number {
    const { bin, stand, profile } = cellAt(this.board, cell);
    return roomFor(bin, this.countsIn(bin), profile, this.gpusOf(bin, stand) + more);
  }

  /** What there is of a good. */
  supplyOf(good: number): number {
    const { pool, profile } = goodAt(this.board, good);
    if (profile === WHOLE) return at(this.lent, pool) + at(this.emptied, pool);
    return (this.board.cellsOf[good] ?? []).reduce((sum, cell) => sum + at(this.cells, cell), 0);
  }

  /** New GPUs by stand. */
  get gpus(): readonly number[] {
    return this.fresh.map((count, i) => count + at(this.lent, i));
  }

  get shortfall(): number {
    return this.short.reduce((sum, count) => sum + count, 0);
  }

  /** Packs a bin by so many GPUs of each pattern, where its instances have places on them. */
  usePatterns(bin: Bin, gpus: readonly number[]): void {
    const room = (index: number) => bin.patterns.reduce((sum, pattern, i) => sum + (pattern[index] ?? 0) * at(gpus, i), 0);
    const wanted = new Map<number, number>();
    for (const cell of this.board.cellsIn.get(bin) ?? []) {
      const index = bin.classOf[this.board.cells[cell]?.profile ?? 0] ?? -1;
      wanted.set(index, (wanted.get(index) ?? 0) + at(this.cells, cell));
    }
    if ([...wanted].every(([index, count]) => count <= room(index))) this.patterns.set(bin, gpus);
  }

  /** GPUs that the instances of a bin take; the patterns that are known to pack it count as they are. */
  neededBy(bin: Bin): number {
    const known = this.patterns.get(bin);
    return known === undefined ? gpusFor(bin, this.countsIn(bin)) : known.reduce((sum, count) => sum + count, 0);
  }
}

export function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}

export function cellAt(board: Board, cell: number): Board["cells"][number] {
  return board.cells[cell] as Board["cells"][number]; // numbers of cells come from this board
}

export function goodAt(board: Board, good: number): Board["goods"][number] {
  return board.goods[good] as Board["goods"][number]; // numbers of goods come from this board
}

export function addTo(values: number[], index: number, more: number): void {
  values[index] = (values[index] ?? 0) + more;
}
