import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import type { ModelRef } from "../model/types.js";
import { slicesTaken } from "../planner/index.js";
import { layoutFaults } from "./faults.js";
import { listOf, readPlacement } from "./read-placement.js";
import { askAbout, readRunning } from "./running.js";
import type { Layout, LayoutFault, PlacementInput } from "./types.js";
import { vocabularyOf } from "./vocabulary.js";

/**
 * Every fault of a layout: unknown profile, illegal start, wrong size, overlap, count, budget,
 * compute instances; by entry. Empty: the layout is valid.
 *
 * @throws MigError UNKNOWN_MODEL; INVALID_INPUT for what is no list of placements
 */
export function checkLayout(model: ModelRef, layout: readonly PlacementInput[]): readonly LayoutFault[] {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    return deepFreeze(layoutFaults(words, listOf(layout, ["layout"]), true));
  });
}

/**
 * The slices a layout takes: bit i of `memory` is memory slice i, bit i of `compute` is compute slice i.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT
 */
export function bitmaps(
  model: ModelRef,
  layout: readonly PlacementInput[],
): { readonly memory: number; readonly compute: number } {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    askAbout(words, readRunning(words, layout, "layout"));
    return Object.freeze(slicesTaken(words.planner));
  });
}

/**
 * "3g.40gb@4,1g.10gb@0" -> layout, in the order of the text; "" is the empty one. White space around names is passed over.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_INPUT; INVALID_LAYOUT where the placements cannot stand together
 */
export function parseLayout(model: ModelRef, text: string): Layout {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    if (typeof text !== "string")
      throw new MigError("INVALID_INPUT", "a text such as 3g.40gb@4,1g.10gb@0 is needed", { path: ["text"] });
    const parts = text.trim() === "" ? [] : text.split(",", MAX_PARTS).map((part) => part.trim());
    const running = readRunning(words, parts, "text");
    askAbout(words, running);
    return Object.freeze(running.placements);
  });
}

/** More parts than any layout has are refused by the check that follows, without reading the rest. */
const MAX_PARTS = 5000;

/**
 * A layout as text, by start: equal layouts have equal text. Compute instances are left out.
 *
 * @throws MigError INVALID_INPUT for what is no layout
 */
export function formatLayout(layout: Layout): string {
  return atTheDoor(() =>
    listOf(layout, ["layout"])
      .map((placement, i) => readPlacement(placement, ["layout", i]))
      .map(({ profile, start }, i) => {
        if (typeof profile === "string" && typeof start === "number" && Number.isInteger(start)) return { profile, start };
        throw new MigError("INVALID_INPUT", `layout[${i}]: a placement with profile and start is needed`, {
          path: ["layout", i],
        });
      })
      .sort((a, b) => a.start - b.start || (a.profile < b.profile ? -1 : 1))
      .map(({ profile, start }) => `${profile}@${start}`)
      .join(","),
  );
}
