/** A fleet that carries out steps one by one and knows the rules by itself: what the planner's plans are judged on. */
import { type Fleet, type GpuModel, gpuModel, type Step } from "../../../src/index.js";
import { canAdd, findSpot, isValid, type Spot, spotsOfLayout } from "./geometry.js";

/** A running instance; it stays the same one wherever it moves. */
export interface Instance {
  readonly id: number;
  readonly spot: Spot;
}

export interface ReplayGpu {
  readonly model: GpuModel;
  readonly available: boolean;
  running: readonly Instance[];
}

/** Throws at the first step that is not legal when its turn comes. */
export class Replay {
  readonly gpus: readonly ReplayGpu[];
  /** Where each instance was in the beginning. */
  readonly home: ReadonlyMap<number, { readonly gpu: number; readonly start: number }>;
  /** Destroyed, and waiting to be created elsewhere. */
  readonly #down: Instance[] = [];
  /** Moves and destructions of each instance. */
  readonly touched = new Map<number, number>();
  downs = 0;

  constructor(gpus: readonly { readonly model: GpuModel; readonly available: boolean; readonly spots: readonly Spot[] }[]) {
    let id = 0;
    const home = new Map<number, { gpu: number; start: number }>();
    this.gpus = gpus.map(({ model, available, spots }, gpu) => ({
      model,
      available,
      running: spots.map((spot) => {
        home.set(id, { gpu, start: spot.start });
        return { id: id++, spot };
      }),
    }));
    this.home = home;
  }

  static of(fleet: Fleet, models: readonly GpuModel[], unavailable: ReadonlySet<number> = new Set()): Replay {
    return new Replay(
      Array.from({ length: fleet.size }, (_, gpu) => {
        const model = models[gpu] ?? gpuModel("A30-24GB");
        return { model, available: !unavailable.has(gpu), spots: spotsOfLayout(model, fleet.layout(gpu)) };
      }),
    );
  }

  run(steps: readonly Step[]): this {
    for (const [i, step] of steps.entries()) {
      try {
        this.#step(step);
      } catch (error) {
        throw new Error(`step ${i} ${JSON.stringify(step)}: ${error instanceof Error ? error.message : error}`);
      }
    }
    if (this.#down.length > 0) throw new Error(`${this.#down.length} instances were destroyed and never created again`);
    return this;
  }

  #step(step: Step): void {
    if (step.op === "move") {
      if (this.#gpu(step.from.gpu).model !== this.#gpu(step.to.gpu).model) throw new Error("from one model to another");
      const moved = this.#find(step.from.gpu, step.profile, step.from.start);
      this.#create(step.to.gpu, step.profile, step.to.start, moved.id);
      this.#destroy(step.from.gpu, moved);
    } else if (step.op === "destroy") {
      const gone = this.#find(step.gpu, step.profile, step.start);
      this.#destroy(step.gpu, gone);
      this.#down.push(gone);
      this.downs++;
    } else {
      const index = this.#down.findLastIndex(({ spot }) => spot.profile.name === step.profile);
      const [back] = index < 0 ? [] : this.#down.splice(index, 1);
      if (back === undefined) throw new Error("nothing of this profile is down");
      this.#create(step.gpu, step.profile, step.start, back.id);
    }
  }

  #gpu(gpu: number): ReplayGpu {
    const at = this.gpus[gpu];
    if (at === undefined) throw new Error(`no GPU ${gpu}`);
    return at;
  }

  #find(gpu: number, profile: string, start: number): Instance {
    const found = this.#gpu(gpu).running.find(({ spot }) => spot.profile.name === profile && spot.start === start);
    if (found === undefined) throw new Error("no such instance");
    return found;
  }

  #create(gpu: number, profile: string, start: number, id: number): void {
    const at = this.#gpu(gpu);
    if (!at.available) throw new Error("the GPU takes nothing new");
    const spot = findSpot(at.model, profile, start);
    const spots = at.running.map((instance) => instance.spot);
    if (!canAdd(at.model, spots, spot) || !isValid(at.model, [...spots, spot])) throw new Error("no room");
    at.running = [...at.running, { id, spot }];
  }

  #destroy(gpu: number, instance: Instance): void {
    const at = this.#gpu(gpu);
    at.running = at.running.filter((each) => each !== instance);
    this.touched.set(instance.id, (this.touched.get(instance.id) ?? 0) + 1);
  }

  get inUse(): number {
    return this.gpus.filter(({ running }) => running.length > 0).length;
  }

  /** Places in the beginning of the instances that are not where they were. */
  moved(): { readonly gpu: number; readonly start: number }[] {
    return [...this.touched.keys()].map((id) => this.home.get(id) ?? { gpu: -1, start: -1 });
  }
}
