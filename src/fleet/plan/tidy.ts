/**
 * Which of the plans that cost the same: the solver gives any. Here instances move to better goods
 * of those that serve their requests, and from empty GPUs into holes, as long as there is room on
 * the GPUs that are there. So nobody gets a larger profile, or one further back in the list, than
 * there is need for, one move at a time; and bought GPUs that stay unused are not bought.
 */
import { type Allotment, addTo, at, cellAt } from "./allotment.js";
import type { Clock } from "./clock.js";
import { swappable } from "./holds.js";

export async function tidy(allotment: Allotment, clock: Clock): Promise<void> {
  const { board, served } = allotment;
  for (const [group, { goods }] of board.groups.entries()) {
    await clock.breathe();
    const row = served[group] ?? [];
    for (let from = goods.length - 1; from > 0; from--) {
      for (let to = 0; to < from && at(row, from) > 0; to++) {
        const moved = shift(allotment, goods[from] ?? 0, goods[to] ?? 0, at(row, from));
        addTo(row, from, -moved);
        addTo(row, to, moved);
      }
    }
  }
  board.goods.forEach((_, good) => {
    fillHoles(allotment, good);
  });
  board.stands.forEach(({ bins }, stand) => {
    const open = bins.at(-1);
    // What fills less than it was bought for was bought for nothing: at no price, or for want of time.
    if (open !== undefined) {
      const unused = allotment.gpusOf(open, stand) - allotment.neededBy(open);
      addTo(allotment.fresh, stand, -Math.max(0, Math.min(unused, at(allotment.fresh, stand))));
    }
  });
}

/** Turns up to `most` instances of one good into ones of another; how many. */
function shift(allotment: Allotment, from: number, to: number, most: number): number {
  const { board, cells } = allotment;
  let moved = 0;
  for (const source of board.cellsOf[from] ?? []) {
    for (const target of board.cellsOf[to] ?? []) {
      const wanted = Math.min(most - moved, at(cells, source));
      if (wanted === 0) break;
      const count = Math.min(wanted, roomFrom(allotment, source, target));
      addTo(cells, source, -count);
      addTo(cells, target, count);
      moved += count;
    }
  }
  return moved;
}

/** How many of the instances of one cell another takes in their place. */
function roomFrom(allotment: Allotment, source: number, target: number): number {
  const from = cellAt(allotment.board, source);
  const { bin, profile, stand } = cellAt(allotment.board, target);
  if (bin.exactness !== "facets") return 0;
  if (from.bin !== bin) return allotment.roomIn(target);
  return swappable(bin, allotment.countsIn(bin), from.profile, profile, allotment.gpusOf(bin, stand));
}

/** Out of the last bin, that of empty GPUs, into the others. */
function fillHoles(allotment: Allotment, good: number): void {
  const { board, cells } = allotment;
  const own = board.cellsOf[good] ?? [];
  const last = own.at(-1);
  if (last === undefined || !cellAt(board, last).bin.open) return;
  for (const hole of own.slice(0, -1)) {
    if (at(cells, last) === 0) return;
    const count = Math.min(at(cells, last), roomFrom(allotment, last, hole));
    addTo(cells, last, -count);
    addTo(cells, hole, count);
  }
}
