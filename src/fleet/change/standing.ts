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

/** The GPUs of a fleet by model number, those that are alike together; a class for each. */
export function standings({ planner, registry }: FleetInside, pins: Pins): Map<number, GpuClass[]> {
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
  for (const standing of classes.values()) {
    if (standing.gpus > 0) byModel.get(planner.modelOfLayout(standing.layout))?.push(standing);
  }
  return byModel;
}

/** The lowest GPUs of classes, as many of each as are asked for. Cost: a look at every GPU. */
export function lowestOf(
  { planner }: FleetInside,
  pins: Pins,
  wanted: ReadonlyMap<GpuClass, number>,
): ReadonlyMap<GpuClass, readonly number[]> {
  const lists = new Map<string, { readonly most: number; readonly gpus: number[] }>();
  const found = new Map<GpuClass, readonly number[]>();
  const interesting = new Set<number>();
  for (const [standing, most] of wanted) {
    const gpus: number[] = [];
    lists.set(keyOf(standing.layout, standing.open, standing.pins), { most, gpus });
    found.set(standing, gpus);
    interesting.add(standing.layout);
  }
  const layouts = new Int32Array(planner.memory.buffer, planner.layoutsAt(), planner.size.value);
  for (let gpu = 0; gpu < layouts.length; gpu++) {
    const layout = layouts[gpu] as LayoutNumber; // gpu is in range
    if (!interesting.has(layout)) continue;
    const list = lists.get(keyOf(layout, planner.isAvailable(gpu) !== 0, pins.get(gpu) ?? 0));
    if (list !== undefined && list.gpus.length < list.most) list.gpus.push(gpu);
  }
  return found;
}

function keyOf(layout: LayoutNumber, open: boolean, pins: number): string {
  return `${layout} ${open ? "open" : "closed"} ${pins}`;
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
