import type { Vocabulary } from "../../gpu/vocabulary.js";
import { type Exchange, type GpuClass, readExchanges, writeClasses, writePrices } from "../../planner/index.js";
import { Cover, type Part } from "../change/cover.js";
import type { FleetInside } from "../fleet.js";

/** Of the cost of a move, what each memory slice of the instance adds: together less than half a move. */
const SLICE = 2 ** -16;
/** More offers, or more steps of the search, than any answer of two moves has needed. */
const MOST_OFFERS = 1 << 20;
const MOST_STEPS = 1 << 21;

/** Parts that let wants in with the fewest moves. */
export interface Found {
  readonly parts: readonly Part[];
  /** The moves, and a fraction for their memory slices. */
  readonly cost: number;
}

/**
 * The cheapest parts that let the wants (profile numbers, on one GPU) in with at most so many
 * moves, on classes that are all open; null where there are none, undefined where the search is too large.
 *
 * One exchange creates the wants, and whatever leaves a GPU is created by another, or by the same.
 * In a cheapest answer every exchange but the first is called for by what others leave over.
 */
export function roomOn(
  { planner, layoutOf }: FleetInside,
  words: Vocabulary,
  classes: readonly GpuClass[],
  wants: readonly number[],
  moves: number,
): Found | null | undefined {
  const { profiles } = words.model;
  const movable = new Set(
    classes.flatMap(({ layout, pins }) => layoutOf(layout).flatMap(({ profile }, i) => ((pins >> i) & 1 ? [] : [profile]))),
  );
  writeClasses(planner, classes);
  writePrices(
    planner,
    profiles.map(({ memorySlices }) => 1 + memorySlices * SLICE),
    profiles.map(({ name }) => (movable.has(name) ? 0 : -1)),
  );
  // Keeping everything is the best without wants; exchanges are differences from that.
  planner.price(0);
  planner.mailbox().set([...wants].sort((a, b) => a - b));
  const budget = moves + 0.5;
  if (planner.findRoom(budget, moves, wants.length, moves + 1, MOST_OFFERS) === 0) return undefined;
  // Things are the wants, and then instances by profile; the wants are created once.
  const hosts = ({ other }: Exchange) => other;
  const provides = (exchange: Exchange, thing: number) => (thing === 0 ? hosts(exchange) : exchange.more(thing - 1));
  const exchanges = readExchanges(planner);
  const cover = new Cover(
    classes,
    exchanges,
    profiles.length + 1,
    provides,
    (exchange, thing) => thing === 0 || hosts(exchange) === 0,
  );
  let best: Found | null = null;
  const limits = { budget, parts: moves + 1, steps: MOST_STEPS };
  const isWhole = cover.search([1, ...profiles.map(() => 0)], limits, (parts) => {
    best = { parts: [...parts], cost: parts.reduce((sum, { offer }) => sum + offer.cost, 0) };
    // From here on only what is cheaper.
    return -SLICE / 2;
  });
  return best ?? (isWhole ? null : undefined);
}
