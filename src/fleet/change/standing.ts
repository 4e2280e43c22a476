/** A fleet as a change sees it: GPUs that are alike, and which of them are which. */
import { MigError, type Path, pathText } from "../../error.js";
import type { GpuStart } from "../../gpu/types.js";
import { show } from "../../model/quote.js";
import type { GpuClass, LayoutNumber } from "../../planner/index.js";
import type { FleetInside } from "../fleet.js";

/** GPU -> its instances that may not move, as bits by start. */
export type Pins = ReadonlyMap<number, number>;

/**
 * Reads the places of instances that may not move.
 *
 * @throws MigError NOT_PLACED where none starts there; INVALID_INPUT
 */
export function readPins({ planner, layoutOf }: FleetInside, pinned: readonly GpuStart[] | undefined): Pins {
  if (pinned === undefined) return new Map();
  if (!Array.isArray(pinned)) throw invalid(["pinned"], `a list of places is needed, not ${show(pinned)}`);
  const pins = new Map<number, number>();
  for (const [i, place] of (pinned as readonly unknown[]).entries()) {
    const path = ["pinned", i];
    const { gpu, start } = (typeof place === "object" && place !== null ? place : {}) as Partial<GpuStart>; // judged here
    if (typeof gpu !== "number" || !Number.isInteger(gpu) || gpu < 0 || gpu >= planner.size.value)
      throw invalid([...path, "gpu"], `a GPU number from 0 to ${planner.size.value - 1} is needed, not ${show(gpu)}`);
    const index = layoutOf(planner.layoutOf(gpu)).findIndex((placement) => placement.start === start);
    if (index < 0) {
      const message = `${pathText(path)}no instance of GPU ${gpu} starts at ${show(start)}, so that none can be pinned there`;
      throw new MigError("NOT_PLACED", message, { path });
    }
    pins.set(gpu, (pins.get(gpu) ?? 0) | (1 << index));
  }
  return pins;
}

/** The GPUs of a fleet by model number, those that are alike together; a class for each, in an order of what they hold. */
export function standings({ planner, registry, layoutOf }: FleetInside, pins: Pins): Map<number, GpuClass[]> {
  const classes = new Map<string, { layout: LayoutNumber; gpus: number; pins: number; open: boolean }>();
  const add = (layout: LayoutNumber, open: boolean, pinned: number, gpus: number) => {
    const key = keyOf(layout, open, pinned);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { layout, gpus, pins: pinned, open });
    else known.gpus += gpus;
  };
  for (let number = 0; number < planner.layoutCount(); number++) {
    const layout = number as LayoutNumber; // layouts are numbered from 0
    const cordoned = planner.cordonedWith(layout);
    add(layout, true, 0, planner.gpusWith(layout) - cordoned);
    add(layout, false, 0, cordoned);
  }
  for (const [gpu, pinned] of pins) {
    const layout = planner.layoutOf(gpu);
    const open = planner.isAvailable(gpu) !== 0;
    add(layout, open, 0, -1);
    add(layout, open, pinned, 1);
  }
  const byModel = new Map(registry.models.map((_, model): [number, GpuClass[]] => [model, []]));
  // By what they hold, so that plans do not depend on when a layout was first met.
  const named = [...classes.values()].map((standing) => {
    const held = layoutOf(standing.layout).map(({ profile, start }) => `${start} ${profile}`);
    return { standing, name: `${held.join()}|${standing.pins}|${standing.open}` };
  });
  for (const { standing } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (standing.gpus > 0) byModel.get(planner.modelOfLayout(standing.layout))?.push(standing);
  }
  return byModel;
}

/** Which GPU has which layout, as it was when it was asked for. */
export interface Roll {
  readonly layouts: Int32Array;
  /** GPUs that take nothing new. */
  readonly closed: ReadonlySet<number>;
}

/** Cost: a look at every GPU. */
export function rollOf({ planner }: FleetInside): Roll {
  const layouts = new Int32Array(planner.memory.buffer, planner.layoutsAt(), planner.size.value).slice();
  const closed = new Set<number>();
  const cordoned = new Set<number>();
  for (let layout = 0; layout < planner.layoutCount(); layout++) {
    if (planner.cordonedWith(layout as LayoutNumber) > 0) cordoned.add(layout); // layouts are numbered from 0
  }
  if (cordoned.size > 0) {
    layouts.forEach((layout, gpu) => {
      if (cordoned.has(layout) && planner.isAvailable(gpu) === 0) closed.add(gpu);
    });
  }
  return { layouts, closed };
}

/** The lowest GPUs of classes, as many of each as are asked for. Cost: a look at every GPU. */
export function lowestOf(
  { layouts, closed }: Roll,
  pins: Pins,
  wanted: ReadonlyMap<GpuClass, number>,
): ReadonlyMap<GpuClass, readonly number[]> {
  const found = new Map<GpuClass, readonly number[]>();
  /** By layout. */
  const lists: { readonly standing: GpuClass; readonly most: number; readonly gpus: number[] }[][] = [];
  for (const [standing, most] of wanted) {
    const gpus: number[] = [];
    found.set(standing, gpus);
    lists[standing.layout] = [...(lists[standing.layout] ?? []), { standing, most, gpus }];
  }
  // A plain loop, since it is long.
  for (let gpu = 0; gpu < layouts.length; gpu++) {
    for (const { standing, most, gpus } of lists[layouts[gpu] ?? 0] ?? []) {
      if (gpus.length === most || standing.open === closed.has(gpu) || standing.pins !== (pins.get(gpu) ?? 0)) continue;
      gpus.push(gpu);
    }
  }
  return found;
}

function keyOf(layout: LayoutNumber, open: boolean, pins: number): string {
  return `${layout} ${open ? "open" : "closed"} ${pins}`;
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
