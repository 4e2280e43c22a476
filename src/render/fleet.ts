import { atTheDoor } from "../door.js";
import { MigError, type Path } from "../error.js";
import { readCount } from "../fleet/demand.js";
import type { Fleet } from "../fleet/fleet.js";
import { readSnapshot } from "../fleet/snapshot.js";
import type { FleetSnapshot, LayoutGroup } from "../fleet/types.js";
import { counted } from "../model/quote.js";
import type { GpuModel, ModelRef } from "../model/types.js";
import type { FleetPage } from "./fleet-page.js";
import { fleetSvg } from "./fleet-svg.js";
import { fleetText } from "./fleet-text.js";
import { type RenderOptions, readOptions } from "./options.js";
import { readDrawable } from "./read.js";

/** GPUs of one model, those with the same layout together, as `pack` gives them. */
export interface GroupedFleet {
  /** The model of all its GPUs. */
  readonly model: ModelRef;
  /** Layouts, and how many GPUs have each. */
  readonly groups: readonly LayoutGroup[];
}

/** Rows of one picture: what still reads as one. */
const MAX_ROWS = 40;

/** GPUs that can be drawn: a fleet, one out of a snapshot, or groups of one model. */
export type DrawableFleet = Fleet | FleetSnapshot | GroupedFleet;

/**
 * Many GPUs as a picture: one row for each group, "12 x" and its layout; at most 40 rows, then how
 * many more there are. Text or SVG as in `renderLayout`. Of a fleet, GPUs with the same layout are
 * a group, the largest first and empty GPUs last, and each model has a part of its own.
 *
 * Cost: grows with the number of groups, and of a fleet with one look at every GPU.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT, INVALID_INPUT; RANGE where the counts pass 2^53 - 1; DISPOSED
 */
export function renderFleet(fleet: DrawableFleet, options?: RenderOptions): string {
  return atTheDoor(() => {
    const { format, theme } = readOptions(options);
    const pages = groupsOf(fleet).map((grouped) => pageOf(grouped, nameOf));
    return format === "text" ? fleetText(pages) : fleetSvg(pages, theme);
  });
}

/**
 * Many GPUs before and after a change, one picture above the other: drawn as by `renderFleet`, with
 * the number of GPUs in use.
 *
 * @throws MigError as `renderFleet`
 */
export function renderFleetChange(before: DrawableFleet, after: DrawableFleet, options?: RenderOptions): string {
  return atTheDoor(() => {
    const { format, theme } = readOptions(options);
    const pages = [
      ...groupsOf(before).map((grouped) => pageOf(grouped, (...of) => `before, ${inUseOf(...of)}`)),
      ...groupsOf(after).map((grouped) => pageOf(grouped, (...of) => `after, ${inUseOf(...of)}`)),
    ];
    return format === "text" ? fleetText(pages) : fleetSvg(pages, theme);
  });
}

function nameOf(model: GpuModel, groups: readonly LayoutGroup[]): string {
  const gpus = total(groups);
  return `${model.name}: ${counted(gpus, "GPU")}`;
}

function inUseOf(model: GpuModel, groups: readonly LayoutGroup[]): string {
  return `${nameOf(model, groups)}, ${total(groups.filter(({ layout }) => layout.length > 0))} in use`;
}

/** The groups of each model. */
function groupsOf(fleet: DrawableFleet): readonly GroupedFleet[] {
  if (typeof fleet !== "object" || fleet === null) return [fleet]; // refused where it is read
  // A fleet by what it can do: its class would bring the planner of fleets along.
  if ("toJSON" in fleet && typeof fleet.toJSON === "function") return groupsOfSnapshot(fleet.toJSON());
  return "layouts" in fleet ? groupsOfSnapshot(fleet) : [fleet as GroupedFleet]; // what it is instead is judged where it is read
}

function groupsOfSnapshot(snapshot: FleetSnapshot): readonly GroupedFleet[] {
  const { models, layouts, runs } = readSnapshot(snapshot);
  const counts = layouts.map(() => 0);
  for (const { layout, count } of runs) counts[layout] = (counts[layout] ?? 0) + count;
  return models.map((model, number) => {
    const groups = layouts.flatMap(({ model, layout }, i) => (model === number ? [{ count: counts[i] ?? 0, layout }] : []));
    const isEmpty = ({ layout }: LayoutGroup) => (layout.length === 0 ? 1 : 0);
    return { model, groups: groups.sort((a, b) => isEmpty(a) - isEmpty(b) || b.count - a.count) };
  });
}

function pageOf(fleet: GroupedFleet, titleOf: (model: GpuModel, groups: readonly LayoutGroup[]) => string): FleetPage {
  if (typeof fleet !== "object" || fleet === null || !Array.isArray(fleet.groups)) {
    throw new MigError("INVALID_INPUT", "fleet: a Fleet, or { model, groups } as pack gives it, is needed", { path: ["fleet"] });
  }
  // Groups of no GPUs are passed over here, so that the index in an error is the caller's.
  const groups = Array.from(fleet.groups, (group, i) => readGroup(fleet.model, group, i)).filter(({ count }) => count > 0);
  const shown = groups.slice(0, MAX_ROWS);
  const { model } = readDrawable(fleet.model, []);
  return {
    title: titleOf(model, groups),
    model,
    shown,
    hidden: { groups: groups.length - shown.length, gpus: total(groups) - total(shown) },
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
