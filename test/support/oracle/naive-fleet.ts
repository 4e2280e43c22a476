/**
 * A fleet as one would write it first: every GPU is looked at for every request, and every key is
 * computed from the list of instances. Nothing is shared with the planner but the contract.
 */
import type { GpuModel, Placement, Score } from "../../../src/index.js";
import { allSpots, type Geometry, isValid, type Spot } from "./geometry.js";
import { tunedFor, type Values } from "./values.js";

export interface NaiveGpu {
  readonly model: GpuModel;
  running: Spot[];
  available: boolean;
}

export class NaiveFleet {
  readonly gpus: NaiveGpu[] = [];
  readonly score: Score;

  constructor(score: Score) {
    this.score = score;
  }

  add(model: GpuModel, count: number): void {
    for (let i = 0; i < count; i++) this.gpus.push({ model, running: [], available: true });
  }

  /** Least key, then lowest GPU, then lowest start. */
  place(profile: string): { gpu: number; start: number } | null {
    const found = this.find(profile);
    if (found === null) return null;
    this.gpus[found.gpu]?.running.push(found.spot);
    return { gpu: found.gpu, start: found.spot.start };
  }

  /** Where it would go; on any model, or on GPUs of one. */
  find(profile: string, only?: GpuModel): { gpu: number; spot: Spot } | null {
    let best: { key: number; gpu: number; spot: Spot } | null = null;
    const values = this.valuesByModel();
    this.gpus.forEach(({ model, running, available }, gpu) => {
      if (!available || (only !== undefined && only !== model)) return;
      for (const spot of this.#places(model, running, profile)) {
        const key = keyOf(this.score, model, running, spot, values.get(model)) / model.memorySlices;
        if (best === null || key < best.key - 1e-9) best = { key, gpu, spot };
      }
    });
    return best;
  }

  /** All on one GPU, each where it is pinned ("1g.10gb@6"): least sum of keys, then lowest GPU, then lowest starts in request order. */
  placeTogether(profiles: readonly string[]): { gpu: number; starts: readonly number[] } | null {
    let best: { key: number; gpu: number; spots: readonly Spot[] } | null = null;
    const values = this.valuesByModel();
    this.gpus.forEach(({ model, running, available }, gpu) => {
      const ofModel = values.get(model);
      for (const { key: sum, spots } of available ? this.#sequences(model, running, profiles, ofModel) : []) {
        const key = sum / model.memorySlices;
        if (best === null || key < best.key - 1e-9) best = { key, gpu, spots };
      }
    });
    if (best === null) return null;
    const { gpu, spots } = best as { gpu: number; spots: readonly Spot[] }; // assigned in a callback
    this.gpus[gpu]?.running.push(...spots);
    return { gpu, starts: spots.map(({ start }) => start) };
  }

  /** Every way to create them one after the other, in lexicographic order of their starts. */
  *#sequences(
    model: GpuModel,
    running: readonly Spot[],
    [first, ...rest]: readonly string[],
    values: Values | undefined,
  ): Generator<{ key: number; spots: readonly Spot[] }> {
    if (first === undefined) {
      yield { key: 0, spots: [] };
      return;
    }
    const [name, pin] = first.split("@");
    for (const spot of freeSpots(model, running)) {
      if (spot.profile.name !== name || (pin !== undefined && spot.start !== Number(pin))) continue;
      const own = keyOf(this.score, model, running, spot, values);
      for (const { key, spots } of this.#sequences(model, [...running, spot], rest, values))
        yield { key: own + key, spots: [spot, ...spots] };
    }
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

  /** What least-loss goes by on GPUs of each model now; nothing for a model that nobody has tuned it for. */
  valuesByModel(): ReadonlyMap<GpuModel, Values> {
    const found = new Map<GpuModel, Values>();
    for (const model of new Set(this.gpus.map((gpu) => gpu.model))) {
      const tuned = this.score === "least-loss" ? tunedFor(model) : null;
      if (tuned === null) continue;
      const { values, scarce } = tuned;
      const large = model.profiles.find(
        (profile) => profile.memorySlices === scarce?.memorySlices && profile.starts.join() === scarce.starts.join(),
      );
      const takes = ({ running }: NaiveGpu) => freeSpots(model, running).some(({ profile }) => profile.name === large?.name);
      const roomy = this.gpus.filter((gpu) => gpu.model === model && gpu.available && takes(gpu)).length;
      found.set(model, scarce !== undefined && roomy <= scarce.atMost ? scarce.values : values);
    }
    return found;
  }

  #places(model: GpuModel, running: readonly Spot[], profile: string): readonly Spot[] {
    const free = freeSpots(model, running).filter((spot) => spot.profile.name === profile);
    return this.score === "driver" ? free.filter((spot) => spot === driverChoice(model, running, spot.profile.name)) : free;
  }
}

/** By model, then by what runs. */
const freeOf = new WeakMap<Geometry, Map<string, readonly Spot[]>>();

export function freeSpots(model: Geometry, running: readonly Spot[]): readonly Spot[] {
  const ofModel = freeOf.get(model) ?? new Map<string, readonly Spot[]>();
  freeOf.set(model, ofModel);
  const key = running
    .map(({ profile, start }) => `${profile.name}@${start}`)
    .sort()
    .join();
  const known = ofModel.get(key) ?? allSpots(model).filter((spot) => isValid(model, [...running, spot]));
  ofModel.set(key, known);
  return known;
}

function takenBits(running: readonly Spot[]): number {
  return running.reduce((bits, { memory }) => [...memory].reduce((all, slice) => all | (1 << slice), bits), 0);
}

/** The key of a place, by the values that least-loss goes by; between models, keys compare per memory slice. */
export function keyOf(score: Score, model: GpuModel, running: readonly Spot[], spot: Spot, values: Values | undefined): number {
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
      return fragmentation(model, after, () => 1) - fragmentation(model, running, () => 1);
    case "least-loss": {
      const worth = (spots: readonly Spot[]) =>
        values === undefined ? -fragmentation(model, spots, () => 1) : (values[takenBits(spots)]?.[spots.length] ?? Number.NaN);
      return worth(running) - worth(after);
    }
    case "driver":
      return driverChoice(model, running, spot.profile.name) === spot ? 0 : 1;
    default:
      return 0;
  }
}

/** Of the free spots of a profile, the first after which most spots are left. */
function driverChoice(model: GpuModel, running: readonly Spot[], profile: string): Spot | undefined {
  const free = freeSpots(model, running).filter((spot) => spot.profile.name === profile);
  const left = free.map((spot) => freeSpots(model, [...running, spot]).length);
  return free[left.indexOf(Math.max(...left))];
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
