import { atTheDoor } from "../../door.js";
import { deepFreeze } from "../../model/freeze.js";
import { beyond } from "../demand.js";
import type { Allotment } from "./allotment.js";
import { type Board, boardOf } from "./board.js";
import { Clock } from "./clock.js";
import { expand } from "./expand.js";
import { inMoney, type Prices, pricesOf, unitsOf } from "./prices.js";
import type { Problem } from "./problem.js";
import { readProblem } from "./read.js";
import { shortfallOf } from "./shortfall.js";
import { type Outcome, solve } from "./solve.js";
import type { Assignment, FleetPlan, FleetProblem, SolveOptions } from "./types.js";

/**
 * The cheapest fleet for requests that several profiles of several models can serve: what to buy,
 * what goes where, and what serves whom. GPUs in use cost nothing, keep what runs on them, and
 * their holes are filled.
 *
 * Least cost; then fewest new GPUs; then most of them in the first pool, then in the second, and so
 * on; each request by the earliest of what it accepts that there is room for. Where not all can be
 * served, first the most requests (each counting one), then the least cost for those; what is
 * missing is missing to the later requests.
 *
 * optimal: proven by the solver (HiGHS) over facets of packing polytopes that have the integer
 * decomposition property, so that its numbers are packed exactly. Costs of prices with up to six
 * decimals are compared exactly; others count as equal within a billionth. feasible: the time ended
 * first, or the packing of a model of your own could not be described exactly; then `bound` and
 * `gap` say what is proven. Where the time ends after the least cost is proven, which of the equally
 * cheap plans comes back is left open.
 *
 * Cost: a quarter of a second for 5 models and 12 requests, whatever the counts: it grows with
 * models, with kinds of holes that existing GPUs have, and with requests that accept different
 * things. The solver is loaded on first use, in about a tenth of a second.
 *
 * @throws MigError INVALID_INPUT, UNKNOWN_MODEL, INVALID_MODEL, UNKNOWN_PROFILE, INVALID_PROFILE, INVALID_LAYOUT with every
 *   fault and its path; RANGE beyond 2^53 - 1, 10,000 pools or 10,000 requests; ABORTED by the signal; WASM_UNAVAILABLE
 */
export async function planFleet(problem: FleetProblem, options: SolveOptions = {}): Promise<FleetPlan> {
  const { clock, asked } = atTheDoor(() => ({ clock: new Clock(options), asked: readProblem(problem) }));
  const { prices, outcome } = await planned(asked, clock);
  return planOf(prices, outcome);
}

/** What comes of a problem, in the solver's numbers. */
export async function planned(
  problem: Problem,
  clock: Clock,
): Promise<{ readonly board: Board; readonly prices: Prices; readonly outcome: Outcome }> {
  const board = boardOf(problem);
  const prices = pricesOf(problem.pools.map(({ price }) => price));
  return { board, prices, outcome: await solve(board, prices, clock) };
}

function planOf(prices: Prices, { allotment, bound, shortfallProven, provenBy }: Outcome): FleetPlan {
  const units = unitsOf(prices, allotment.gpus);
  const cost = inMoney(prices, units);
  if (!allotment.gpus.every((count) => count <= Number.MAX_SAFE_INTEGER)) throw beyond(["problem", "requests"]);
  const shown = provenBy !== null ? cost : Math.min(cost, inMoney(prices, bound));
  return deepFreeze({
    status: allotment.shortfall > 0 ? "infeasible" : provenBy !== null ? "optimal" : "feasible",
    cost,
    bound: shown,
    gap: cost - shown,
    provenBy,
    pools: expand(allotment),
    assignment: assignmentOf(allotment),
    shortfall: shortfallOf(allotment, shortfallProven),
  });
}

/** What serves whom: requests of a group take its goods in turn, so that each takes few kinds. */
function assignmentOf({ board, served, short }: Allotment): readonly Assignment[] {
  const left = served.map((row) => [...row]);
  return board.requests.flatMap(({ index, count }, request) => {
    const group = board.groupOf[request] ?? 0;
    let wanted = count - (short[request] ?? 0);
    const own = (board.groups[group]?.goods ?? []).flatMap((good, option) => {
      const taken = Math.min(wanted, left[group]?.[option] ?? 0);
      if (taken === 0) return [];
      wanted -= taken;
      const row = left[group];
      if (row !== undefined) row[option] = (row[option] ?? 0) - taken;
      const { pool = 0, profile = -1 } = board.goods[good] ?? {};
      return [{ pool, profile, count: taken }];
    });
    return own
      .sort((a, b) => a.pool - b.pool || (a.profile >>> 0) - (b.profile >>> 0))
      .map(({ pool, profile, count }): Assignment => {
        const model = board.stands[pool]?.pool.words.model;
        return { request: index, pool, model: model?.name ?? "", profile: model?.profiles[profile]?.name ?? null, count };
      });
  });
}
