import { atTheDoor } from "../../door.js";
import { deepFreeze } from "../../model/freeze.js";
import type { Demand } from "../../model/types.js";
import { headroom } from "../pack.js";
import type { Allotment } from "./allotment.js";
import { Clock } from "./clock.js";
import { planned } from "./plan.js";
import type { Problem } from "./problem.js";
import { readProblem } from "./read.js";
import type { FleetProblem, SolveOptions, WhatIf } from "./types.js";

/**
 * What one more GPU of each pool would bring, at no price and above the pool's limit: how many more
 * instances of each profile alone the pool would then hold beside those of the plan (what is planned
 * on new and empty GPUs may be packed anew; holes of running ones are counted before and after, and
 * make no difference), and by how much less all requests together fall short.
 *
 * Cost: one plan; where that falls short, one more for each pool.
 *
 * @throws MigError as `planFleet`
 */
export async function whatIf(problem: FleetProblem, options: SolveOptions = {}): Promise<readonly WhatIf[]> {
  const { clock, asked } = atTheDoor(() => ({ clock: new Clock(options), asked: readProblem(problem) }));
  const { outcome } = await planned(asked, clock);
  const { allotment } = outcome;
  const answers: WhatIf[] = [];
  for (const { index } of asked.pools) {
    const less = allotment.shortfall === 0 ? 0 : allotment.shortfall - (await shortfallWith(asked, index, clock));
    answers.push({ pool: index, gained: gainedBy(allotment, index), shortfallLess: Math.max(0, less) });
  }
  return deepFreeze(answers);
}

/** What is unserved where a pool has one empty GPU more. */
async function shortfallWith({ pools, requests }: Problem, index: number, clock: Clock): Promise<number> {
  const one = { count: 1, running: { numbers: [], placements: [], name: "layout" } };
  const more = pools.map((pool) => (pool.index === index ? { ...pool, existing: [...pool.existing, one] } : pool));
  const { outcome } = await planned({ pools: more, requests }, clock);
  return outcome.allotment.shortfall;
}

function gainedBy(allotment: Allotment, stand: number): Demand {
  const open = allotment.board.stands[stand]?.bins.at(-1);
  if (open === undefined) return {};
  const { model } = open.pool.words;
  const counts = allotment.countsIn(open);
  const demand = Object.fromEntries(model.profiles.map(({ name }, profile) => [name, counts[profile] ?? 0]));
  const gpus = allotment.gpusOf(open, stand);
  const { more: without } = headroom(model, gpus, demand);
  const { more } = headroom(model, gpus + 1, demand);
  const gained = Object.entries(more).map(([name, count]) => [name, count - (without[name] ?? 0)] as const);
  return Object.fromEntries(gained.filter(([, count]) => count > 0));
}
