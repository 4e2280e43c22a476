import { MigError, type Path, pathText } from "../error.js";
import { show } from "../model/quote.js";
import type { Score } from "./types.js";

/** Scores as `assembly/score/score.ts` numbers them. */
const SCORES: readonly Score[] = ["first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "least-loss", "driver"];

/** The planner's number of a score. @throws MigError INVALID_INPUT */
export function scoreNumber(score: Score, path: Path = ["score"]): number {
  const number = SCORES.indexOf(score);
  if (number >= 0) return number;
  throw new MigError("INVALID_INPUT", `${pathText(path)}${show(score)} is none; there are ${SCORES.join(", ")}`, { path });
}
