/** How much more, or less, than MFI each score accepts: a dot with its interval, by mix and load. */
import type { TopLevelSpec } from "vega-lite";
import { type Cell, PERFECT, type Row } from "../parts/table.js";
import { panels } from "./panels.js";
import { SIGNED_LABEL } from "./render.js";
import { DAY } from "./theme.js";

/** Spreaders lie so far below that nothing else could be read beside them: they are in the table. */
const SHOWN: readonly Row["name"][] = ["first-fit", "best-fit", "mfi-count", "least-loss", PERFECT];

export function differencePlot(cells: readonly Cell[]): TopLevelSpec {
  const values = cells.flatMap(({ mix, load, rows }) =>
    rows
      .filter(({ name }) => SHOWN.includes(name))
      .map(({ name, overMfi: { mean, halfWidth } }) => {
        return { mix, load, name, mean, from: mean - halfWidth, to: mean + halfWidth };
      }),
  );
  const color = {
    field: "name",
    type: "nominal",
    scale: { domain: [...SHOWN], range: [DAY.other, DAY.other, DAY.other, DAY.own, DAY.reference] },
    legend: null,
  } as const;
  const y = {
    field: "name",
    type: "nominal",
    title: null,
    axis: {
      grid: true,
      labelFontSize: 12,
      labelLimit: 0,
    },
  } as const;
  const labelColor = {
    condition: [
      { test: "datum.value === 'least-loss'", value: DAY.own },
      { test: `datum.value === '${PERFECT}'`, value: DAY.reference },
    ],
    value: DAY.ink,
  };
  const byName = { ...y, sort: [...SHOWN], axis: { ...y.axis, labelColor } };
  const x = { type: "quantitative", title: null, axis: { tickCount: 4, labelExpr: SIGNED_LABEL, grid: false } } as const;
  return panels(
    {
      text: "Acceptance over MFI, in percentage points",
      subtitle: "Mean difference on the same requests, with its paired 95% interval; further right is better",
    },
    values,
    {
      width: 164,
      height: { step: 21 },
      layer: [
        { mark: { type: "rule", color: DAY.ink }, encoding: { x: { datum: 0, type: "quantitative" } } },
        {
          mark: { type: "rule", strokeWidth: 2.5 },
          encoding: { x: { ...x, field: "from" }, x2: { field: "to" }, y: byName, color },
        },
        {
          mark: { type: "point", filled: true, size: 36, opacity: 1 },
          encoding: { x: { ...x, field: "mean" }, y: byName, color },
        },
      ],
    },
  );
}
