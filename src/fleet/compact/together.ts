/** Frontiers of several models are one: so many GPUs are freed, wherever that costs least. */

/** GPUs freed for so many moves. */
export interface Offer {
  readonly freed: number;
  readonly moves: number;
  /** Index of the point of each model. */
  readonly picks: readonly number[];
}

/** More sums than any picture needs. */
const MOST = 4096;

/**
 * The sums of one point of each list that nothing better stands against, by GPUs freed. Where there
 * are too many, neighbours become one: of plans the one that frees more; of bounds what frees as
 * many as the one for as few moves as the other, which is no plan, but still a bound.
 */
export function sumsOf(lists: readonly (readonly Omit<Offer, "picks">[])[], of: "plans" | "bounds"): readonly Offer[] {
  return lists.reduce<readonly Offer[]>(
    (sums, points) => {
      const all = sums.flatMap((sum) =>
        points.map(({ freed, moves }, i) => ({ freed: sum.freed + freed, moves: sum.moves + moves, picks: [...sum.picks, i] })),
      );
      return thinned(undominated(all), of);
    },
    [{ freed: 0, moves: 0, picks: [] }],
  );
}

function undominated(offers: readonly Offer[]): Offer[] {
  const kept: Offer[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  for (const offer of [...offers].sort((a, b) => b.freed - a.freed || a.moves - b.moves)) {
    if (offer.moves >= fewest) continue;
    fewest = offer.moves;
    kept.push(offer);
  }
  return kept.reverse();
}

function thinned(offers: readonly Offer[], of: "plans" | "bounds"): readonly Offer[] {
  const width = Math.ceil(offers.length / MOST);
  if (width <= 1) return offers;
  const groups = Array.from({ length: Math.ceil(offers.length / width) }, (_, i) => offers.slice(i * width, (i + 1) * width));
  return groups.flatMap((group): readonly Offer[] => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [of === "plans" ? last : { ...last, moves: first.moves }];
  });
}
