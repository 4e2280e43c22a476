import { gridOf } from "../gpu/grid.js";
import { type FleetPage, hiddenText } from "./fleet-page.js";
import { fillsOf, THEMES, type Theme } from "./palette.js";
import { boxLabel, middle, outline, svgDocument } from "./svg.js";
import { layoutInWords } from "./words.js";
import { element, textElement } from "./xml.js";

/** Where things stand on the page, in pixels. */
const PAGE = { width: 760, margin: 16, title: 30, ruler: 20, row: 30, box: 26, gap: 3, digit: 8 } as const;

/** Pages as SVG, one below the other, one row a group. */
export function fleetSvg(pages: readonly FleetPage[], themeName: "light" | "dark"): string {
  const theme = THEMES[themeName];
  let top = 0;
  const drawn = pages.map((page) => {
    const one = pageSvg(page, top, theme);
    top += one.height;
    return one;
  });
  const words = pages.map((page) => (pages.length === 1 ? inWords(page) : `${page.title}: ${inWords(page)}`)).join(". ");
  const title = pages.map((page) => page.title).join("; ");
  return svgDocument(
    { width: PAGE.width, height: top, theme, title, words },
    drawn.flatMap(({ body }) => body),
  );
}

/** A page that begins so far down. */
function pageSvg(
  { title, model, shown, hidden }: FleetPage,
  from: number,
  theme: Theme,
): { readonly body: string[]; readonly height: number } {
  const fills = fillsOf(model, theme);
  const counts = shown.map(({ count }) => `${count} ×`);
  const left = PAGE.margin + 12 + PAGE.digit * Math.max(3, ...counts.map((text) => text.length));
  const slice = (PAGE.width - left - PAGE.margin) / model.memorySlices;
  const top = from + PAGE.margin + PAGE.title + PAGE.ruler;
  const below = top + shown.length * PAGE.row;
  const rows = shown.map(({ layout }, row) => {
    const grid = gridOf(model, layout);
    const y = top + row * PAGE.row;
    const span = (from: number, size: number) => ({ x: left + from * slice + PAGE.gap / 2, width: size * slice - PAGE.gap });
    return element("g", {}, [
      textElement(counts[row] ?? "", {
        x: left - 8,
        y: y + PAGE.box / 2 + 5,
        "text-anchor": "end",
        "font-size": 13,
        "font-weight": 600,
        fill: theme.text,
      }),
      ...grid.free.map((i) => outline({ ...span(i, 1), y, height: PAGE.box, rx: 4 }, theme)),
      ...grid.instances.map((it) => {
        const at = span(it.start, it.size);
        const box = element("rect", { ...at, y, height: PAGE.box, rx: 4, fill: fills.get(it.profile) ?? theme.muted });
        return box + boxLabel(it.profile, at, y + PAGE.box / 2, theme.onFill, ROW_SIZES).join("");
      }),
    ]);
  });
  return {
    body: [
      textElement(title, { x: PAGE.margin, y: from + PAGE.margin + 13, "font-size": 15, "font-weight": 600, fill: theme.text }),
      ...model.columns.map((_, i) => middle(String(i), left + (i + 0.5) * slice, top - 7, 11, theme.muted)),
      ...rows,
      ...(hidden.groups > 0
        ? [textElement(hiddenText(hidden), { x: PAGE.margin, y: below + 16, "font-size": 12, fill: theme.muted })]
        : []),
    ],
    height: below - from + (hidden.groups > 0 ? 22 : 0) + PAGE.margin - PAGE.row + PAGE.box,
  };
}

function inWords({ model, shown, hidden }: FleetPage): string {
  const rows = shown.map(
    ({ count, layout }) => `${count} with ${layout.length === 0 ? "nothing" : layoutInWords(model, layout)}`,
  );
  return [...rows, ...(hidden.groups > 0 ? [hiddenText(hidden)] : [])].join(". ");
}

/** Two lines of 9 still stand inside a row. */
const ROW_SIZES: readonly number[] = [13, 12, 11, 10, 9];
