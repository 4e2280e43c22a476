/**
 * Pictures of MIG geometry: text for terminals, SVG for documents.
 *
 * @module migpack/render
 */
export { type DrawableFleet, type GroupedFleet, renderFleet, renderFleetChange } from "./fleet.js";
export { renderLayout } from "./layout.js";
export type { LayoutRenderOptions, RenderOptions } from "./options.js";
