/** First-fit-decreasing: largest request first, each on the first GPU with a free start, at its lowest. */
import type { GpuModel } from "migpack";

export function firstFitDecreasing(model: GpuModel, requests: readonly string[]): number {
  const bySize = [...model.profiles].sort((a, b) => b.memorySlices - a.memorySlices || b.computeSlices - a.computeSlices);
  const taken: number[] = [];
  for (const { name, starts, memorySlices } of bySize) {
    const windows = starts.map((start) => ((1 << memorySlices) - 1) << start);
    let gpu = 0;
    for (const request of requests) {
      if (request !== name) continue;
      // All requests of one profile look at GPUs in the same order, and a GPU that refused one refuses the next.
      while (windows.every((window) => (taken[gpu] ?? 0) & window)) gpu++;
      const window = windows.find((candidate) => ((taken[gpu] ?? 0) & candidate) === 0) ?? 0;
      taken[gpu] = (taken[gpu] ?? 0) | window;
    }
  }
  return taken.length;
}
