/** The table as docs/simulate.md shows it. */
import type { Trade } from "./parts/moves.js";
import { type Cell, PERFECT, rowNamed } from "./parts/table.js";
import type { Result } from "./result.js";
import { loadText, signedInterval } from "./text.js";

const SHOWN = ["first-fit", "best-fit", "mfi", "mfi-count", "least-loss"] as const;

/** Acceptance by count in percent, a row for each cell. */
export function markdownTable({ table, moves }: Result): string {
  const head = ["mix, load", ...SHOWN, "least-loss over mfi", "with up to 2 moves a refusal", PERFECT];
  const rows = table.map((cell) => [
    `${cell.mix}, ${loadText(cell.load)}`,
    ...SHOWN.map((score) => accepted(cell, score)),
    signedInterval(rowNamed(cell, "least-loss").overMfi),
    withMoves(moves?.trades ?? [], cell),
    rowNamed(cell, PERFECT).acceptance.toFixed(2),
  ]);
  const align = ["---", ...head.slice(1).map(() => "---:")];
  return [head, align, ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function accepted(cell: Cell, score: (typeof SHOWN)[number]): string {
  const text = (name: (typeof SHOWN)[number]) => rowNamed(cell, name).acceptance.toFixed(2);
  const best = Math.max(...SHOWN.map((name) => Number(text(name))));
  return Number(text(score)) === best ? `**${text(score)}**` : text(score);
}

function withMoves(trades: readonly Trade[], { mix, load }: Cell): string {
  const trade = trades.find((t) => t.mix === mix && t.load === load && t.score === "least-loss" && t.movesPerReject === 2);
  return trade === undefined ? "" : `${trade.acceptance.toFixed(2)} (${trade.movesPerHundred.toFixed(1)} moves per 100)`;
}
