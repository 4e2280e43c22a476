/** A row of panels for each load, a panel for each mix: each row has scales of its own. */
import type { TopLevelSpec } from "vega-lite";
import { MIXES } from "../scale.js";
import { loadText } from "../text.js";

/** What vega-lite takes for one panel. */
type Panel = Extract<TopLevelSpec, { facet: unknown; spec: unknown; data?: unknown }>["spec"];

export function panels(
  title: { readonly text: string; readonly subtitle: string },
  values: readonly { readonly load: number }[],
  panel: Panel,
  isEachItsOwn = false,
): TopLevelSpec {
  const loads = [...new Set(values.map(({ load }) => load))];
  return {
    title,
    spacing: 30,
    vconcat: loads.map((load) => ({
      title: { text: `load ${loadText(load)}`, fontSize: 12, offset: 8 },
      data: { values: values.filter((value) => value.load === load) },
      facet: { column: { field: "mix", type: "nominal", sort: [...MIXES], title: null } },
      spacing: 20,
      ...(isEachItsOwn ? { resolve: { scale: { y: "independent" } } } : {}),
      spec: panel,
    })),
  };
}
