import { MigError } from "../error.js";
import { scoreNumber } from "../gpu/scores.js";
import type { Layout, Score } from "../gpu/types.js";
import type { Vocabulary } from "../gpu/vocabulary.js";
import { gpuModels } from "../model/catalogue.js";
import { show } from "../model/quote.js";
import type { GpuModelSpec, ModelRef } from "../model/types.js";
import type { FleetPlanner, LayoutNumber } from "../planner/index.js";
import type { FleetSnapshot } from "./types.js";

const VERSION = 1;

/** Writes what a fleet holds; built-in models by name, others whole. */
export function writeSnapshot(
  planner: FleetPlanner,
  score: Score,
  models: readonly Vocabulary[],
  layoutOf: (layout: LayoutNumber) => Layout,
): FleetSnapshot {
  const size = planner.size.value;
  const numbers = new Int32Array(planner.memory.buffer, planner.layoutsAt(), size).slice();
  const joined = models.filter(() => true); // passes over numbers whose model never joined
  const order = new Map<number, number>();
  const runs: number[] = [];
  for (let gpu = 0, begin = 0; gpu < size; gpu++) {
    const layout = numbers[gpu] ?? 0;
    if (gpu + 1 < size && numbers[gpu + 1] === layout) continue;
    if (!order.has(layout)) order.set(layout, order.size);
    runs.push(order.get(layout) ?? 0, gpu + 1 - begin);
    begin = gpu + 1;
  }
  const unavailable: number[] = [];
  for (let gpu = 0; gpu < size; gpu++) if (planner.isAvailable(gpu) === 0) unavailable.push(gpu);
  return Object.freeze({
    version: VERSION,
    score,
    models: Object.freeze(joined.map(({ model }): string | GpuModelSpec => (gpuModels().includes(model) ? model.name : model))),
    layouts: Object.freeze(
      [...order.keys()].map((layout) => {
        const number = layout as LayoutNumber; // as the planner keeps them
        const model = joined.indexOf(models[planner.modelOfLayout(number)] as Vocabulary); // of a GPU, so it has joined
        return Object.freeze({ model, layout: layoutOf(number) });
      }),
    ),
    runs: Object.freeze(runs),
    ...(unavailable.length > 0 ? { unavailable: Object.freeze(unavailable) } : {}),
  });
}

/** A snapshot whose shape holds; models and layouts are judged where they are used. */
export interface ReadSnapshot {
  readonly score: Score;
  readonly models: readonly ModelRef[];
  readonly layouts: FleetSnapshot["layouts"];
  readonly runs: readonly { readonly layout: number; readonly count: number }[];
  readonly unavailable: readonly number[];
}

/** @throws MigError INVALID_INPUT, with where and what */
export function readSnapshot(snapshot: FleetSnapshot): ReadSnapshot {
  if (typeof snapshot !== "object" || snapshot === null) throw fault([], `a snapshot is needed, not ${show(snapshot)}`);
  const { version, score, models, layouts, runs, unavailable = [] } = snapshot;
  if (version !== VERSION)
    throw fault(["version"], `version ${show(version)} is not known; this library reads version ${VERSION}`);
  if (score !== undefined) scoreNumber(score, ["snapshot", "score"]);
  for (const [key, list] of Object.entries({ models, layouts, runs, unavailable })) {
    if (!Array.isArray(list)) throw fault([key], `a list is needed, not ${show(list)}`);
  }
  layouts.forEach((entry, i) => {
    if (typeof entry !== "object" || entry === null || !isIndex(entry.model, models.length) || !Array.isArray(entry.layout)) {
      throw fault(["layouts", i], `an object with layout and model is needed, a list and a number below ${models.length}`);
    }
  });
  if (runs.length % 2 !== 0) throw fault(["runs"], "has a layout without a count");
  const pairs: { layout: number; count: number }[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const layout: unknown = runs[i];
    const count: unknown = runs[i + 1];
    if (!isIndex(layout, layouts.length))
      throw fault(["runs", i], `${show(layout)} is no layout of this snapshot, which has ${layouts.length}`);
    if (!isIndex(count, Number.MAX_SAFE_INTEGER))
      throw fault(["runs", i + 1], `a whole number of GPUs is needed, not ${show(count)}`);
    pairs.push({ layout, count });
  }
  // Models out of JSON are validated where they join the fleet.
  return { score, models: models as readonly ModelRef[], layouts, runs: pairs, unavailable };
}

function isIndex(value: unknown, end: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < end;
}

function fault(path: readonly (string | number)[], message: string): MigError {
  return new MigError("INVALID_INPUT", `snapshot${path.length === 0 ? "" : ` ${path.join(".")}`}: ${message}`, {
    path: ["snapshot", ...path],
  });
}
