/** What the project asks of itself, and whether it holds. */
import type { MixName } from "../../src/index.js";
import type { Interval } from "./figures.js";
import { type Baseline, countOf, verdict } from "./parts/settings.js";
import { type Cell, rowNamed } from "./parts/table.js";
import type { Result } from "./result.js";
import { loadText, signedInterval } from "./text.js";

/** mfi-count is shown beside these: it is what least-loss is where a geometry has no table. */
const MUST_NOT_LOSE_TO: readonly Baseline[] = ["first-fit", "best-fit", "mfi"];

export interface Verdict {
  readonly holds: boolean;
  readonly asks: string;
  readonly found: string;
}

export function verdictsOf({ table, moves, settings }: Result): readonly Verdict[] {
  const all: Verdict[] = table.length === 0 ? [] : tableVerdicts(table);
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

/** Points over MFI, by mix, at loads 0.85 and 1.0, that an earlier table of features reached on such fleets: to be beaten. */
const MARGINS: Readonly<Record<MixName, readonly [number, number]>> = {
  uniform: [0.25, 0.82],
  "skew-small": [0.37, 1.37],
  "skew-big": [0.09, 0.22],
  bimodal: [0.29, 0.72],
};

function tableVerdicts(table: readonly Cell[]): Verdict[] {
  const over = {
    mfi: table.map((cell) => rowNamed(cell, "least-loss").overMfi),
    "mfi-count": table.map((cell) => cell.leastLossOverMfiCount),
  };
  const found = (intervals: readonly Interval[]) =>
    table.map(({ mix, load }, i) => `${mix}, ${loadText(load)}: ${signedInterval(intervals[i] ?? NOTHING)}`).join("; ");
  const margins = table.map(({ mix, load }) => MARGINS[mix][load < 1 ? 0 : 1]);
  return [
    ...Object.entries(over).map(([name, intervals]) => ({
      holds: intervals.every((interval) => verdict(interval) === "above"),
      asks: `least-loss against ${name}: the interval above zero in all ${table.length} cells`,
      found: found(intervals),
    })),
    {
      holds: over.mfi.every(({ mean }, i) => mean > (margins[i] ?? 0)),
      asks: `least-loss against mfi: more than ${margins.map((margin) => margin.toFixed(2)).join(", ")} points`,
      found: found(over.mfi),
    },
  ];
}

const NOTHING: Interval = { mean: 0, halfWidth: 0 };
