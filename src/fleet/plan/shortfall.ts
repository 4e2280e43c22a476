/** What is missing to whom, why, and what would help. */
import { type Allotment, at, goodAt } from "./allotment.js";
import { gpusFor } from "./holds.js";
import { WHOLE } from "./problem.js";
import type { Shortfall } from "./types.js";

export function shortfallOf(allotment: Allotment, isProven: boolean): readonly Shortfall[] {
  const { board, short } = allotment;
  return board.requests.flatMap(({ index, title, count }, request) => {
    const missing = at(short, request);
    if (missing === 0) return [];
    const why = isProven
      ? "the pools that accept them have no room left and are at their limits"
      : "no way was found in the time; more time may find one";
    return [
      {
        request: index,
        count: missing,
        message: `${missing} of ${count} of ${title} are not served: ${why}; ${help(allotment, request, missing)}`,
      },
    ];
  });
}

/** The pool of which fewest more GPUs would serve what is missing; of equal ones the cheapest, then the first. */
function help(allotment: Allotment, request: number, missing: number): string {
  const { board } = allotment;
  const goods = board.groups[board.groupOf[request] ?? 0]?.goods ?? [];
  const ways = goods.map((good) => wayBy(allotment, good, missing));
  const [best] = ways.sort((a, b) => a.gpus - b.gpus || a.price - b.price);
  return best === undefined ? "" : `${best.gpus} more ${best.model} in pool ${best.pool} would serve them, ${best.as}`;
}

function wayBy(allotment: Allotment, good: number, missing: number) {
  const { pool, profile } = goodAt(allotment.board, good);
  const stand = allotment.board.stands[pool];
  const model = stand?.pool.words.model;
  const price = stand?.pool.price ?? 0;
  const named = { pool, model: model?.name ?? "", price };
  const open = stand?.bins.at(-1);
  if (profile === WHOLE || open === undefined) return { ...named, gpus: missing, as: "lent whole" };
  const counts = allotment.countsIn(open);
  counts[profile] = (counts[profile] ?? 0) + missing;
  const gpus = gpusFor(open, counts) - allotment.gpusOf(open, pool);
  return { ...named, gpus: Math.max(1, gpus), as: `as ${model?.profiles[profile]?.name}` };
}
