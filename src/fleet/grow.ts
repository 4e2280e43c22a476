/** GPUs joining a fleet. */
import { MigError, type Path, pathText } from "../error.js";
import { askAbout, readRunning } from "../gpu/running.js";
import type { PlacementInput } from "../gpu/types.js";
import type { Vocabulary } from "../gpu/vocabulary.js";
import { show } from "../model/quote.js";
import type { ModelRef } from "../model/types.js";
import type { FleetPlanner, LayoutNumber } from "../planner/index.js";
import { readCount } from "./demand.js";
import type { Registry } from "./registry.js";
import type { FleetSpec } from "./types.js";

/** All GPUs that a fleet begins with, in order. @throws MigError as the constructor of Fleet */
export function addSpec(planner: FleetPlanner, registry: Registry, spec: FleetSpec): void {
  if (!Array.isArray(spec)) throw new MigError("INVALID_INPUT", `spec: a list is needed, not ${show(spec)}`, { path: ["spec"] });
  Array.from(spec as FleetSpec, (entry, i) => addEntry(planner, registry, entry, ["spec", i])); // isArray does not narrow readonly lists
}

function addEntry(planner: FleetPlanner, registry: Registry, entry: FleetSpec[number], path: Path): void {
  if (typeof entry !== "object" || entry === null) {
    const message = `${pathText(path)}an object with model and count, or model and layout, is needed, not ${show(entry)}`;
    throw new MigError("INVALID_INPUT", message, { path });
  }
  if ("layout" in entry) addLayout(planner, registry, registry.join(entry.model), entry.layout, 1);
  else addEmpty(planner, registry, entry.model, readCount(entry.count, [...path, "count"]));
}

/** Empty GPUs; the number of the first. */
export function addEmpty(planner: FleetPlanner, registry: Registry, model: ModelRef, count: number): number {
  let first = 0;
  registry.join(model, (number) => {
    first = add(planner, planner.emptyLayout(number), count);
  });
  return first;
}

/** GPUs of a model of the registry that hold this layout. */
export function addLayout(
  planner: FleetPlanner,
  registry: Registry,
  model: number,
  layout: readonly PlacementInput[],
  count: number,
): void {
  const words = registry.models[model] as Vocabulary; // numbers of the registry
  const running = readRunning(words, layout, "layout");
  askAbout(words, running);
  let number = planner.emptyLayout(model);
  for (const placement of running.numbers) number = planner.toggled(number, placement);
  add(planner, number, count);
}

function add(planner: FleetPlanner, layout: LayoutNumber, count: number): number {
  const most = planner.MAX_GPUS.value;
  if (count <= most - planner.size.value) return planner.addGpus(layout, count);
  throw new MigError("RANGE", `a fleet holds at most ${most} GPUs; split it`, { path: ["count"] });
}
