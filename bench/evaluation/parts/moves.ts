/** What moves buy: for each refused request, up to so many running instances may be recreated elsewhere. */
import type { MixName, Score, SimulationSpec } from "../../../src/index.js";
import { acceptance, difference, type Interval, memoryAcceptance, movesPerHundred, runsOf } from "../figures.js";
import type { Job, Outcome } from "../job.js";
import { MIXES, MODEL, type Scale } from "../scale.js";

export interface Trade {
  readonly mix: MixName;
  readonly load: number;
  readonly score: Score;
  readonly movesPerReject: number;
  readonly acceptance: number;
  readonly memoryAcceptance: number;
  /** Moves for each hundred requests accepted. */
  readonly movesPerHundred: number;
  /** Acceptance of perfect defragmentation, and how much of it is missing here. */
  readonly perfect: number;
  readonly belowPerfect: Interval;
}

export interface Moves {
  readonly specs: readonly SimulationSpec[];
  readonly trades: readonly Trade[];
  readonly requirement: Requirement;
}

/** What the project asks of itself. */
export interface Requirement {
  readonly says: string;
  readonly trades: readonly Trade[];
  readonly holds: boolean;
}

const MOST_BELOW = 0.1;
const MOST_MOVES = 2;
const LOAD = 0.85;

export function movesJobs(scale: Scale): readonly Job[] {
  const fleet = [{ model: MODEL, count: scale.gpus(100) }];
  return [LOAD, 1].flatMap((load) =>
    MIXES.flatMap((mix) =>
      [0, 1, 2].map((movesPerReject) => {
        const scores: readonly Score[] = ["mfi", "least-loss"];
        const spec = { fleet, mix, load, scores, movesPerReject, seeds: scale.seeds, ...scale.requests };
        return { spec, perfect: true };
      }),
    ),
  );
}

export function movesOf(outcomes: readonly Outcome[]): Moves {
  const trades = outcomes.flatMap(({ report, perfect }) => {
    const { spec } = report;
    return spec.scores.map((score): Trade => {
      const runs = runsOf(report, score);
      return {
        mix: spec.mix as MixName, // a named mix was asked for
        load: spec.load,
        score,
        movesPerReject: spec.movesPerReject ?? 0,
        acceptance: acceptance(runs),
        memoryAcceptance: memoryAcceptance(runs),
        movesPerHundred: movesPerHundred(runs),
        perfect: acceptance(perfect),
        belowPerfect: difference(perfect, runs),
      };
    });
  });
  return { specs: outcomes.map(({ report }) => report.spec), trades, requirement: requirementOf(trades) };
}

function requirementOf(trades: readonly Trade[]): Requirement {
  const judged = trades.filter(
    ({ score, load, movesPerReject }) => score === "least-loss" && load === LOAD && movesPerReject === 2,
  );
  return {
    says: `least-loss at load ${LOAD} with at most 2 moves a refusal: within ${MOST_BELOW} point of perfect defragmentation at no more than ${MOST_MOVES} moves per 100 accepted, in all mixes`,
    trades: judged,
    holds: judged.every(({ belowPerfect, movesPerHundred }) => belowPerfect.mean <= MOST_BELOW && movesPerHundred <= MOST_MOVES),
  };
}
