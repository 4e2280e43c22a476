/** What one GPU can contribute to an arrangement. */
import { fit } from "../gpu/fit.js";
import type { GpuModel } from "../model/types.js";
import type { Search } from "./search.js";
import type { Counts, Option } from "./types.js";
import { type GpuInUse, nameOn } from "./use.js";

/**
 * The contributions of a GPU, up to `need` of each of `places`: with few instances gone first, and none
 * for which more go than for one that does the same. Found once for all GPUs alike.
 */
export function optionsOf(gpu: GpuInUse, places: readonly string[], need: Counts, search: Search): readonly Option[] {
  const key = JSON.stringify([search.numberOf(gpu.model), gpu.kept, gpu.loose.map(({ place }) => place), places, need]);
  const known = search.options.get(key);
  if (known !== undefined) return known;
  const found = [...lendings(gpu, places), ...placings(gpu, places, need, search)];
  search.options.set(key, found);
  return found;
}

function lendings({ kept, loose }: GpuInUse, places: readonly string[]): readonly Option[] {
  return kept.length > 0 ? [] : [{ placed: places.map(() => 0), whole: 1, gone: loose }];
}

function placings({ model, kept, loose }: GpuInUse, places: readonly string[], need: Counts, search: Search): readonly Option[] {
  const found: Option[] = [];
  if (model === null || most(model, kept, places, need, search).every(isNothing)) return found;
  let level: readonly (readonly number[])[] = [[]];
  while (level.length > 0) {
    const next: (readonly number[])[] = [];
    for (const gone of level) {
      const occupied = [...kept, ...loose.filter((_, i) => !gone.includes(i)).map(({ place }) => place)];
      const fillings = most(model, occupied, places, need, search);
      for (const placed of fillings) {
        if (!isNothing(placed)) found.push({ placed, whole: 0, gone: loose.filter((_, i) => gone.includes(i)) });
      }
      if (fillings.some((placed) => covers(placed, need))) continue;
      for (let i = (gone.at(-1) ?? -1) + 1; i < loose.length; i++) next.push([...gone, i]);
    }
    level = next;
  }
  return found;
}

/** The largest sets of instances that fit beside what is occupied. */
function most(
  model: GpuModel,
  occupied: readonly string[],
  places: readonly string[],
  need: Counts,
  search: Search,
): readonly Counts[] {
  const found = [...fillings(model, occupied, places, need, search)];
  return found.filter((placed) => !found.some((other) => other !== placed && covers(other, placed)));
}

function* fillings(
  model: GpuModel,
  occupied: readonly string[],
  places: readonly string[],
  need: Counts,
  search: Search,
  chosen: readonly string[] = [],
): Generator<Counts> {
  const [place, ...others] = places;
  if (place === undefined) return yield [];
  const [limit = 0, ...rest] = need;
  const name = nameOn(model, place);
  let more = chosen;
  for (let count = 0; ; count++) {
    for (const filling of fillings(model, occupied, others, rest, search, more)) yield [count, ...filling];
    if (name === null || count === limit) return;
    more = [...more, name];
    search.take();
    if (!fit(model, more, { occupied }).fits) return;
  }
}

function isNothing(counts: Counts): boolean {
  return counts.every((count) => count === 0);
}

function covers(counts: Counts, others: Counts): boolean {
  return others.every((other, i) => other <= (counts[i] ?? 0));
}
