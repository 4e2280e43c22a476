/**
 * Plans by trying everything: every number of new GPUs of each pool, and for each fleet every way
 * to fill every GPU. Shares nothing with the planner or the solver; for small problems only.
 */
import type { FleetProblem, GpuModel } from "../../../src/index.js";
import { gpuModel } from "../../../src/index.js";
import { allNames, layoutsOf } from "./layouts.js";

/** What a plan is judged by, first things first. */
export interface Best {
  readonly shortfall: number;
  readonly cost: number;
  readonly gpus: number;
  /** By pool. */
  readonly newGpus: readonly number[];
  /** By request. */
  readonly short: readonly number[];
}

/** How many of each request. */
type Counts = readonly number[];

const layoutTexts = new WeakMap<GpuModel, readonly (readonly string[])[]>();

/** Every layout of a model as texts. */
function layoutsAsText(model: GpuModel): readonly (readonly string[])[] {
  const known = layoutTexts.get(model);
  if (known !== undefined) return known;
  const made = [...layoutsOf(model, allNames(model))].map((layout) =>
    layout.map(({ profile, start }) => `${profile.name}@${start}`),
  );
  layoutTexts.set(model, made);
  return made;
}

/** `limit` of every pool must be given: more new GPUs are not tried. */
export function bestPlan(problem: FleetProblem, models: readonly GpuModel[]): Best {
  const caps = problem.requests.map(({ count }) => count);
  const accepts = problem.requests.map((_, request) => new Set(accepted(problem, request, models)));
  const givesOf = (pool: number, running: readonly string[]) => gives(models[pool] as GpuModel, pool, running, accepts, caps);
  const kinds = problem.pools.map((_, pool) => givesOf(pool, []));
  const existing = problem.pools.flatMap(({ existing = [] }, pool) =>
    existing.flatMap(({ count, layout }) => {
      const own = givesOf(pool, layout as readonly string[]); // random problems write texts
      return Array.from({ length: count }, () => own);
    }),
  );
  const there = existing.reduce((sums, options) => plus(sums, options, caps), [caps.map(() => 0)] as readonly Counts[]);
  const stock = problem.pools.map(({ limit = 0, existing = [] }) => limit - existing.reduce((sum, { count }) => sum + count, 0));
  let best: Best | null = null;
  const go = (pool: number, newGpus: readonly number[], served: readonly Counts[]) => {
    if (pool === problem.pools.length) {
      const candidate = judged(problem, newGpus, served);
      if (best === null || isBefore(candidate, best)) best = candidate;
      return;
    }
    let sums = served;
    for (let more = 0; more <= (stock[pool] ?? 0); more++) {
      go(pool + 1, [...newGpus, more], sums);
      sums = plus(sums, kinds[pool] ?? [], caps);
    }
  };
  go(0, [], there);
  if (best === null) throw new Error("nothing was tried");
  return best;
}

function judged({ pools, requests }: FleetProblem, newGpus: readonly number[], served: readonly Counts[]): Best {
  const shorts = served.map((counts) => requests.map(({ count }, i) => count - (counts[i] ?? 0)));
  const short = shorts.reduce((a, b) => ((total(b) - total(a) || compare(b, a)) < 0 ? b : a));
  const cost = newGpus.reduce((sum, count, pool) => sum + count * (pools[pool]?.price ?? 1), 0);
  return { shortfall: total(short), cost, gpus: total(newGpus), newGpus, short };
}

function isBefore(a: Best, b: Best): boolean {
  const cost = Math.abs(a.cost - b.cost) < 1e-9 ? 0 : a.cost - b.cost;
  return (a.shortfall - b.shortfall || cost || a.gpus - b.gpus || compare(b.newGpus, a.newGpus) || compare(a.short, b.short)) < 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** The goods that a request accepts, by name. */
export function accepted(problem: FleetProblem, request: number, models: readonly GpuModel[]): readonly string[] {
  const { accepts } = problem.requests[request] as FleetProblem["requests"][number];
  if (Array.isArray(accepts)) {
    return (accepts as readonly { model: string; profile?: string; wholeGpu?: true }[]).flatMap(({ model, profile, wholeGpu }) =>
      models.flatMap(({ name }, pool) => (name === model ? [`${pool} ${wholeGpu ? "whole" : profile}`] : [])),
    );
  }
  const {
    minMemoryMiB,
    minComputeSlices = 0,
    attributes = [],
  } = accepts as { minMemoryMiB?: number; minComputeSlices?: number; attributes?: readonly string[] };
  return models.flatMap(({ profiles }, pool) =>
    profiles
      .filter((p) => (minMemoryMiB === undefined || (p.memoryMiB ?? -1) >= minMemoryMiB) && p.computeSlices >= minComputeSlices)
      .filter((p) => [...p.attributes].sort().join() === [...attributes].sort().join())
      .map((p) => `${pool} ${p.name}`),
  );
}

/** What a GPU with this layout can serve besides: every way to fill it, and every way to give each instance to a request. */
function gives(
  model: GpuModel,
  pool: number,
  running: readonly string[],
  accepts: readonly ReadonlySet<string>[],
  caps: Counts,
): readonly Counts[] {
  const found = new Map<string, Counts>();
  const none = caps.map(() => 0);
  const fillings = new Map<string, readonly string[]>();
  for (const layout of layoutsAsText(model)) {
    if (!running.every((placement) => layout.includes(placement))) continue;
    const goods = layout
      .filter((placement) => !running.includes(placement))
      .map((placement) => `${pool} ${placement.split("@")[0]}`);
    fillings.set([...goods].sort().join(), goods);
  }
  if (running.length === 0) fillings.set("whole", [`${pool} whole`]);
  for (const goods of fillings.values()) {
    let ways: readonly Counts[] = [none];
    for (const good of goods) {
      const takers = accepts.flatMap((set, request) => (set.has(good) ? [request] : []));
      const one = takers.map((request) => none.map((_, i) => (i === request ? 1 : 0)));
      ways = plus(ways, [none, ...one], caps);
    }
    for (const way of ways) found.set(way.join(), way);
  }
  return [...found.values()];
}

/** Every sum of one of each, as far as that many are wanted. */
function plus(sums: readonly Counts[], options: readonly Counts[], caps: Counts): readonly Counts[] {
  const all = new Map<string, Counts>();
  for (const sum of sums) {
    for (const option of options) {
      const both = caps.map((cap, i) => Math.min(cap, (sum[i] ?? 0) + (option[i] ?? 0)));
      all.set(both.join(), both);
    }
  }
  return [...all.values()];
}

export function modelsOf(problem: FleetProblem): readonly GpuModel[] {
  return problem.pools.map(({ model }) => (typeof model === "string" ? gpuModel(model) : model));
}
