/** What moves buy: acceptance against moves, from none to two a refusal, towards perfect defragmentation. */
import type { TopLevelSpec } from "vega-lite";
import type { Trade } from "../parts/moves.js";
import { PERFECT } from "../parts/table.js";
import { panels } from "./panels.js";
import { DAY } from "./theme.js";

export function movesPlot(trades: readonly Trade[]): TopLevelSpec {
  const values = trades.map(({ mix, load, score, movesPerReject, acceptance, movesPerHundred, perfect }) => {
    return {
      ...{ mix, load, score, most: movesPerReject, acceptance, moves: movesPerHundred, perfect, reference: PERFECT },
      label: score === "least-loss" ? movesPerReject : "",
    };
  });
  const x = {
    field: "moves",
    type: "quantitative",
    title: "moves per 100 accepted",
    scale: { nice: false, zero: true, padding: 12 },
    axis: { tickCount: 4, grid: false },
  } as const;
  const y = {
    type: "quantitative",
    title: null,
    scale: { zero: false, nice: true, padding: 12 },
    axis: { tickCount: 4, grid: true, minExtent: 38 },
  } as const;
  const color = {
    field: "score",
    type: "nominal",
    scale: { domain: ["least-loss", "mfi", PERFECT], range: [DAY.own, DAY.other, DAY.reference] },
    legend: { symbolType: "circle", labelLimit: 0, columnPadding: 24 },
  } as const;
  const acceptance = { ...y, field: "acceptance" } as const;
  return panels(
    {
      text: "What moves buy: percent accepted against moves",
      subtitle: "At most 0, 1 or 2 running instances recreated for a refused request; further up and further left is better",
    },
    values,
    {
      width: 162,
      height: 150,
      layer: [
        {
          mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.5 },
          encoding: { y: { ...y, field: "perfect" }, color: { ...color, field: "reference" } },
        },
        { mark: { type: "line", strokeWidth: 2 }, encoding: { x, y: acceptance, color, order: { field: "most" } } },
        { mark: { type: "point", filled: true, size: 55, opacity: 1 }, encoding: { x, y: acceptance, color } },
        {
          mark: { type: "text", dy: -10, dx: -5, fontSize: 11 },
          encoding: { x, y: acceptance, text: { field: "label" }, color },
        },
      ],
    },
    true,
  );
}
