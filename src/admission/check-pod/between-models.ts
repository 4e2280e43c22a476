/** Profiles spread over the GPUs of a node that are of several models. The planner judges each model's part. */
import { minGpus } from "../../fleet/pack.js";
import { capacity } from "../../gpu/free.js";
import type { Demand } from "../../model/types.js";
import { profileOn } from "./context.js";
import type { Row, Share } from "./shares.js";
import { isTooMuch } from "./too-much.js";

type Wanted = readonly (readonly [profile: string, count: number])[];

/** Questions to the planner, some milliseconds of them. */
const MOST_QUESTIONS = 5_000;

/**
 * Do the GPUs hold these profiles with no more than `most` of them in use? What is proven to be too
 * much needs no search; else one over the ways to spread each profile over the models that have it,
 * which leaves a way as soon as one model has too much. Nodes of one model need one question, those
 * of two some dozens. Exact, but where `MOST_QUESTIONS` have not decided it: then true, since what
 * might run is not to be kept out. Of random demands that fill nodes of up to 64 GPUs, about one in
 * a thousand is not decided, on those of models that are nearly alike.
 */
export function holdsBetween(shares: readonly Share[], wanted: Wanted, most: number): boolean {
  const rows: Row[] = wanted.map(([profile, count]) => ({
    count,
    places: shares.flatMap(({ model, gpus }, at) => {
      const name = profileOn(model, profile)?.name;
      return name === undefined ? [] : [{ at, name, most: gpus * (capacity(model)[name] ?? 0) }];
    }),
  }));
  // Also keeps the counts that are put to the planner as small as nodes are.
  if (most <= 0 || rows.some(({ count, places }) => count > sumOf(places.map((place) => place.most)))) return false;
  if (shares.length > 1 && isTooMuch(shares, rows, most)) return false;
  // What has no choice first: it narrows the rest.
  rows.sort((a, b) => a.places.length - b.places.length);
  let questions = 0;

  /** @param used GPUs of each share that its part needs at least */
  const spread = (row: number, place: number, left: number, parts: readonly Demand[], used: readonly number[]): boolean => {
    const places = rows[row]?.places ?? [];
    const here = places[place];
    if (here === undefined) {
      if (left > 0) return false;
      const next = rows[row + 1];
      return next === undefined || spread(row + 1, 0, next.count, parts, used);
    }
    const isLast = place === places.length - 1;
    for (let n = Math.min(left, here.most); n >= (isLast ? left : 0); n--) {
      if (n > 0 && ++questions > MOST_QUESTIONS) return true;
      const before = parts[here.at] ?? {};
      const part = { ...before, [here.name]: (before[here.name] ?? 0) + n };
      const needed = n === 0 ? (used[here.at] ?? 0) : neededFor(shares[here.at], part);
      const uses = used.with(here.at, needed);
      if (needed > (shares[here.at]?.gpus ?? 0) || sumOf(uses) > most) continue;
      if (spread(row, place + 1, left - n, n === 0 ? parts : parts.with(here.at, part), uses)) return true;
    }
    return false;
  };
  const [first] = rows;
  return (
    first === undefined ||
    spread(
      0,
      0,
      first.count,
      shares.map(() => ({})),
      shares.map(() => 0),
    )
  );
}

/** Where no search has settled it, what is proven. */
function neededFor(share: Share | undefined, part: Demand): number {
  return share === undefined ? 0 : minGpus(share.model, part).lowerBound;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
