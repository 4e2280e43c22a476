/** What the GPUs of a node lose when a pod's instances go there. */
import { fit } from "../gpu/fit.js";
import { freeStarts } from "../gpu/free.js";
import type { Demand, GpuModel } from "../model/types.js";
import { type GpuInUse, nameOn } from "./use.js";

interface Loss {
  readonly after: GpuInUse;
  readonly pairs: number;
}

/**
 * How many (profile, start) pairs can no longer be created once the instances are placed. They go
 * together where one GPU takes them all, else one by one, each where it costs least, at the starts
 * that the least-loss score takes on a GPU that stands alone. null: no place is found this way, although there may be one.
 */
export function lossOf(gpus: readonly GpuInUse[], wanted: Demand, wholes: number): number | null {
  const wants = Object.entries(wanted).flatMap(([profile, count]) => Array.from({ length: count }, () => profile));
  const state = { gpus: [...gpus], lost: 0 };
  for (let i = 0; i < wholes; i++) if (!take(state, lent)) return null;
  if (wants.length === 0 || take(state, (gpu) => placed(gpu, wants))) return state.lost;
  return wants.every((want) => take(state, (gpu) => placed(gpu, [want]))) ? state.lost : null;
}

interface State {
  readonly gpus: GpuInUse[];
  lost: number;
}

/** Takes the GPU that loses least, the first of equals. */
function take(state: State, how: (gpu: GpuInUse) => Loss | null): boolean {
  const losses = new Map<GpuInUse, Loss | null>();
  let chosen: { readonly index: number; readonly loss: Loss } | null = null;
  for (const [index, gpu] of state.gpus.entries()) {
    const loss = losses.get(gpu) ?? how(gpu);
    losses.set(gpu, loss);
    if (loss !== null && (chosen === null || loss.pairs < chosen.loss.pairs)) chosen = { index, loss };
  }
  if (chosen === null) return false;
  state.gpus[chosen.index] = chosen.loss.after;
  state.lost += chosen.loss.pairs;
  return true;
}

const LENT = "whole";

function lent(gpu: GpuInUse): Loss | null {
  if (gpu.kept.length > 0) return null;
  return { after: { ...gpu, model: null, kept: [LENT] }, pairs: pairsOf(gpu.model, []) };
}

function placed(gpu: GpuInUse, wants: readonly string[]): Loss | null {
  const { model, kept } = gpu;
  if (model === null) return null;
  const names = wants.map((want) => nameOn(model, want));
  if (names.includes(null)) return null;
  const answer = fit(
    model,
    names.map((name) => name ?? ""),
    { occupied: kept, score: "least-loss" },
  );
  if (!answer.fits) return null;
  const after = { ...gpu, kept: [...kept, ...answer.placements.map(({ profile, start }) => `${profile}@${start}`)] };
  return { after, pairs: pairsOf(model, kept) - pairsOf(model, after.kept) };
}

/** (profile, start) pairs that can be created. */
function pairsOf(model: GpuModel | null, occupied: readonly string[]): number {
  if (model === null) return 0;
  return model.profiles.reduce((sum, { name }) => sum + freeStarts(model, name, occupied).length, 0);
}
