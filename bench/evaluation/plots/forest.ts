/** least-loss against MFI on every setting: a row each, in the order of the list. */
import type { TopLevelSpec } from "vega-lite";
import { type Compared, verdict } from "../parts/settings.js";
import { loadText, signed } from "../text.js";
import { SIGNED_LABEL } from "./render.js";
import { DAY } from "./theme.js";

export function forestPlot(compared: readonly Compared[]): TopLevelSpec {
  const values = compared.map(({ gpus, load, lifetimes, mix, over: { mfi } }, place) => ({
    place,
    gpus: `${gpus.toLocaleString("en")} GPUs`,
    setting: `${mix} mix, ${lifetimes} lifetimes, load ${loadText(load)}`,
    mean: mfi.mean,
    from: mfi.mean - mfi.halfWidth,
    to: mfi.mean + mfi.halfWidth,
    says: `${signed(mfi.mean)} ± ${mfi.halfWidth.toFixed(2)}`,
    verdict: verdict(mfi),
  }));
  const y = {
    field: "setting",
    type: "nominal",
    sort: { field: "place" },
    title: null,
    axis: { labelColor: DAY.ink, labelLimit: 0 },
  } as const;
  const x = { type: "quantitative", title: null, axis: { labelExpr: SIGNED_LABEL, tickCount: 6, grid: true } } as const;
  const color = {
    field: "verdict",
    type: "nominal",
    scale: { domain: ["above", "undecided", "below"], range: [DAY.own, DAY.other, DAY.bad] },
    legend: {
      symbolType: "circle",
      labelLimit: 0,
      columnPadding: 24,
      labelExpr: "datum.label === 'undecided' ? 'interval holds zero' : 'interval wholly ' + datum.label + ' zero'",
    },
  } as const;
  return {
    title: {
      text: "least-loss over MFI on 32 settings, in percentage points",
      subtitle: "Mean difference on the same requests, with its paired 95% interval",
    },
    data: { values },
    facet: { row: { field: "gpus", type: "nominal", sort: { field: "place" }, title: null, header: { labelAngle: -90 } } },
    spacing: { row: 16 },
    resolve: { scale: { y: "independent" } },
    spec: {
      width: 440,
      height: { step: 18 },
      layer: [
        { mark: { type: "rule", color: DAY.ink }, encoding: { x: { datum: 0, type: "quantitative" } } },
        { mark: { type: "rule", strokeWidth: 2 }, encoding: { x: { ...x, field: "from" }, x2: { field: "to" }, y, color } },
        { mark: { type: "point", filled: true, size: 50, opacity: 1 }, encoding: { x: { ...x, field: "mean" }, y, color } },
        {
          mark: { type: "text", align: "right", fontSize: 11, color: DAY.soft },
          encoding: { x: { value: 530 }, y, text: { field: "says" } },
        },
      ],
    },
  };
}
