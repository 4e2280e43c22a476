/** Holds a plan against its problem, in whole numbers without limit: what it says, and that it can be done. */
import {
  checkLayout,
  type FleetPlan,
  type FleetProblem,
  formatLayout,
  type GpuModel,
  type PlacementInput,
  parseLayout,
} from "../../../src/index.js";
import { whyNotPlain } from "./plain-data.js";
import { accepted, modelsOf } from "./plan.js";

/** Why it is no plan for the problem; null where it is one. */
export function faultOfPlan(problem: FleetProblem, plan: FleetPlan): string | null {
  const models = modelsOf(problem);
  return (
    whyNotPlain(plan) ??
    faultOfNumbers(problem, plan) ??
    faultOfPools(problem, plan, models) ??
    faultOfService(problem, plan, models)
  );
}

function faultOfNumbers(
  { pools }: FleetProblem,
  { status, cost, bound, gap, provenBy, pools: planned, shortfall }: FleetPlan,
): string | null {
  const sum = planned.reduce((all, { gpus }, i) => all + gpus * (pools[i]?.price ?? 1), 0);
  if (Math.abs(sum - cost) > 1e-9 * Math.max(1, sum)) return `cost is ${cost}, should be ${sum}`;
  if (bound > cost || gap !== cost - bound) return `bound ${bound}, gap ${gap}, cost ${cost}`;
  if (status !== "infeasible" && (status === "optimal") !== (provenBy !== null)) return `${status}, proven by ${provenBy}`;
  if (status === "optimal" && gap !== 0) return `optimal with a gap of ${gap}`;
  if ((status === "infeasible") !== shortfall.length > 0) return `${status} with ${shortfall.length} shortfalls`;
  return null;
}

function faultOfPools(problem: FleetProblem, plan: FleetPlan, models: readonly GpuModel[]): string | null {
  if (plan.pools.length !== problem.pools.length) return `${plan.pools.length} pools`;
  for (const [i, { pool, model, gpus, wholeGpus, groups }] of plan.pools.entries()) {
    const { limit = Number.POSITIVE_INFINITY, existing = [] } = problem.pools[i] ?? {};
    const gpuModel = models[i] as GpuModel;
    if (pool !== i || model !== gpuModel.name) return `pool ${i} is called ${pool}, ${model}`;
    const there = existing.reduce((sum, { count }) => sum + BigInt(count), 0n);
    if (Number(there) + gpus > limit) return `pool ${i}: ${gpus} new GPUs beside ${there}, of ${limit}`;
    const counts = groups.reduce((sum, { count }) => sum + BigInt(count), 0n);
    if (counts !== there + BigInt(gpus)) return `pool ${i}: groups of ${counts} GPUs`;
    for (const { count, layout, added } of groups) {
      if (!Number.isSafeInteger(count) || count <= 0) return `pool ${i}: a group of ${count}`;
      const [fault] = checkLayout(gpuModel, layout);
      if (fault !== undefined) return `pool ${i}: ${fault.message}`;
      const inside = added.every((each) => layout.some(({ profile, start }) => profile === each.profile && start === each.start));
      if (!inside) return `pool ${i}: added is not in the layout`;
    }
    const fault = faultOfExisting(gpuModel, existing, groups, gpus);
    if (fault !== null) return `pool ${i}: ${fault}`;
    const empty = groups.reduce((sum, { count, layout }) => (layout.length === 0 ? sum + count : sum), 0);
    if (wholeGpus > empty) return `pool ${i}: ${wholeGpus} whole GPUs, ${empty} are empty`;
  }
  return null;
}

/** The groups, in order, are the existing GPUs with something added, then new ones. */
function faultOfExisting(
  model: GpuModel,
  existing: readonly { readonly count: number; readonly layout: readonly PlacementInput[] }[],
  groups: FleetPlan["pools"][number]["groups"],
  gpus: number,
): string | null {
  const queue = groups.map(({ count, layout, added }) => {
    const isAdded = (profile: string, start: number) => added.some((each) => each.profile === profile && each.start === start);
    return { count, before: formatLayout(layout.filter(({ profile, start }) => !isAdded(profile, start))) };
  });
  const takeOff = (count: number, before: string): boolean => {
    let left = count;
    while (left > 0) {
      const [first] = queue;
      if (first === undefined || first.before !== before) return false;
      const taken = Math.min(left, first.count);
      first.count -= taken;
      left -= taken;
      if (first.count === 0) queue.shift();
    }
    return true;
  };
  for (const { count, layout } of existing) {
    const text = formatLayout(
      parseLayout(model, layout.map((one) => (typeof one === "string" ? one : `${one.profile}@${one.start}`)).join()),
    );
    if (!takeOff(count, text)) return `existing ${count} x ${text} were changed`;
  }
  return takeOff(gpus, "") && queue.length === 0 ? null : "new GPUs are not empty ones with something added";
}

/** Requests get what they accept, as many as are served, and no more than was added. */
function faultOfService(problem: FleetProblem, plan: FleetPlan, models: readonly GpuModel[]): string | null {
  const given = new Map<string, bigint>();
  const served = problem.requests.map(() => 0n);
  for (const { request, pool, model, profile, count } of plan.assignment) {
    const good = `${pool} ${profile ?? "whole"}`;
    if (!Number.isSafeInteger(count) || count <= 0) return `an assignment of ${count}`;
    if (model !== models[pool]?.name) return `pool ${pool} is no ${model}`;
    if (!canonical(problem, request, models).includes(good)) return `request ${request} does not accept ${good}`;
    given.set(good, (given.get(good) ?? 0n) + BigInt(count));
    served[request] = (served[request] ?? 0n) + BigInt(count);
  }
  const short = problem.requests.map(() => 0n);
  for (const { request, count, message } of plan.shortfall) {
    if (count <= 0 || message === "") return `a shortfall of ${count}: ${message}`;
    short[request] = BigInt(count);
  }
  const wrong = problem.requests.findIndex(({ count }, i) => (served[i] ?? 0n) + (short[i] ?? 0n) !== BigInt(count));
  if (wrong >= 0) return `request ${wrong}: ${served[wrong]} served, ${short[wrong]} short`;
  for (const [pool, { groups, wholeGpus }] of plan.pools.entries()) {
    const made = new Map<string, bigint>(wholeGpus > 0 ? [[`${pool} whole`, BigInt(wholeGpus)]] : []);
    for (const { count, added } of groups)
      for (const { profile } of added) made.set(`${pool} ${profile}`, (made.get(`${pool} ${profile}`) ?? 0n) + BigInt(count));
    for (const good of new Set([...made.keys(), ...[...given.keys()].filter((key) => key.startsWith(`${pool} `))])) {
      if ((made.get(good) ?? 0n) !== (given.get(good) ?? 0n))
        return `${good}: ${made.get(good) ?? 0n} made, ${given.get(good) ?? 0n} given`;
    }
  }
  return null;
}

const cache = new WeakMap<FleetProblem, Map<number, readonly string[]>>();

function canonical(problem: FleetProblem, request: number, models: readonly GpuModel[]): readonly string[] {
  const known = cache.get(problem) ?? new Map<number, readonly string[]>();
  cache.set(problem, known);
  const goods = known.get(request) ?? accepted(problem, request, models);
  known.set(request, goods);
  return goods;
}
