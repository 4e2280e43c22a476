import { type Grid, gridOf } from "../gpu/grid.js";
import { labelLines } from "../gpu/label.js";
import type { Layout } from "../gpu/types.js";
import type { GpuModel } from "../model/types.js";
import { fillsOf, THEMES, type Theme } from "./palette.js";
import { layoutInWords } from "./words.js";
import { element, escapeXml, textElement } from "./xml.js";

const SANS = "ui-sans-serif, system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif";
const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace";
/** Advance of a monospace letter, as a share of the font size: what is wide enough for every face of the list. */
const ADVANCE = 0.62;

/** Where things stand on the page, in pixels. */
const PAGE = { width: 760, margin: 16, gutter: 64, title: 30, ruler: 18, box: 64, between: 8, cell: 22, gap: 4 } as const;

/**
 * One GPU as a self-contained SVG document: a ruler of memory slices, instances as boxes, free
 * slices outlined, and the compute slices underneath in the colour of the instance that uses them.
 * No script, no style sheet, no reference outside, no ids that could clash on a page.
 */
export function svgPicture(
  model: GpuModel,
  layout: Layout,
  options: { readonly theme: "light" | "dark"; readonly title?: string; readonly width?: number },
): string {
  const theme = THEMES[options.theme];
  const width = options.width ?? PAGE.width;
  const title = options.title ?? model.name;
  const left = PAGE.margin + PAGE.gutter;
  const slice = (width - left - PAGE.margin) / model.memorySlices;
  const ruler = PAGE.margin + PAGE.title;
  const boxes = ruler + PAGE.ruler;
  const cells = boxes + PAGE.box + PAGE.between;
  const grid = gridOf(model, layout);
  const fills = fillsOf(model, theme);
  const span = (from: number, size: number) => ({ x: left + from * slice + PAGE.gap / 2, width: size * slice - PAGE.gap });
  return svgDocument({ width, height: cells + PAGE.cell + PAGE.margin, theme, title, words: layoutInWords(model, layout) }, [
    textElement(fitted(title, (width - 2 * PAGE.margin) / 15), {
      x: PAGE.margin,
      y: PAGE.margin + 13,
      "font-size": 15,
      "font-weight": 600,
      fill: theme.text,
    }),
    label("memory", ruler + 12, theme),
    ...model.columns.map((_, i) => middle(String(i), left + (i + 0.5) * slice, ruler + 12, 11, theme.muted)),
    ...grid.free.map((i) => outline({ ...span(i, 1), y: boxes, height: PAGE.box, rx: 6 }, theme)),
    ...grid.instances.map((it) => {
      const at = span(it.start, it.size);
      const fill = fills.get(it.profile) ?? theme.muted;
      return element("g", {}, [
        element("rect", { ...at, y: boxes, height: PAGE.box, rx: 6, fill }),
        ...boxLabel(it.profile, at, boxes + PAGE.box / 2, theme.onFill),
      ]);
    }),
    label("compute", cells + PAGE.cell / 2 + 4, theme),
    ...computeCells(grid, cells, span, fills, theme),
  ]);
}

type Span = { readonly x: number; readonly width: number };

function computeCells(
  grid: Grid,
  y: number,
  span: (from: number, size: number) => Span,
  fills: ReadonlyMap<string, string>,
  theme: Theme,
): string[] {
  return grid.compute.map(({ slice, from, size, user }) => {
    const at = span(from, size);
    const centre = at.x + at.width / 2;
    const baseline = y + PAGE.cell / 2 + 4;
    if (slice === null) return middle("none", centre, baseline, 11, theme.muted);
    const box = { ...at, y, height: PAGE.cell, rx: 4 };
    if (user === null) return outline(box, theme) + middle(String(slice), centre, baseline, 11, theme.muted);
    return (
      element("rect", { ...box, fill: fills.get(user.profile) ?? theme.muted }) +
      middle(String(slice), centre, baseline, 11, theme.onFill)
    );
  });
}

/** The name of an instance inside its box: as large as fits, then on two lines, then shortened. */
export function boxLabel(
  name: string,
  at: Span,
  centre: number,
  fill: string,
  sizes: readonly number[] = [14, 13, 12, 11, 10, 9],
): string[] {
  const room = (size: number) => Math.floor((at.width - 8) / (size * ADVANCE));
  const smallest = sizes.at(-1) ?? 9;
  const size =
    sizes.find((one) => name.length <= room(one)) ??
    sizes.find((one) => labelLines(name, room(one)).join("") === name) ??
    smallest;
  const lines = labelLines(name, Math.max(1, room(size)));
  const height = size * 1.3;
  return lines.map((text, i) => {
    const y = centre + (i - (lines.length - 1) / 2) * height + size * 0.35;
    return middle(text, at.x + at.width / 2, y, size, fill, MONO);
  });
}

/** The frame of every document: size, accessible name and description, background. */
export function svgDocument(
  page: {
    readonly width: number;
    readonly height: number;
    readonly theme: Theme;
    readonly title: string;
    readonly words: string;
  },
  body: readonly string[],
): string {
  const { width, height, theme, title, words } = page;
  const frame = { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, role: "img" };
  return element(
    "svg",
    { ...frame, "aria-label": words === "" ? title : `${title}: ${words}`, "font-family": SANS },
    [
      ...[element("title", {}, [escapeXml(title)]), element("desc", {}, [escapeXml(words)])],
      element("rect", { width, height, rx: 8, fill: theme.background }),
      ...body,
    ]
      .map((one) => `\n  ${one}`)
      .concat("\n"),
  );
}

export function outline(box: Readonly<Record<string, number>>, theme: Theme): string {
  // Half a pixel in, so that a stroke of one pixel falls on pixels.
  const { x = 0, y = 0, width = 0, height = 0, rx = 0 } = box;
  return element("rect", {
    ...{ x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, rx },
    ...{ fill: "none", stroke: theme.outline, "stroke-dasharray": "3 3" },
  });
}

export function middle(text: string, x: number, y: number, size: number, fill: string, family?: string): string {
  const face = family === undefined ? {} : { "font-family": family };
  return textElement(text, { x, y, "text-anchor": "middle", "font-size": size, fill, ...face });
}

function label(text: string, y: number, theme: Theme): string {
  return textElement(text, { x: PAGE.margin, y, "font-size": 12, fill: theme.muted });
}

/** A title that would run off the page ends in "…"; sans serif letters are about half as wide as high. */
function fitted(text: string, ems: number): string {
  const room = Math.floor(ems / 0.55);
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
