/** Serves what is short without a solver: from what there is room for first, then from the new GPUs that cost least a share. */
import { largest } from "../largest.js";
import { type Allotment, addTo, at, cellAt, goodAt } from "./allotment.js";
import type { Bin } from "./bins.js";
import type { Clock } from "./clock.js";
import { gpusFor } from "./holds.js";
import { WHOLE } from "./problem.js";

/** Serves as many as it finds a place for, request by request. What is in place stays. */
export async function complete(allotment: Allotment, prices: readonly number[], clock: Clock): Promise<void> {
  const { board, short } = allotment;
  for (const request of board.requests.keys()) {
    if (at(short, request) === 0) continue;
    await clock.breathe();
    const group = board.groupOf[request] ?? 0;
    const goods = board.groups[group]?.goods ?? [];
    const give = (option: number, most: number) => {
      const count = Math.min(most, at(short, request));
      addTo(allotment.served[group] ?? [], option, count);
      addTo(short, request, -count);
      return count;
    };
    goods.forEach((good, option) => {
      fill(
        allotment,
        good,
        (room) => give(option, room),
        () => at(short, request),
      );
    });
    const byShare = goods.map((good, option) => ({ good, option, share: shareOf(allotment, good, prices) }));
    for (const { good, option } of byShare.sort((a, b) => a.share - b.share)) {
      if (at(short, request) > 0) buy(allotment, good, at(short, request), (count) => give(option, count));
    }
  }
}

/** Puts what there is room for on GPUs that are there. */
function fill(allotment: Allotment, good: number, give: (room: number) => number, wanted: () => number): void {
  const { pool, profile } = goodAt(allotment.board, good);
  for (const cell of allotment.board.cellsOf[good] ?? []) {
    if (wanted() > 0) addTo(allotment.cells, cell, give(allotment.roomIn(cell)));
  }
  const open = allotment.board.stands[pool]?.bins.at(-1);
  if (profile !== WHOLE || open === undefined || wanted() === 0) return;
  const free = Math.min(allotment.gpusOf(open, pool) - allotment.neededBy(open), open.gpus - at(allotment.emptied, pool));
  addTo(allotment.emptied, pool, give(Math.max(0, free)));
}

/** Adds as many new GPUs as that takes, or as there are. */
function buy(allotment: Allotment, good: number, wanted: number, give: (count: number) => number): void {
  const { pool, profile } = goodAt(allotment.board, good);
  const stock = allotment.stockOf(pool);
  if (profile === WHOLE) {
    addTo(allotment.lent, pool, give(stock));
    return;
  }
  const cell = (allotment.board.cellsOf[good] ?? []).at(-1);
  if (cell === undefined) return;
  const { bin } = cellAt(allotment.board, cell);
  if (!bin.open) return;
  addTo(allotment.cells, cell, give(Math.min(wanted, allotment.roomIn(cell, stock))));
  addTo(allotment.fresh, pool, Math.max(0, allotment.neededBy(bin) - allotment.gpusOf(bin, pool)));
}

/** What one of the good costs at the least on new GPUs. */
function shareOf({ board }: Allotment, good: number, prices: readonly number[]): number {
  const { pool, profile } = goodAt(board, good);
  const price = prices[pool] ?? 0;
  const rows = board.stands[pool]?.bins.at(-1)?.rows ?? [];
  return profile === WHOLE ? price : price * Math.max(...rows.map(({ weights, perGpu }) => (weights[profile] ?? 0) / perGpu));
}

/**
 * Makes what is in the cells fit: a bin that needs more GPUs gets new ones, or gives instances up.
 * Nothing changes where all fits, as it does wherever facets or patterns say so.
 */
export function repair(allotment: Allotment): void {
  allotment.board.stands.forEach(({ bins }, stand) => {
    for (const bin of bins) {
      const missing = () => allotment.neededBy(bin) - allotment.gpusOf(bin, stand);
      if (missing() <= 0) continue;
      allotment.patterns.delete(bin);
      if (bin.open) addTo(allotment.fresh, stand, Math.max(0, Math.min(missing(), allotment.stockOf(stand))));
      for (const cell of allotment.board.cellsIn.get(bin) ?? []) if (missing() > 0) shrink(allotment, bin, cell, stand);
    }
  });
}

/** Takes the fewest out of a cell after which the bin fits, or all. */
function shrink(allotment: Allotment, bin: Bin, cell: number, stand: number): void {
  const counts = allotment.countsIn(bin);
  const { profile } = cellAt(allotment.board, cell);
  const fits = (kept: number) => {
    counts[profile] = kept;
    return gpusFor(bin, counts) <= allotment.gpusOf(bin, stand);
  };
  allotment.cells[cell] = largest(at(allotment.cells, cell), fits);
}
