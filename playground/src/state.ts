import type { Demand, Layout } from "migpack";

/** What the page is about, as one frozen value: the address is its spelling, and all that is shown follows from it. */
export interface State {
  /** Name of a built-in GPU model. */
  readonly model: string;
  /** What is on the board, by start. */
  readonly placements: Layout;
  /** What runs on the GPU already, by start: where the commands begin. Empty: a GPU without instances. */
  readonly running: Layout;
  /** How many of each profile are to be packed on GPUs of this model. */
  readonly demand: Demand;
}

/** "3g.40gb@4": how instances are written everywhere in migpack. */
export function spot({ profile, start }: Layout[number]): string {
  return `${profile}@${start}`;
}

/** "3g.40gb@4, 1g.10gb@0" */
export function spots(layout: Layout): string {
  return layout.map(spot).join(", ");
}

/** The same layout, by start. */
export function byStart(layout: Layout): Layout {
  return Object.freeze([...layout].sort((a, b) => a.start - b.start));
}
