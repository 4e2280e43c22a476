/**
 * A fleet as one would write it first: every GPU is looked at for every request, and every key is
 * computed from the list of instances. Nothing is shared with the planner but the contract.
 */
import type { GpuModel, Placement, Score } from "../../../src/index.js";
import { allSpots, type Geometry, isValid, type Spot } from "./geometry.js";

interface NaiveGpu {
  readonly model: GpuModel;
  running: Spot[];
  available: boolean;
}

export class NaiveFleet {
  readonly gpus: NaiveGpu[] = [];
  readonly #score: Score;

  constructor(score: Score) {
    this.#score = score;
  }

  add(model: GpuModel, count: number): void {
    for (let i = 0; i < count; i++) this.gpus.push({ model, running: [], available: true });
  }

  /** Least key, then lowest GPU, then lowest start. */
  place(profile: string): { gpu: number; start: number } | null {
    let best: { key: number; gpu: number; spot: Spot } | null = null;
    this.gpus.forEach(({ model, running, available }, gpu) => {
      if (!available) return;
      for (const spot of this.#places(model, running, profile)) {
        const key = keyOf(this.#score, model, running, spot) / model.memorySlices;
        if (best === null || key < best.key - 1e-9) best = { key, gpu, spot };
      }
    });
    const found = best as { key: number; gpu: number; spot: Spot } | null; // assigned inside the closure, which the compiler does not follow
    if (found === null) return null;
    this.gpus[found.gpu]?.running.push(found.spot);
    return { gpu: found.gpu, start: found.spot.start };
  }

  release(gpu: number, start: number): void {
    const at = this.gpus[gpu];
    if (at !== undefined) at.running = at.running.filter((spot) => spot.start !== start);
  }

  layout(gpu: number): Placement[] {
    return [...(this.gpus[gpu]?.running ?? [])]
      .sort((a, b) => a.start - b.start)
      .map(({ profile, start }) => ({ profile: profile.name, start, size: profile.memorySlices }));
  }

  #places(model: GpuModel, running: readonly Spot[], profile: string): readonly Spot[] {
    const free = freeSpots(model, running).filter((spot) => spot.profile.name === profile);
    if (this.#score !== "driver") return free;
    const left = free.map((spot) => freeSpots(model, [...running, spot]).length);
    const most = Math.max(...left);
    return free.filter((_, i) => left[i] === most).slice(0, 1);
  }
}

const freeOf = new Map<string, readonly Spot[]>();

function freeSpots(model: Geometry & { readonly name: string }, running: readonly Spot[]): readonly Spot[] {
  const key = `${model.name} ${running
    .map(({ profile, start }) => `${profile.name}@${start}`)
    .sort()
    .join()}`;
  const known = freeOf.get(key) ?? allSpots(model).filter((spot) => isValid(model, [...running, spot]));
  freeOf.set(key, known);
  return known;
}

function keyOf(score: Score, model: GpuModel, running: readonly Spot[], spot: Spot): number {
  const after = [...running, spot];
  switch (score) {
    case "best-fit":
      return freeSlices(model, after);
    case "worst-fit":
      return -freeSlices(model, after);
    case "mfi":
      return (
        fragmentation(model, after, ({ profile }) => profile.memorySlices) -
        fragmentation(model, running, ({ profile }) => profile.memorySlices)
      );
    case "mfi-count":
    case "least-loss":
      return fragmentation(model, after, () => 1) - fragmentation(model, running, () => 1);
    default:
      return 0;
  }
}

function freeSlices(model: GpuModel, running: readonly Spot[]): number {
  return model.memorySlices - running.reduce((sum, { profile }) => sum + profile.memorySlices, 0);
}

/** Windows of plain profiles, no larger than the room left in number, that touch a slice already taken. */
function fragmentation(model: GpuModel, running: readonly Spot[], weight: (window: Spot) => number): number {
  const room = freeSlices(model, running);
  const taken = new Set(running.flatMap(({ memory }) => [...memory]));
  return allSpots(model)
    .filter(({ profile }) => profile.attributes.length === 0 && profile.memorySlices <= room)
    .filter(({ memory }) => [...memory].some((slice) => taken.has(slice)))
    .reduce((sum, window) => sum + weight(window), 0);
}
