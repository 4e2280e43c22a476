import { MigError, type Path } from "../error.js";
import { readCount } from "../fleet/demand.js";
import type { LayoutGroup } from "../fleet/types.js";
import type { ModelRef } from "../model/types.js";
import type { FleetPage } from "./fleet-page.js";
import { fleetSvg } from "./fleet-svg.js";
import { fleetText } from "./fleet-text.js";
import { type RenderOptions, readOptions } from "./options.js";
import { readDrawable } from "./read.js";

/** GPUs of one model, those with the same layout together, as `pack` gives them. */
export interface GroupedFleet {
  readonly model: ModelRef;
  readonly groups: readonly LayoutGroup[];
}

/** Rows of one picture: what still reads as one. */
const MAX_ROWS = 40;

/**
 * Many GPUs as a picture: one row for each group, "12 x" and its layout; at most 40 rows, then how
 * many more there are. Text or SVG as in `renderLayout`.
 *
 * Cost: grows with the number of groups, never with the number of GPUs.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT, INVALID_INPUT; RANGE where the counts pass 2^53 - 1
 */
export function renderFleet(fleet: GroupedFleet, options?: RenderOptions): string {
  const { format, theme } = readOptions(options);
  const page = pageOf(fleet);
  return format === "text" ? fleetText(page) : fleetSvg(page, theme);
}

function pageOf(fleet: GroupedFleet): FleetPage {
  if (typeof fleet !== "object" || fleet === null || !Array.isArray(fleet.groups)) {
    throw new MigError("INVALID_INPUT", "fleet: { model, groups } is needed, as pack gives it", { path: ["fleet"] });
  }
  // Groups of no GPUs are passed over here, so that the index in an error is the caller's.
  const groups = Array.from(fleet.groups, (group, i) => readGroup(fleet.model, group, i)).filter(({ count }) => count > 0);
  const shown = groups.slice(0, MAX_ROWS);
  const gpus = total(groups);
  return {
    model: readDrawable(fleet.model, []).model,
    gpus,
    shown,
    hidden: { groups: groups.length - shown.length, gpus: gpus - total(shown) },
  };
}

function readGroup(model: ModelRef, group: LayoutGroup, index: number): LayoutGroup {
  const path: Path = ["fleet", "groups", index];
  if (typeof group !== "object" || group === null) {
    throw new MigError("INVALID_INPUT", `groups[${index}]: { count, layout } is needed`, { path });
  }
  try {
    return { count: readCount(group.count, ["count"]), layout: readDrawable(model, group.layout).layout };
  } catch (error) {
    throw error instanceof MigError ? inside(path, `groups[${index}]`, error) : error;
  }
}

/** The same error, with its place in the fleet in front. */
function inside(path: Path, name: string, error: MigError): MigError {
  const faults = error.faults.map((fault) => ({ path: [...path, ...fault.path], message: fault.message }));
  return new MigError(error.code, `${name}.${error.message}`, { faults, cause: error });
}

function total(groups: readonly LayoutGroup[]): number {
  const sum = groups.reduce((all, { count }) => all + count, 0);
  if (!Number.isSafeInteger(sum))
    throw new MigError("RANGE", "groups: more than 2^53 - 1 GPUs in all", { path: ["fleet", "groups"] });
  return sum;
}
