/**
 * Who takes what there is: a flow from requests to goods, request by request. A request that finds
 * its goods taken has others give way to theirs; what an earlier request has it never loses, so
 * that what is missing is missing to the last.
 */
import { type Allotment, addTo, at } from "./allotment.js";
import type { Clock } from "./clock.js";

/** Fills `served` and `short` from what is in the cells. */
export async function serve(allotment: Allotment, clock: Clock): Promise<void> {
  const { board, served, short } = allotment;
  for (const row of served) row.fill(0);
  const left = board.goods.map((_, good) => allotment.supplyOf(good));
  for (const [request, { count }] of board.requests.entries()) {
    await clock.breathe();
    const group = board.groupOf[request] ?? 0;
    let rest = count;
    while (rest > 0) {
      const path = pathFrom(allotment, left, group);
      if (path === null) break;
      const amount = path.moves.reduce(
        (most, { group, from }) => Math.min(most, at(served[group] ?? [], from)),
        Math.min(rest, at(left, path.good)),
      );
      take(allotment, path, amount);
      addTo(left, path.good, -amount);
      rest -= amount;
    }
    short[request] = rest;
  }
}

/** The first group takes a good whose holder moves on to another, and so on until one takes what is free. */
interface FlowPath {
  /** The option by which the first group takes. */
  readonly group: number;
  readonly option: number;
  /** Each group gives up one option for another, in turn. */
  readonly moves: readonly { readonly group: number; readonly from: number; readonly to: number }[];
  /** The good that is free. */
  readonly good: number;
}

/** The shortest way to something free, earlier options first. */
function pathFrom({ board, served }: Allotment, left: readonly number[], group: number): FlowPath | null {
  /** By good: how it was reached. */
  const reached = new Map<number, { group: number; option: number; via: number; from: number }>();
  const queue: number[] = [];
  const reach = (taker: number, via: number, from: number) => {
    board.groups[taker]?.goods.forEach((good, option) => {
      if (reached.has(good)) return;
      reached.set(good, { group: taker, option, via, from });
      queue.push(good);
    });
  };
  reach(group, -1, -1);
  for (let head = 0; head < queue.length; head++) {
    const good = queue[head] ?? 0;
    if (at(left, good) > 0) return pathTo(reached, good);
    for (const { group: holder, option } of board.takersOf[good] ?? []) {
      if (at(served[holder] ?? [], option) > 0) reach(holder, good, option);
    }
  }
  return null;
}

function pathTo(
  reached: ReadonlyMap<number, { group: number; option: number; via: number; from: number }>,
  free: number,
): FlowPath {
  const moves: { group: number; from: number; to: number }[] = [];
  let step = reached.get(free);
  while (step !== undefined && step.via >= 0) {
    moves.push({ group: step.group, from: step.from, to: step.option });
    step = reached.get(step.via);
  }
  return { group: step?.group ?? 0, option: step?.option ?? 0, moves, good: free };
}

function take({ served }: Allotment, { group, option, moves }: FlowPath, amount: number): void {
  addTo(served[group] ?? [], option, amount);
  for (const { group, from, to } of moves) {
    addTo(served[group] ?? [], from, -amount);
    addTo(served[group] ?? [], to, amount);
  }
}

/** Takes out of the cells what serves nobody: last bins first. */
export function trim(allotment: Allotment): void {
  const { board, cells, served, lent, emptied } = allotment;
  const used = board.goods.map(() => 0);
  board.groups.forEach(({ goods }, group) => {
    goods.forEach((good, option) => {
      addTo(used, good, at(served[group] ?? [], option));
    });
  });
  board.goods.forEach(({ pool, profile }, good) => {
    let spare = allotment.supplyOf(good) - at(used, good);
    const drop = (values: number[], index: number) => {
      const gone = Math.min(spare, at(values, index));
      addTo(values, index, -gone);
      spare -= gone;
    };
    if (profile < 0) for (const values of [lent, emptied]) drop(values, pool);
    for (const cell of [...(board.cellsOf[good] ?? [])].reverse()) drop(cells, cell);
  });
}
