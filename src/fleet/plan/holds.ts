/** How much a bin holds, asked of the planner: exactly by its facets, or by what a search packs. */
import { writeDemand } from "../../planner/index.js";
import { largest } from "../largest.js";
import type { Bin } from "./bins.js";

/** GPUs of the bin that these instances (by profile number) take. */
export function gpusFor(bin: Bin, counts: Float64Array): number {
  const { planner, handle } = bin.pool.words;
  writeDemand(planner, counts);
  if (bin.exactness === "facets") return planner.lowerBound(bin.polytope);
  planner.search(handle, bin.polytope);
  return planner.searchedGpus.value;
}

/** How many more of a profile the bin holds beside `counts` on so many GPUs; Infinity GPUs hold any number. */
export function roomFor(bin: Bin, counts: Float64Array, profile: number, gpus: number): number {
  if (gpus === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const { planner } = bin.pool.words;
  writeDemand(planner, counts);
  const most = Math.max(0, Math.min(planner.roomFor(bin.polytope, profile, gpus), Number.MAX_SAFE_INTEGER));
  if (bin.exactness === "facets") return most;
  return largest(most, (more) => gpusFor(bin, added(counts, profile, more)) <= gpus);
}

/** How many instances of profile `from` in the bin can become ones of `to` on so many GPUs. */
export function swappable(bin: Bin, counts: Float64Array, from: number, to: number, gpus: number): number {
  return largest(counts[from] ?? 0, (n) => gpusFor(bin, added(added(counts, from, -n), to, n)) <= gpus);
}

function added(counts: Float64Array, profile: number, more: number): Float64Array {
  const sum = counts.slice();
  sum[profile] = (sum[profile] ?? 0) + more;
  return sum;
}
