/** A plan that compacts a fleet: what each model can give, together, and the steps of the best of it. */
import type { Vocabulary } from "../../gpu/vocabulary.js";
import type { GpuClass } from "../../planner/index.js";
import type { FleetInside } from "../fleet.js";
import { type Steps, stepsOf } from "./carry-out.js";
import { Frontier, MOST_POINTS, type Point } from "./frontier.js";
import { groundOf } from "./relaxation.js";
import type { Task } from "./task.js";
import { type Offer, sumsOf } from "./together.js";
import type { Compaction, FrontierPoint } from "./types.js";

export async function solve(task: Task): Promise<Compaction> {
  const { inside, revision, classes, maxMoves, pace, tell } = task;
  const frontiers = frontiersOf(inside, classes);
  const gpusBefore = frontiers.reduce((sum, { ground }) => sum + ground.inUse, 0);
  for (const frontier of frontiers) {
    await frontier.find(pace, maxMoves, () => {
      const most = frontiers.reduce((sum, each) => sum + each.most, 0);
      const freed = frontiers.reduce((sum, { points }) => sum + (points.at(-1)?.freed ?? 0), 0);
      tell(Object.freeze({ bound: gpusBefore - most, best: gpusBefore - freed }));
    });
  }
  const plans = sumsOf(frontiers.map(pointsOf), "plans");
  const bounds = sumsOf(
    frontiers.map((frontier) => frontier.bounds(maxMoves)),
    "bounds",
  );
  const chosen = plans.findLast(({ moves }) => moves <= maxMoves) as Offer; // to free none takes no move
  const parts: Steps[] = [];
  let movesLeft = maxMoves - chosen.moves;
  for (const [i, { ground, points }] of frontiers.entries()) {
    const { plan } = points[chosen.picks[i] ?? 0] as Point; // picks are indices of points
    const part = await stepsOf(task, ground, plan, movesLeft);
    movesLeft -= part.setAside;
    parts.push(part);
  }
  const gpusAfter = gpusBefore - parts.reduce((sum, { freed }) => sum + freed, 0);
  const moved = parts.reduce((sum, part) => sum + part.moved, 0);
  const gpusBound = gpusBefore - (bounds.findLast(({ moves }) => moves <= maxMoves)?.freed ?? 0);
  const movesBound = fewest(bounds, gpusBefore - gpusAfter);
  return Object.freeze({
    revision,
    gpusBefore,
    gpusAfter,
    gpusBound,
    optimal: gpusAfter === gpusBound && moved === movesBound,
    movesBound,
    moves: Object.freeze(parts.flatMap(({ steps }) => steps)),
    frontier: Object.freeze(
      numbersUpTo(chosen.freed).map((freed): FrontierPoint => {
        return Object.freeze({ freed, moves: fewest(plans, freed), bound: fewest(bounds, freed) });
      }),
    ),
  });
}

function frontiersOf(inside: FleetInside, classes: ReadonlyMap<number, readonly GpuClass[]>): Frontier[] {
  const grounds = [...classes].map(([model, ofModel]) => {
    return groundOf(inside, inside.registry.models[model] as Vocabulary, ofModel); // its own numbers
  });
  return grounds.filter(({ inUse }) => inUse > 0).map((ground) => new Frontier(inside.planner, ground));
}

function pointsOf({ points }: Frontier): { readonly freed: number; readonly moves: number }[] {
  return points.map(({ freed, plan }) => ({ freed, moves: plan.moves }));
}

/** Of offers that free ever more for ever more moves, the first that frees so many. */
function fewest(offers: readonly Offer[], freed: number): number {
  return offers.find((offer) => offer.freed >= freed)?.moves ?? 0;
}

/** 1 to that, or as many numbers as are told of, spread over these. */
function numbersUpTo(most: number): number[] {
  const count = Math.min(most, MOST_POINTS);
  return Array.from({ length: count }, (_, i) => Math.round((most * (i + 1)) / count));
}
