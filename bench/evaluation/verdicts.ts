/** What the project asks of itself, and whether it holds. */
import { type Baseline, countOf } from "./parts/settings.js";
import type { Result } from "./result.js";

/** mfi-count is shown beside these: it is what least-loss is where a geometry has no table. */
const MUST_NOT_LOSE_TO: readonly Baseline[] = ["first-fit", "best-fit", "mfi"];

export interface Verdict {
  readonly holds: boolean;
  readonly asks: string;
  readonly found: string;
}

export function verdictsOf({ moves, settings }: Result): readonly Verdict[] {
  const all: Verdict[] = [];
  if (moves !== null) {
    const { says, trades, holds } = moves.requirement;
    const found = trades.map(
      ({ mix, belowPerfect, movesPerHundred }) => `${mix} ${belowPerfect.mean.toFixed(2)} at ${movesPerHundred.toFixed(2)} moves`,
    );
    all.push({ holds, asks: says, found: `points below: ${found.join(", ")}` });
  }
  if (settings.length > 0) {
    for (const baseline of MUST_NOT_LOSE_TO) {
      const [above, undecided, below] = (["above", "undecided", "below"] as const).map((v) => countOf(settings, baseline, v));
      all.push({
        holds: below === 0,
        asks: `least-loss against ${baseline}: no interval wholly below zero on ${settings.length} settings`,
        found: `${above} wholly above zero, ${undecided} with zero inside, ${below} wholly below`,
      });
    }
  }
  return all;
}
