import { MigError } from "../error.js";

/** How to draw. */
export interface RenderOptions {
  /** Default "text". */
  readonly format?: "text" | "svg";
  /** Of pictures in SVG; default "light". */
  readonly theme?: "light" | "dark";
}

/** How to draw one GPU. */
export interface LayoutRenderOptions extends RenderOptions {
  /** Above the picture; default: the model and the layout in SVG, nothing in text. */
  readonly title?: string;
  /** In columns for text, 10 to 1000, default 80; in pixels for SVG, 200 to 10000, default 760. */
  readonly width?: number;
}

/** Options as given, checked. Options left out stay out. */
export interface ReadOptions {
  readonly format: "text" | "svg";
  readonly theme: "light" | "dark";
  readonly title?: string;
  readonly width?: number;
}

const WIDTHS = { text: [10, 1000], svg: [200, 10_000] } as const;
const LONGEST_TITLE = 1000;

/** @throws MigError INVALID_INPUT */
export function readOptions(options: LayoutRenderOptions = {}): ReadOptions {
  if (typeof options !== "object" || options === null) throw invalid([], "options: an object is needed");
  const { format = "text", theme = "light", title, width } = options;
  if (format !== "text" && format !== "svg") throw invalid(["format"], 'format: "text" or "svg" is needed');
  if (theme !== "light" && theme !== "dark") throw invalid(["theme"], 'theme: "light" or "dark" is needed');
  if (title !== undefined && (typeof title !== "string" || title.length > LONGEST_TITLE)) {
    throw invalid(["title"], `title: a text of at most ${LONGEST_TITLE} characters is needed`);
  }
  const [least, most] = WIDTHS[format];
  if (width !== undefined && !(Number.isInteger(width) && width >= least && width <= most)) {
    throw invalid(["width"], `width: a whole number from ${least} to ${most} is needed with format "${format}"`);
  }
  return { format, theme, ...(title === undefined ? {} : { title }), ...(width === undefined ? {} : { width }) };
}

function invalid(path: readonly string[], message: string): MigError {
  return new MigError("INVALID_INPUT", message, { path: ["options", ...path] });
}
