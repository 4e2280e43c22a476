/** The tables of the page. */

import type { Trade } from "../parts/moves.js";
import { BASELINES, type Compared, verdict } from "../parts/settings.js";
import { type Cell, PERFECT, type Row, rowNamed } from "../parts/table.js";
import { loadText, signed, signedInterval } from "../text.js";

/** From those that spread to those that keep GPUs whole. */
const ORDER: readonly Row["name"][] = [
  ...(["worst-fit", "driver", "first-fit", "best-fit", "mfi", "mfi-count", "least-loss"] as const),
  PERFECT,
];

/** One line a score, one column a cell: what is shown of each, and what stands small beneath it. */
export function scoreTable(
  cells: readonly Cell[],
  shown: (row: Row) => number,
  beneath: ((row: Row) => string) | null,
  withBound: boolean,
): string {
  const best = cells.map((cell) =>
    Math.max(...cell.rows.filter(({ name }) => name !== PERFECT).map((row) => Number(shown(row).toFixed(2)))),
  );
  const lines = ORDER.map((name) => {
    const columns = cells.map((cell, i) => {
      const row = rowNamed(cell, name);
      const text = shown(row).toFixed(2);
      const isBest = name !== PERFECT && Number(text) === best[i];
      const small = beneath === null || name === "mfi" ? "" : `<small>${beneath(row)}</small>`;
      return `<td>${isBest ? `<b>${text}</b>` : text}${small}</td>`;
    });
    return `<tr class="${classOf(name)}"><th scope="row">${name}</th>${columns.join("")}</tr>`;
  });
  const bound = `<tr class="reference"><th scope="row">fluid bound</th>${cells.map(({ fluidBound }) => `<td>${fluidBound.toFixed(2)}</td>`).join("")}</tr>`;
  return table(cellHead(cells), [...lines, ...(withBound ? [bound] : [])]);
}

function classOf(name: Row["name"]): string {
  if (name === PERFECT) return "reference";
  return name === "least-loss" ? "own" : "";
}

/** Two lines of headings: loads, and mixes beneath them. */
function cellHead(cells: readonly Cell[]): string {
  const loads = [...new Set(cells.map(({ load }) => load))];
  const above = loads.map(
    (load) => `<th colspan="${cells.filter((cell) => cell.load === load).length}">load ${loadText(load)}</th>`,
  );
  return `<tr><th></th>${above.join("")}</tr><tr><th></th>${cells.map(({ mix }) => `<th scope="col">${mix}</th>`).join("")}</tr>`;
}

/** Acceptance of each profile, where the fleet is offered all it holds. */
export function profileTable(cells: readonly Cell[]): string {
  const shown: readonly Row["name"][] = ["first-fit", "mfi", "mfi-count", "least-loss", PERFECT];
  const profiles = Object.keys(cells[0]?.rows[0]?.byProfile ?? {});
  const lines = cells.flatMap((cell) =>
    shown.map((name, i) => {
      const { byProfile } = rowNamed(cell, name);
      const first = i === 0 ? `<th scope="rowgroup" rowspan="${shown.length}">${cell.mix}</th>` : "";
      const columns = profiles.map((profile) => `<td>${(byProfile[profile] ?? 0).toFixed(2)}</td>`);
      return `<tr class="${classOf(name)}${i === 0 ? " first" : ""}">${first}<th scope="row">${name}</th>${columns.join("")}</tr>`;
    }),
  );
  return table(`<tr><th></th><th></th>${profiles.map((profile) => `<th scope="col">${profile}</th>`).join("")}</tr>`, lines);
}

export function movesTable(trades: readonly Trade[]): string {
  const lines = trades.map(
    ({ mix, load, score, movesPerReject, acceptance, memoryAcceptance, movesPerHundred, belowPerfect }) => {
      const columns = [acceptance.toFixed(2), memoryAcceptance.toFixed(2), movesPerHundred.toFixed(2)];
      const below = signedInterval({ mean: -belowPerfect.mean, halfWidth: belowPerfect.halfWidth });
      const heads = `<th scope="row">${mix}, load ${loadText(load)}</th><th>${score}</th><td>${movesPerReject}</td>`;
      const isFirst = movesPerReject === 0 && score === "mfi";
      const classes = `${score === "least-loss" ? "own" : ""}${isFirst ? " first" : ""}`;
      return `<tr class="${classes}">${heads}${columns.map((text) => `<td>${text}</td>`).join("")}<td>${below}</td></tr>`;
    },
  );
  const head = ["", "", "moves a refusal", "% accepted", "% of memory", "moves per 100 accepted", "against perfect"];
  return table(`<tr>${head.map((text) => `<th scope="col">${text}</th>`).join("")}</tr>`, lines);
}

export function settingsTable(compared: readonly Compared[]): string {
  const lines = compared.map(({ gpus, load, lifetimes, mix, acceptance, fluidBound, over }) => {
    const heads = [gpus.toLocaleString("en"), loadText(load), lifetimes, mix].map((text) => `<th>${text}</th>`);
    const columns = BASELINES.map((baseline) => {
      const { mean, halfWidth } = over[baseline];
      return `<td class="${verdict(over[baseline])}">${signed(mean)} ± ${halfWidth.toFixed(2)}</td>`;
    });
    return `<tr>${heads.join("")}<td>${acceptance.toFixed(2)}</td><td>${fluidBound.toFixed(2)}</td>${columns.join("")}</tr>`;
  });
  const head = [
    "GPUs",
    "load",
    "lifetimes",
    "mix",
    "% accepted",
    "fluid bound",
    ...BASELINES.map((baseline) => `over ${baseline}`),
  ];
  return table(`<tr>${head.map((text) => `<th scope="col">${text}</th>`).join("")}</tr>`, lines);
}

function table(head: string, lines: readonly string[]): string {
  return `<div class="wide"><table><thead>${head}</thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}
