/** Pictures of MIG geometry: text for terminals, SVG for documents. */
export { type GroupedFleet, renderFleet } from "./fleet.js";
export { renderLayout } from "./layout.js";
export type { LayoutRenderOptions, RenderOptions } from "./options.js";
