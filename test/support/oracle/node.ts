/** A node of any GPUs by brute force: shares no code with what it is held against. */
import type { Demand, GpuModel } from "../../../src/index.js";
import { type Counts, maximalPatterns } from "./pack.js";

const known = new WeakMap<GpuModel, readonly Counts[]>();

function patternsOf(model: GpuModel): readonly Counts[] {
  const patterns = known.get(model) ?? maximalPatterns(model);
  known.set(model, patterns);
  return patterns;
}

/** GPU by GPU: given away whole, or divided in any of the ways there are. null: a GPU without MIG. */
export function nodeHolds(gpus: readonly (GpuModel | null)[], wanted: Demand): boolean {
  const seen = new Set<string>();
  const search = (at: number, left: Demand): boolean => {
    if (Object.values(left).every((count) => count <= 0)) return true;
    const model = gpus[at];
    const key = `${at} ${JSON.stringify(left)}`;
    if (model === undefined || seen.has(key)) return false;
    seen.add(key);
    const divided = model === null ? [] : patternsOf(model).map((counts) => without(left, model, counts));
    return [{ ...left, gpu: Math.max(0, (left.gpu ?? 0) - 1) }, ...divided].some((rest) => search(at + 1, rest));
  };
  return search(0, wanted);
}

function without(left: Demand, model: GpuModel, counts: Counts): Demand {
  const rest = { ...left };
  model.profiles.forEach(({ name }, i) => {
    if (rest[name] !== undefined) rest[name] = Math.max(0, rest[name] - (counts[i] ?? 0));
  });
  return rest;
}
