/**
 * From fractions of GPUs to whole ones. All classes but a few become one thing anyway: at a basis of
 * the linear program no more are split than there are profiles. These few are rounded, and what is
 * then missing is made up for by exchanges that cost next to nothing at the prices of the program.
 */
import { type Exchange, type FleetPlanner, type GpuClass, readExchanges, writeAims } from "../../planner/index.js";
import { Cover, type Part } from "../change/cover.js";
import type { Column, Share } from "./master.js";
import { bitsOf, type Relaxation } from "./relaxation.js";

/** GPUs by what they become, in whole numbers. */
export interface Assignment {
  readonly shares: readonly Share[];
  /** Instances that leave their places. */
  readonly moves: number;
}

/** GPUs that change their aim, beyond rounding, at most; steps for each try. */
const MOST_PARTS = 6;
const STEPS = 20_000;
const MOST_OFFERS = 1 << 16;
/** Moves above the bound at which a plan is still taken. */
const MOST_ABOVE = 6;
/** The program's own columns cost nothing but what arithmetic leaves over. */
const CRUMB = 1e-3;

/** A plan with at most so many GPUs in use, of as few moves as are found; null: none is found. */
export function rounded(planner: FleetPlanner, relaxation: Relaxation, gpus: number): Assignment | null {
  const shares = relaxation.shares();
  const { classes } = relaxation.ground;
  const fractions = (left: Rounded) => left.fraction;
  // What is left over to the largest fractions; or to what moves least, which leaves more missing, and more to choose.
  const bases = [roundedDown(shares, classes, fractions), roundedDown(shares, classes, ({ column }) => -column.cost)];
  const least = relaxation.bound(gpus);
  for (let above = 0; above <= MOST_ABOVE; above++) {
    for (const base of bases) {
      const plan = mended(planner, relaxation, base, gpus, least + above);
      if (plan !== null) return plan;
    }
  }
  return null;
}

/** A plan of at most so many moves that differs little from a base; null: none is found. */
function mended(
  planner: FleetPlanner,
  relaxation: Relaxation,
  base: readonly Share[],
  gpus: number,
  moves: number,
): Assignment | null {
  const { ground } = relaxation;
  const plan = assignment(base);
  const missing = missingIn(base, ground.demand, gpus);
  if (missing.every((count) => count <= 0)) return plan.moves <= moves ? plan : null;
  const groups = base.map(({ column, gpus }): GpuClass => ({ ...(ground.classes[column.by] as GpuClass), gpus })); // a column is of a class
  const things = ground.demand.length;
  const provides = (exchange: Exchange, thing: number) => (thing === things ? -exchange.other : exchange.more(thing));
  relaxation.price(groups);
  writeAims(
    planner,
    base.map(({ column }) => column),
  );
  const budget = moves - relaxation.value(gpus) + CRUMB;
  if (planner.findExchanges(budget, MOST_PARTS, MOST_OFFERS) === 0) return null;
  const cover = new Cover(groups, readExchanges(planner), things + 1, provides);
  let found: readonly Part[] | null = null;
  for (let parts = 1; parts <= MOST_PARTS && found === null; parts++) {
    cover.search(missing, { budget, parts, steps: STEPS }, (ways) => {
      const more = ways.reduce((sum, { offer }) => sum + bitsOf(base[offer.by]?.column.kept ?? 0) - bitsOf(offer.kept), 0);
      if (plan.moves + more > moves) return Number.POSITIVE_INFINITY;
      found = [...ways];
      return -1;
    });
  }
  return found === null ? null : assignment(exchanged(base, found));
}

/** A share rounded down, and what was cut off. */
interface Rounded extends Share {
  gpus: number;
  readonly fraction: number;
}

/** Whole GPUs: each fraction rounded down, and those left over one by one to the shares of their class that come first by rank. */
function roundedDown(shares: readonly Share[], classes: readonly GpuClass[], rank: (share: Rounded) => number): readonly Share[] {
  const left = classes.map(({ gpus }) => gpus);
  const whole = shares.map(({ column, gpus }): Rounded => {
    const count = Math.max(0, Math.min(left[column.by] ?? 0, Math.floor(gpus + CRUMB)));
    left[column.by] = (left[column.by] ?? 0) - count;
    return { column, gpus: count, fraction: gpus - count };
  });
  const split = whole.filter(({ fraction }) => fraction > CRUMB).sort((a, b) => rank(b) - rank(a));
  for (const most of [1, Number.POSITIVE_INFINITY]) {
    for (const share of [...split, ...whole]) {
      const more = Math.min(most, left[share.column.by] ?? 0);
      left[share.column.by] = (left[share.column.by] ?? 0) - more;
      share.gpus += more;
    }
  }
  return whole.filter(({ gpus }) => gpus > 0).map(({ column, gpus }) => ({ column, gpus }));
}

/** Instances without a place by profile, then GPUs in use beyond those allowed; below 0 what is left. */
function missingIn(shares: readonly Share[], demand: readonly number[], gpus: number): number[] {
  const missing = [...demand, -gpus];
  for (const { column, gpus } of shares) {
    column.profiles.forEach((count, profile) => {
      missing[profile] = (missing[profile] ?? 0) - count * gpus;
    });
    if (column.inUse) missing[demand.length] = (missing[demand.length] ?? 0) + gpus;
  }
  return missing;
}

/** The shares after exchanges, each by one GPU of the share of its offer. */
function exchanged(shares: readonly Share[], parts: readonly Part[]): Share[] {
  const left = shares.map(({ gpus }) => gpus);
  const changed = parts.map(({ exchange, offer }): Share => {
    const { column } = shares[offer.by] as Share; // offers are by group, and groups are by share
    left[offer.by] = (left[offer.by] ?? 0) - 1;
    return { column: exchangedColumn(column, exchange, offer.kept), gpus: 1 };
  });
  return [...shares.map(({ column }, i) => ({ column, gpus: left[i] ?? 0 })), ...changed].filter(({ gpus }) => gpus > 0);
}

/** What a GPU becomes that is exchanged: the difference, from what was meant for it. */
export function exchangedColumn(from: Column, exchange: Exchange, kept: number): Column {
  const { other } = exchange;
  return {
    by: from.by,
    cost: from.cost + bitsOf(from.kept) - bitsOf(kept),
    profiles: from.profiles.map((count, profile) => count + exchange.more(profile)),
    inUse: other > 0 || (other === 0 && from.inUse),
    kept,
  };
}

export function assignment(shares: readonly Share[]): Assignment {
  return { shares, moves: shares.reduce((sum, { column, gpus }) => sum + column.cost * gpus, 0) };
}
