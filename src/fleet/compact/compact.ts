import { waitAtTheDoor } from "../../door.js";
import { readPins, rollOf, standings } from "../change/standing.js";
import { readCount } from "../demand.js";
import { type Fleet, insideOf } from "../fleet.js";
import { readSolveOptions } from "../plan/clock.js";
import { Pace } from "./pace.js";
import { solve } from "./solve.js";
import type { Task } from "./task.js";
import type { Compaction, CompactOptions } from "./types.js";

/**
 * Frees as many GPUs as can be freed, with the fewest moved instances, in an order in which every
 * step is legal. The fleet is not changed; `fleet.apply(moves)` carries the plan out, and refuses it
 * where the fleet has changed so that a step no longer applies.
 *
 * Instances move between GPUs of one model, also within a GPU; GPUs that are not available take
 * nothing new, but may be emptied. How few GPUs suffice is known in closed form (`minGpus`); with
 * pinned instances and unavailable GPUs in use it may be more, and then the linear program says so.
 * How few moves: an integer program over kinds of GPUs, whose size does not grow with the fleet. Its
 * linear relaxation is solved exactly, and nearly always a plan is found that meets the bound; where
 * none is, HiGHS closes the gap.
 *
 * A move creates the instance at its new place before it destroys it at the old one. Where moves
 * wait for each other in a circle, an instance is set aside on a spare place and moved a second
 * time, as far as `maxMoves` allows that; else it is destroyed first and created later, and its
 * workload is down between.
 *
 * `timeLimitMs` and `signal` end the search: the answer is the best plan known by then, with its
 * bounds. `onProgress` hears of GPUs in use: the fewest possible, and those that the best plan known
 * leaves. Of several models, where not all that can be freed may be for want of `maxMoves`, which
 * model gives how many is settled among 32 points of each.
 *
 * Cost: some tenths of a second for a thousand GPUs or a hundred thousand.
 *
 * @throws MigError INVALID_INPUT; NOT_PLACED for a pin on nothing; DISPOSED; OUT_OF_MEMORY
 */
export function compact(fleet: Fleet, options?: CompactOptions): Promise<Compaction> {
  return waitAtTheDoor(async () => {
    const inside = insideOf(fleet);
    const { pinned, ...limits } = readOptions(options);
    const pins = readPins(inside, pinned);
    // All that is asked of the fleet is asked before others have their turn.
    const task: Task = {
      inside,
      revision: fleet.revision,
      pins,
      roll: rollOf(inside),
      classes: standings(inside, pins),
      ...limits,
    };
    return solve(task);
  });
}

interface ReadOptions {
  readonly pinned: CompactOptions["pinned"];
  readonly maxMoves: number;
  readonly pace: Pace;
  readonly tell: Task["tell"];
}

function readOptions(options: CompactOptions = {}): ReadOptions {
  const { timeLimitMs = Number.POSITIVE_INFINITY, signal, onProgress = () => {} } = readSolveOptions(options);
  const { pinned, maxMoves } = options;
  return {
    pinned,
    maxMoves: maxMoves === undefined ? Number.POSITIVE_INFINITY : readCount(maxMoves, ["maxMoves"]),
    pace: new Pace(timeLimitMs, signal),
    tell: onProgress,
  };
}
