import { atTheDoor } from "../door.js";
import { MigError, type Path } from "../error.js";
import { scoreNumber } from "../gpu/scores.js";
import type { GpuStart, Layout, Placement, Score, Step } from "../gpu/types.js";
import { placementNumber, profileNumber, type Vocabulary } from "../gpu/vocabulary.js";
import { show } from "../model/quote.js";
import type { Demand, GpuInstanceProfile, ModelRef } from "../model/types.js";
import { type FleetPlanner, fleetPlanner, type LayoutNumber } from "../planner/index.js";
import { applySteps } from "./apply.js";
import { placeBatch, releaseBatch } from "./batch.js";
import { gpuOf, startOf } from "./codes.js";
import { readCount } from "./demand.js";
import { addEmpty, addLayout, addSpec } from "./grow.js";
import { Registry } from "./registry.js";
import { readSnapshot, writeSnapshot } from "./snapshot.js";
import { fleetStats } from "./stats.js";
import type { FleetPlacement, FleetSnapshot, FleetSpec, FleetStats, ProfileRef } from "./types.js";

/** What the rooms of this folder see of a fleet. */
export interface FleetInside {
  readonly planner: FleetPlanner;
  readonly registry: Registry;
  readonly layoutOf: (layout: LayoutNumber) => Layout;
}

/** How each fleet shows its inside; a static block of the class would do the same, and keep it in every bundle. */
const insides = new WeakMap<object, () => FleetInside>();

/** @throws MigError INVALID_INPUT for what is no fleet of this copy of the library; DISPOSED */
export function insideOf(fleet: Fleet): FleetInside {
  const inside = typeof fleet === "object" && fleet !== null ? insides.get(fleet) : undefined;
  if (inside !== undefined) return inside();
  const message = `fleet: a Fleet of this copy of the library is needed, not ${show(fleet)}`;
  throw new MigError("INVALID_INPUT", message, { path: ["fleet"] });
}

/**
 * A fleet of GPUs, of one model or several, placed one instance at a time. It holds state, in
 * WASM memory of its own; everything else of this library is a function of its arguments.
 *
 * Where an instance goes: least key of the fleet's `score`, then lowest GPU number, then lowest
 * start. The same calls give the same places. GPUs that cost every profile alike are found as one,
 * so that what a placement costs does not grow with the fleet. Memory: 8 bytes a GPU, 1 bit for 16
 * GPUs for each such group, and what the states and layouts met cost.
 *
 * A call that throws has changed nothing.
 */
export class Fleet {
  #planner: FleetPlanner | null;
  readonly #registry: Registry;
  readonly #score: Score;
  readonly #layouts = new Map<LayoutNumber, Layout>();
  #revision = 0;

  /**
   * @param spec GPUs in order of their numbers: `count` empty ones, or one with a layout
   * @param options `score`: how to choose among possible places; default "least-loss"
   * @throws MigError UNKNOWN_MODEL, INVALID_MODEL, INVALID_LAYOUT, INVALID_INPUT; RANGE above 2^24 GPUs
   */
  constructor(spec: FleetSpec, options?: { readonly score?: Score }) {
    this.#score = options?.score ?? "least-loss";
    const planner = fleetPlanner();
    this.#planner = planner;
    this.#registry = new Registry(planner);
    insides.set(this, () => ({ planner: this.#live(), registry: this.#registry, layoutOf: (layout) => this.#layout(layout) }));
    atTheDoor(() => {
      planner.open(scoreNumber(this.#score));
      addSpec(planner, this.#registry, spec);
    });
  }

  /** GPUs, cordoned ones included. */
  get size(): number {
    return this.#live().size.value;
  }

  /** Grows with every change. */
  get revision(): number {
    this.#live();
    return this.#revision;
  }

  /** Names that batches index: the canonical profile names over all models of the fleet, in order of first appearance. */
  get profileNames(): readonly string[] {
    this.#live();
    return Object.freeze([...this.#registry.names]);
  }

  /**
   * Places one instance; of a list, the first entry that fits anywhere. null: nowhere.
   *
   * @throws MigError UNKNOWN_PROFILE, UNKNOWN_MODEL, INVALID_PROFILE, INVALID_INPUT, DISPOSED, OUT_OF_MEMORY
   */
  place(want: ProfileRef | readonly ProfileRef[]): FleetPlacement | null {
    return atTheDoor(() => {
      const planner = this.#live();
      const refs = Array.isArray(want) ? (want as readonly ProfileRef[]) : [want as ProfileRef]; // isArray does not narrow readonly lists
      const numbers = refs.map((ref, i) => this.#registry.want(ref, ["want", i]));
      for (const number of numbers) {
        const code = planner.place(number);
        if (code < 0) continue;
        this.#revision++;
        return this.#placement(gpuOf(code), startOf(code));
      }
      return null;
    });
  }

  /**
   * Places several instances on ONE GPU, all or nothing: least total key, then lowest GPU, then
   * lowest starts in request order. null: no GPU takes them all. Cost: one `fit` for each state present.
   *
   * @throws MigError as `place`
   */
  placeTogether(profiles: readonly ProfileRef[]): readonly FleetPlacement[] | null {
    return atTheDoor(() => {
      const planner = this.#live();
      if (!Array.isArray(profiles))
        throw new MigError("INVALID_INPUT", `profiles: a list is needed, not ${show(profiles)}`, { path: ["profiles"] });
      const wants = profiles.map((ref, i) => this.#registry.want(ref, ["profiles", i]));
      if (wants.length === 0) return Object.freeze([]);
      if (wants.length > planner.MAX_INSTANCES.value) return null;
      planner.mailbox().set(wants);
      const gpu = planner.placeTogether(wants.length);
      if (gpu < 0) return null;
      this.#revision++;
      const words = this.#words(planner.modelOfLayout(planner.layoutOf(gpu)));
      const box = planner.mailbox();
      return Object.freeze(wants.map((_, i) => placementOn(words, gpu, words.placed[box[i] as number] as Placement))); // the planner's numbers are ours
    });
  }

  /**
   * Records what already runs somewhere, or what someone else decided, cordoned GPUs included.
   * Without `start`, the start of least key on that GPU.
   *
   * @throws MigError OCCUPIED where it cannot run there; else as `place`
   */
  placeAt(at: { readonly gpu: number; readonly profile: string; readonly start?: number }): FleetPlacement {
    return atTheDoor(() => {
      const planner = this.#live();
      const gpu = this.#gpu(at?.gpu, ["at", "gpu"]);
      const words = this.#words(planner.modelOfLayout(planner.layoutOf(gpu)));
      const profile = profileNumber(words, at.profile, ["at", "profile"]);
      const { name, starts } = words.model.profiles[profile] as GpuInstanceProfile; // number of a profile
      if (at.start !== undefined && placementNumber(words, profile, at.start) < 0) {
        const message = `at.start: ${name} never sits at ${show(at.start)}; its starts are ${starts.join(", ")}`;
        throw new MigError("INVALID_INPUT", message, { path: ["at", "start"] });
      }
      const code = planner.placeAt(gpu, profile, at.start ?? -1);
      if (code < 0) {
        const where = at.start === undefined ? "anywhere" : `at ${at.start}`;
        throw new MigError("OCCUPIED", `GPU ${gpu} has no room for ${name} ${where} beside what runs on it`, { path: ["at"] });
      }
      this.#revision++;
      return this.#placement(gpu, startOf(code));
    });
  }

  /**
   * Takes an instance away.
   *
   * @throws MigError NOT_PLACED where none starts there; INVALID_INPUT, DISPOSED
   */
  release(placement: GpuStart): void {
    atTheDoor(() => {
      const planner = this.#live();
      const gpu = this.#gpu(placement?.gpu, ["placement", "gpu"]);
      const start = placement.start;
      const slices = planner.MAX_SLICES.value;
      if (!Number.isInteger(start) || start < 0 || start >= slices || planner.release(gpu, start) === 0) {
        throw new MigError("NOT_PLACED", `no instance of GPU ${gpu} starts at ${show(start)}`, { path: ["placement"] });
      }
      this.#revision++;
    });
  }

  /** false: nothing new is placed on that GPU (cordoned, MIG off, lent whole); what runs stays. @throws MigError INVALID_INPUT, DISPOSED */
  setAvailable(gpu: number, available: boolean): void {
    atTheDoor(() => {
      const planner = this.#live();
      const number = this.#gpu(gpu, ["gpu"]);
      if (typeof available !== "boolean")
        throw new MigError("INVALID_INPUT", "available: true or false is needed", { path: ["available"] });
      if ((planner.isAvailable(number) !== 0) === available) return;
      planner.setAvailable(number, available ? 1 : 0);
      this.#revision++;
    });
  }

  /** Adds `count` empty GPUs behind the last; answers with the number of the `first` and their `count`. @throws MigError as the constructor */
  addGpus(spec: { readonly model: ModelRef; readonly count: number }): { readonly first: number; readonly count: number } {
    return atTheDoor(() => {
      const planner = this.#live();
      const count = readCount(spec?.count, ["count"]);
      const first = addEmpty(planner, this.#registry, spec.model, count);
      if (count > 0) this.#revision++;
      return Object.freeze({ first, count });
    });
  }

  /**
   * Places a batch without an object per request: `profiles` are indices into `profileNames`,
   * `out[i]` becomes GPU * 64 + start (see `gpuOf`, `startOf`), or -1 where it fits nowhere.
   *
   * @returns how many were placed
   * @throws MigError INVALID_INPUT before anything changes; OUT_OF_MEMORY, DISPOSED
   */
  placeBatch(profiles: Uint8Array, out: Int32Array): number {
    return atTheDoor(() => {
      const planner = this.#live();
      if (!(profiles instanceof Uint8Array))
        throw new MigError("INVALID_INPUT", "profiles: a Uint8Array is needed", { path: ["profiles"] });
      if (!(out instanceof Int32Array) || out.length < profiles.length) {
        throw new MigError("INVALID_INPUT", `out: an Int32Array of ${profiles.length} or more is needed`, { path: ["out"] });
      }
      const names = this.#registry.names;
      // A plain loop: a callback for each would cost a tenth of the placement.
      for (let i = 0; i < profiles.length; i++) {
        if ((profiles[i] as number) < names.length) continue; // within the list
        const message = `profiles[${i}]: ${profiles[i]} is no index into profileNames, which has ${names.length}`;
        throw new MigError("INVALID_INPUT", message, { path: ["profiles", i] });
      }
      // One byte names no more than 256.
      const wants = names.slice(0, 256).map((name) => this.#registry.want(name, ["profiles"]));
      const placed = placeBatch(planner, wants, profiles, out);
      this.#revision += placed;
      return placed;
    });
  }

  /**
   * Releases a batch of such codes, passing over -1; all or none.
   *
   * @throws MigError NOT_PLACED for a code that names nothing, or twice the same; INVALID_INPUT, DISPOSED
   */
  releaseBatch(placed: Int32Array): void {
    atTheDoor(() => {
      const planner = this.#live();
      if (!(placed instanceof Int32Array))
        throw new MigError("INVALID_INPUT", "placed: an Int32Array is needed", { path: ["placed"] });
      releaseBatch(planner, placed);
      this.#revision++;
    });
  }

  /** What runs on a GPU, by start. @throws MigError INVALID_INPUT, DISPOSED */
  layout(gpu: number): Layout {
    return atTheDoor(() => this.#layout(this.#live().layoutOf(this.#gpu(gpu, ["gpu"]))));
  }

  /** For each profile name, how many more of it alone fit on the GPUs that take something new. Names of which none fits are left out. */
  capacity(): Demand {
    const planner = this.#live();
    const counts = this.#registry.names.map((name) => {
      const sums = this.#registry.models.map(({ profiles }, model) => {
        const profile = profiles.get(name);
        return profile === undefined ? 0 : planner.fleetCapacity(model, profile);
      });
      return [name, sums.reduce((a, b) => a + b, 0)] as const;
    });
    return Object.freeze(Object.fromEntries(counts.filter(([, count]) => count > 0)));
  }

  /** How full the fleet is, and how many GPUs an optimal packing of what runs would save. Cost: one look at every layout met, and one `minGpus` a model. */
  stats(): FleetStats {
    const planner = this.#live();
    return fleetStats(planner, this.#registry.models, (layout) => this.#layout(layout));
  }

  /**
   * Carries out steps in order, all or nothing.
   *
   * @throws MigError STALE where a step no longer applies, with its index; INVALID_INPUT for what is no step
   */
  apply(steps: readonly Step[]): void {
    atTheDoor(() => {
      const planner = this.#live();
      const words = (gpu: number) => this.#words(planner.modelOfLayout(planner.layoutOf(gpu)));
      this.#revision += applySteps(planner, words, steps);
    });
  }

  /** The fleet as plain data; `Fleet.fromJSON` makes an equal one of it. */
  toJSON(): FleetSnapshot {
    const planner = this.#live();
    return writeSnapshot(planner, this.#score, this.#registry.models, (layout) => this.#layout(layout));
  }

  /**
   * A fleet out of a snapshot. It places as the one that wrote it would.
   *
   * @throws MigError INVALID_INPUT for what is no snapshot of a known version; UNKNOWN_MODEL, INVALID_MODEL, INVALID_LAYOUT
   */
  static fromJSON(snapshot: FleetSnapshot): Fleet {
    return atTheDoor(() => {
      const { score, models, layouts, runs, unavailable } = readSnapshot(snapshot);
      const fleet = new Fleet([], { score });
      const planner = fleet.#live();
      const numbers = models.map((model) => fleet.#registry.join(model));
      // Also layouts that no GPU has are judged.
      for (const { model, layout } of layouts) addLayout(planner, fleet.#registry, numbers[model] ?? 0, layout, 0);
      for (const { layout, count } of runs) {
        const { model, layout: placements } = layouts[layout] as (typeof layouts)[number]; // readSnapshot has checked the index
        addLayout(planner, fleet.#registry, numbers[model] ?? 0, placements, count);
      }
      for (const gpu of unavailable) fleet.setAvailable(gpu, false);
      fleet.#revision = 0;
      return fleet;
    });
  }

  /** Gives the memory back; any later use throws DISPOSED. */
  dispose(): void {
    this.#planner = null;
    this.#layouts.clear();
  }

  /** As `dispose`, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #live(): FleetPlanner {
    if (this.#planner !== null) return this.#planner;
    throw new MigError("DISPOSED", "this fleet was disposed of; make a new one, or restore a snapshot with Fleet.fromJSON");
  }

  #words(model: number): Vocabulary {
    return this.#registry.models[model] as Vocabulary; // numbers of the registry
  }

  #gpu(value: unknown, path: Path): number {
    const size = this.#live().size.value;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < size) return value + 0; // -0 is 0
    throw new MigError("INVALID_INPUT", `${path.join(".")}: a GPU number from 0 to ${size - 1} is needed, not ${show(value)}`, {
      path,
    });
  }

  #placement(gpu: number, start: number): FleetPlacement {
    const planner = this.#live();
    const words = this.#words(planner.modelOfLayout(planner.layoutOf(gpu)));
    return placementOn(words, gpu, words.placed[planner.placementOn(gpu, start)] as Placement); // just placed
  }

  #layout(number: LayoutNumber): Layout {
    const known = this.#layouts.get(number);
    if (known !== undefined) return known;
    const planner = this.#live();
    const words = this.#words(planner.modelOfLayout(number));
    const count = planner.placementsOf(number);
    const box = planner.mailbox();
    const layout = Object.freeze(Array.from({ length: count }, (_, i) => words.placed[box[i] as number] as Placement)); // the planner's numbers are ours
    this.#layouts.set(number, layout);
    return layout;
  }
}

function placementOn({ model }: Vocabulary, gpu: number, { profile, start, size }: Placement): FleetPlacement {
  return Object.freeze({ gpu, start, model: model.name, profile, size });
}
