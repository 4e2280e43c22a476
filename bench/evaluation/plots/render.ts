/** A picture as text: SVG, without a browser. */
import * as vega from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { DAY, FONT, nightRules } from "./theme.js";

interface Untyped {
  readonly textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}

/**
 * Without a canvas Vega takes letters for 0.8 of the font's size, and leaves room that nothing
 * fills. This is about what common sans-serif fonts need.
 */
const LETTER = 0.58;
const { textMetrics } = vega as unknown as Untyped; // exported, but left out of its types
textMetrics.width = (item, text) => String(text ?? "").length * LETTER * (item.fontSize ?? 11);

const CONFIG: Config = {
  aria: false,
  background: DAY.surface,
  font: FONT,
  padding: 16,
  view: { stroke: null },
  title: { anchor: "start", color: DAY.ink, subtitleColor: DAY.soft, fontSize: 15, subtitleFontSize: 12, offset: 14 },
  axis: {
    labelColor: DAY.soft,
    titleColor: DAY.soft,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: "normal",
    domain: false,
    ticks: false,
    labelPadding: 6,
    gridColor: DAY.line,
  },
  header: { labelColor: DAY.ink, labelFontSize: 12, labelFontWeight: 600, titleColor: DAY.soft, titleFontSize: 11 },
  legend: { labelColor: DAY.ink, labelFontSize: 12, title: null, orient: "top", symbolSize: 60 },
};

/** Differences have their sign, zero has none. */
export const SIGNED_LABEL = "(datum.value > 0 ? '+' : '') + format(datum.value, '~f')";

/** For a page, which repaints it at night itself. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  // It takes the width that there is, up to the one it was drawn for.
  return (await svgOf(spec)).replace(/ width="([\d.]+)" height="[\d.]+"/, ' style="width:100%;max-width:$1px;height:auto"');
}

/** For a file, which is shown alone, on a ground of its own, in the scheme of whoever looks. */
export async function drawAlone(spec: TopLevelSpec): Promise<string> {
  return `${(await svgOf(spec)).replace(/(<svg[^>]*>)/, `$1<style>${nightRules()}</style>`)}\n`;
}

async function svgOf(spec: TopLevelSpec): Promise<string> {
  // Warnings are about scales shared by marks that, as far as vega-lite sees, might show different data.
  const { spec: compiled } = compile(spec, { config: CONFIG, logger: vega.logger(vega.Error) });
  const svg = await new vega.View(vega.parse(compiled), { renderer: "none" }).toSVG();
  return svg.replace("<svg ", `<svg role="img" aria-label="${titleOf(spec)}" `);
}

/** Read aloud in place of the picture; the tables have the figures. */
function titleOf({ title }: TopLevelSpec): string {
  return typeof title === "object" && title !== null && "text" in title ? String(title.text) : "";
}
