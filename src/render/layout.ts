import { formatLayout } from "../gpu/layout.js";
import { textPicture } from "../gpu/picture.js";
import type { PlacementInput } from "../gpu/types.js";
import type { ModelRef } from "../model/types.js";
import { type LayoutRenderOptions, readOptions } from "./options.js";
import { readDrawable } from "./read.js";
import { svgPicture } from "./svg.js";

/**
 * One GPU as a picture: its memory slices with the instances on them, and the compute slices
 * underneath. Text for a terminal (no colour, no line end after the last line), or an SVG document
 * that needs nothing else and says in words what it shows.
 *
 * Equal arguments give equal text. Cost: well under a millisecond.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT, INVALID_INPUT
 */
export function renderLayout(model: ModelRef, layout: readonly PlacementInput[], options?: LayoutRenderOptions): string {
  const { format, ...style } = readOptions(options);
  const drawn = readDrawable(model, layout);
  if (format === "text") return textPicture(drawn.model, drawn.layout, style);
  const title = drawn.layout.length === 0 ? drawn.model.name : `${drawn.model.name}: ${formatLayout(drawn.layout)}`;
  return svgPicture(drawn.model, drawn.layout, { title, ...style });
}
