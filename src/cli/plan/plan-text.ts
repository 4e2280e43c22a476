import type { FleetPlan, FleetProblem, PlannedPool } from "../../fleet/plan/types.js";
import { renderFleet } from "../../render/fleet.js";
import { table } from "../table.js";
import { amount } from "./amount.js";

/** A plan for people: what it costs and how sure that is, what to buy, who is served by what, and the GPUs. */
export function planText(problem: FleetProblem, plan: FleetPlan): string {
  return [
    headText(plan),
    ...plan.shortfall.map(({ message }) => `- ${message}`),
    "",
    poolTable(problem, plan),
    "",
    requestTable(problem, plan),
    ...plan.pools.flatMap((pool) => pictureOf(problem, pool)),
  ].join("\n");
}

function headText({ status, cost, bound, gap, provenBy, pools }: FleetPlan): string {
  const gpus = pools.reduce((sum, pool) => sum + pool.gpus, 0);
  const bought = gpus === 0 ? "Nothing is bought" : `${amount(gpus)} new GPU${gpus === 1 ? "" : "s"} for ${amount(cost)}`;
  if (status === "infeasible")
    return `Not all can be served. For what can be: ${bought.charAt(0).toLowerCase()}${bought.slice(1)}.`;
  if (status === "optimal")
    return gpus === 0
      ? `${bought}: what there is suffices.`
      : `${bought}, and nothing cheaper serves all${provenBy === "search" ? ", as an exhausted search shows" : ""}.`;
  const known = bound === 0 ? "" : `, but nothing below ${amount(bound)} (gap ${amount(gap)})`;
  return `${bought}; whether something cheaper serves all is open${known}.`;
}

function poolTable({ pools }: FleetProblem, plan: FleetPlan): string {
  const heads = ["POOL", "MODEL", "EXISTING", "NEW", "LENT WHOLE", "PRICE", "COST"];
  const rows = plan.pools.map(({ pool, model, gpus, wholeGpus, groups }) => {
    const price = pools[pool]?.price ?? 1;
    const all = groups.reduce((sum, { count }) => sum + count, 0);
    return [`${pool}`, model, amount(all - gpus), amount(gpus), amount(wholeGpus), amount(price), amount(gpus * price)];
  });
  return table([heads, ...rows], new Set([2, 3, 4, 5, 6]));
}

function requestTable({ requests }: FleetProblem, { assignment, shortfall }: FleetPlan): string {
  const rows = requests.map(({ name, count }, request) => {
    const served = assignment
      .filter((one) => one.request === request)
      .map(({ pool, model, profile, count }) => `${amount(count)} x ${profile ?? "a whole GPU"} on ${model} (${pool})`);
    const short = shortfall.filter((one) => one.request === request).map(({ count }) => `${amount(count)} not served`);
    return [name ?? `request ${request}`, amount(count), [...served, ...short].join(", ")];
  });
  return table([["REQUEST", "COUNT", "SERVED BY"], ...rows], new Set([1]));
}

/** The GPUs of a pool, if it has any. */
function pictureOf({ pools }: FleetProblem, { pool, groups }: PlannedPool): readonly string[] {
  const model = pools[pool]?.model;
  return model === undefined || groups.length === 0 ? [] : ["", renderFleet({ model, groups })];
}
