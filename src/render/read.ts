import { askAbout, readRunning } from "../gpu/running.js";
import type { Layout, PlacementInput } from "../gpu/types.js";
import { vocabularyOf } from "../gpu/vocabulary.js";
import type { GpuModel, ModelRef } from "../model/types.js";

/**
 * A model and a valid layout of it, by canonical names.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_INPUT, INVALID_LAYOUT; its path starts with "layout"
 */
export function readDrawable(model: ModelRef, layout: readonly PlacementInput[]): { model: GpuModel; layout: Layout } {
  const words = vocabularyOf(model);
  const running = readRunning(words, layout, "layout");
  askAbout(words, running);
  return { model: words.model, layout: running.placements };
}
