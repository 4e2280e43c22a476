import { TUNED } from "../generated/values.js";
import type { Handle, ModelCompiler, Planner } from "./exports.js";
import { planner } from "./instance.js";
import { enterTuned, geometryKey } from "./values.js";

/** What of a model decides geometry; models as src/model has them are such. */
export interface ModelGeometry {
  readonly memorySlices: number;
  readonly computeSlices: number;
  readonly maxInstances?: number | undefined;
  readonly columns?: readonly (number | null)[] | undefined;
  readonly budgets: readonly { readonly total: number; readonly uses: Readonly<Record<string, number>> }[];
  readonly profiles: readonly {
    readonly name: string;
    readonly attributes: readonly string[];
    readonly memorySlices: number;
    readonly computeSlices: number;
    readonly starts: readonly number[];
    readonly maxCount?: number | undefined;
  }[];
}

/** Compiles a valid model into an instance of either module, with the values of its geometry where a table was tuned for it. */
export function compileInto(planner: ModelCompiler, model: ModelGeometry): Handle {
  draftModel(planner, model);
  const handle = planner.compile();
  const tuned = TUNED[geometryKey(model)];
  if (tuned !== undefined) enterTuned(planner, handle, model, tuned);
  return handle;
}

/** Tells the planner a model's numbers. They must be whole and within the planner's limits. */
export function draftModel(planner: ModelCompiler, model: ModelGeometry): void {
  planner.draft(model.memorySlices, model.computeSlices, model.maxInstances ?? 0);
  model.columns?.forEach((slice, column) => {
    planner.draftColumn(column, slice ?? -1);
  });
  for (const profile of model.profiles) {
    const starts = profile.starts.reduce((bits, start) => bits | (1 << start), 0);
    const plain = profile.attributes.length === 0 ? 1 : 0;
    planner.draftProfile(profile.memorySlices, profile.computeSlices, starts, profile.maxCount ?? 0, plain);
  }
  for (const budget of model.budgets) {
    planner.draftBudget(budget.total);
    model.profiles.forEach((profile, index) => {
      if (Object.hasOwn(budget.uses, profile.name)) planner.draftUse(index, budget.uses[profile.name] ?? 0);
    });
  }
}

/** A model compiled into one instance of the planner. */
export interface CompiledModel {
  readonly planner: Planner;
  readonly handle: Handle;
}

const compiledModels = new WeakMap<ModelGeometry, CompiledModel>();

/** The model in the current instance of the planner; compiled where it is not there yet. The model must be valid and never change. */
export function compileModel(model: ModelGeometry): CompiledModel {
  const now = planner();
  const known = compiledModels.get(model);
  if (known !== undefined && known.planner === now) return known;
  const compiled = { planner: now, handle: compileInto(now, model) };
  compiledModels.set(model, compiled);
  return compiled;
}
