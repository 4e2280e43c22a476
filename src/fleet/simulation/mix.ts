import { show } from "../../model/quote.js";
import type { GpuInstanceProfile, GpuModel } from "../../model/types.js";
import { fault } from "./fault.js";
import type { MixName, SimulationSpec } from "./types.js";

/**
 * Weights by size rank, smallest first, over the six plain profiles of most models. "uniform" is
 * that of the MFI paper (arXiv 2511.18906); the other three are as remembered from it.
 */
export const MIXES: Readonly<Record<MixName, readonly number[]>> = {
  uniform: [1, 1, 1, 1, 1, 1],
  "skew-small": [30, 25, 20, 10, 10, 5],
  "skew-big": [5, 10, 10, 20, 25, 30],
  bimodal: [30, 15, 5, 5, 15, 30],
};

/** GPUs of one model that are simulated. */
export interface Pool {
  readonly model: GpuModel;
  readonly count: number;
}

/** Relative rates by profile, as asked for. @throws MigError INVALID_INPUT */
export function relativeRates(mix: SimulationSpec["mix"], pools: readonly Pool[]): ReadonlyMap<string, number> {
  if (typeof mix === "string") return namedRates(mix, pools);
  if (typeof mix !== "object" || mix === null || Array.isArray(mix)) {
    throw fault(["mix"], `the name of a mix or an object of profiles and relative rates is needed, not ${show(mix)}`);
  }
  const rates = new Map<string, number>();
  for (const [profile, rate] of Object.entries(mix)) {
    if (typeof rate !== "number" || !(rate >= 0) || !(rate < Number.MAX_SAFE_INTEGER)) {
      throw fault(["mix", profile], `a rate from 0 is needed, not ${show(rate)}`);
    }
    if (rate > 0) rates.set(profile, rate);
  }
  if (rates.size === 0) throw fault(["mix"], "no profile has a rate above 0");
  return rates;
}

/**
 * A named mix over several models: each model gets requests in proportion to its memory, spread
 * over its own plain profiles.
 */
function namedRates(name: MixName, pools: readonly Pool[]): ReadonlyMap<string, number> {
  const weights = Object.hasOwn(MIXES, name) ? MIXES[name] : undefined;
  if (weights === undefined) throw fault(["mix"], `${show(name)} is no mix; there are ${Object.keys(MIXES).join(", ")}`);
  const rates = new Map<string, number>();
  for (const { model, count } of pools) {
    const plain = model.profiles.filter(({ attributes }) => attributes.length === 0).sort(bySize);
    const spread = spreadOver(weights, plain.length);
    const meanSize = plain.reduce((sum, { memorySlices }, i) => sum + memorySlices * (spread[i] ?? 0), 0);
    plain.forEach((profile, i) => {
      const rate = ((spread[i] ?? 0) * count * model.memorySlices) / meanSize;
      rates.set(profile.name, (rates.get(profile.name) ?? 0) + rate);
    });
  }
  return rates;
}

function bySize(a: GpuInstanceProfile, b: GpuInstanceProfile): number {
  return a.memorySlices - b.memorySlices || a.computeSlices - b.computeSlices;
}

/**
 * Weights by rank for another number of profiles: the weights are steps of a density over ranks
 * from 0 to 1, and each profile takes its share of that. Sums to 1.
 */
function spreadOver(weights: readonly number[], profiles: number): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: profiles }, (_, i) => {
    const share = weights.reduce((sum, weight, step) => {
      // In units of 1 / (weights * profiles), so that borders of both are whole numbers.
      const from = Math.max(i * weights.length, step * profiles);
      const to = Math.min((i + 1) * weights.length, (step + 1) * profiles);
      return sum + weight * Math.max(0, to - from);
    }, 0);
    return share / (total * profiles);
  });
}
