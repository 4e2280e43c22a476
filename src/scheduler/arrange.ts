/** Whether what is to be placed on a node has room there, over all its GPUs. */
import { minGpus } from "../fleet/pack.js";
import type { GpuModel } from "../model/types.js";
import { findsRoom } from "./greedy.js";
import { optionsOf } from "./options.js";
import type { Search } from "./search.js";
import type { Arrangement, Counts, Option } from "./types.js";
import { type GpuInUse, type Instance, nameOn } from "./use.js";

/**
 * Exact: GPU by GPU, what is still missing after it and how many loose instances have gone, as few
 * ways as tell all others; the empty GPUs of the most frequent model come last, packed at once.
 * Where a model of one's own is packed without proof, what is not found counts as not there.
 *
 * @throws OutOfSteps
 */
export function hasRoom(arrangement: Arrangement, search: Search): boolean {
  const { gpus, places, spare, wholes } = arrangement;
  const names = Object.keys(places);
  const loose = Object.keys(spare);
  const need = Object.values(places);
  const blank = mostFrequent(gpus.filter(isBlank).flatMap(({ model }) => model ?? []));
  const others = gpus.filter((gpu) => !isBlank(gpu) || gpu.model !== blank);
  const blanks = gpus.length - others.length;
  const isDone = (ways: readonly Way[]) => ways.some((way) => blanksHold(blank, blanks, names, way));
  let ways: readonly Way[] = [{ missing: need, wholes, gone: loose.map(() => 0) }];
  if (others.length === 0 || isDone(ways)) return isDone(ways);
  if (findsRoom(arrangement, search)) return true;
  for (const gpu of others) {
    const options = optionsOf(gpu, names, need, search).map((option) => ({ ...option, gone: countsOf(option.gone, loose) }));
    const further = ways.flatMap((way) => options.map((option) => after(way, option)));
    const most = Object.values(spare);
    ways = least([...ways, ...further.filter(({ gone }) => gone.every((count, i) => count <= (most[i] ?? 0)))], search);
    if (isDone(ways)) return true;
  }
  return false;
}

/** One way to have used the GPUs so far. */
interface Way {
  readonly missing: Counts;
  readonly wholes: number;
  readonly gone: Counts;
}

function after(way: Way, { placed, whole, gone }: Omit<Option, "gone"> & { readonly gone: Counts }): Way {
  return {
    missing: way.missing.map((count, i) => Math.max(0, count - (placed[i] ?? 0))),
    wholes: Math.max(0, way.wholes - whole),
    gone: way.gone.map((count, i) => count + (gone[i] ?? 0)),
  };
}

/** Those that no other one is better than or equal to in all. */
function least(ways: readonly Way[], search: Search): readonly Way[] {
  const rows = ways.map((way) => ({ way, counts: [...way.missing, way.wholes, ...way.gone] }));
  const total = ({ counts }: (typeof rows)[number]) => counts.reduce((sum, count) => sum + count, 0);
  const kept: typeof rows = [];
  // What is better than another one has the smaller sum.
  for (const row of rows.sort((a, b) => total(a) - total(b))) {
    search.take(1 + kept.length);
    if (!kept.some(({ counts }) => counts.every((count, i) => count <= (row.counts[i] ?? 0)))) kept.push(row);
  }
  return kept.map(({ way }) => way);
}

function countsOf(instances: readonly Instance[], profiles: readonly string[]): Counts {
  return profiles.map((profile) => instances.filter((each) => each.profile === profile).length);
}

function isBlank({ kept, loose }: GpuInUse): boolean {
  return kept.length + loose.length === 0;
}

/** The first of the most frequent ones; null: there is none. */
function mostFrequent(models: readonly GpuModel[]): GpuModel | null {
  const counts = new Map<GpuModel, number>();
  for (const model of models) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].reduce<readonly [GpuModel | null, number]>((a, b) => (b[1] > a[1] ? b : a), [null, 0])[0];
}

function blanksHold(model: GpuModel | null, count: number, places: readonly string[], { missing, wholes }: Way): boolean {
  if (wholes > count) return false;
  const demand = new Map<string, number>();
  for (const [i, place] of places.entries()) {
    const wanted = missing[i] ?? 0;
    if (wanted === 0) continue;
    const name = model === null ? null : nameOn(model, place);
    if (name === null) return false;
    demand.set(name, (demand.get(name) ?? 0) + wanted);
  }
  return model === null || minGpus(model, Object.fromEntries(demand)).gpus + wholes <= count;
}
