/** Colours of all pictures and of the page around them, by day and by night. */

interface Colours {
  readonly surface: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  /** least-loss, of which this is about. */
  readonly own: string;
  /** The scores it is held against. */
  readonly other: string;
  /** References that no score can be asked to reach. */
  readonly reference: string;
  readonly bad: string;
}

export const DAY: Colours = {
  surface: "#ffffff",
  ink: "#1f2328",
  soft: "#59636e",
  line: "#d9dee3",
  own: "#0a66c2",
  other: "#818b96",
  reference: "#b35900",
  bad: "#cf222e",
};

const NIGHT: Colours = {
  surface: "#0d1117",
  ink: "#f0f6fc",
  soft: "#a3abb5",
  line: "#30363d",
  own: "#58a6ff",
  other: "#848d97",
  reference: "#f0883e",
  bad: "#ff7b72",
};

export const FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Helvetica, Arial, sans-serif";

const NAMES = Object.keys(DAY) as (keyof Colours)[]; // its own keys

/**
 * Pictures are drawn in the colours of the day, and these rules repaint them at night. On screens
 * only: paper is white. Rules of a style sheet win over the attributes that the renderer writes.
 */
export function nightRules(): string {
  const rules = NAMES.map((name) => `[fill="${DAY[name]}"]{fill:${NIGHT[name]}}[stroke="${DAY[name]}"]{stroke:${NIGHT[name]}}`);
  return `@media screen and (prefers-color-scheme: dark){${rules.join("")}}`;
}

/** The same as custom properties, for the page. */
export function properties(): string {
  const list = (colours: Colours) => NAMES.map((name) => `--${name}:${colours[name]}`).join(";");
  return `:root{color-scheme:light dark;${list(DAY)}}@media screen and (prefers-color-scheme: dark){:root{${list(NIGHT)}}}`;
}
