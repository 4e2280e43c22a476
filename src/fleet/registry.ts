import { MigError, type Path } from "../error.js";
import { profileNumber, type Vocabulary, vocabularyOf } from "../gpu/vocabulary.js";
import { resolveModel } from "../model/define.js";
import type { GpuModel, ModelRef } from "../model/types.js";
import { compileInto, type FleetPlanner } from "../planner/index.js";
import type { ProfileRef } from "./types.js";

/** More spellings than anybody uses; beyond it wants are no longer remembered, only found. */
const MAX_WANTS = 4096;

/** The models of a fleet, and what can be asked of it, as numbers of its planner. */
export class Registry {
  /** By number, without those that never joined: a sparse list, of which map and its like pass over what is missing. */
  readonly models: Vocabulary[] = [];
  /** Canonical names over all models, in order of first appearance: the wants of batches. */
  readonly names: string[] = [];
  readonly #planner: FleetPlanner;
  readonly #numbers = new Map<GpuModel, number>();
  readonly #wants = new Map<string, number>();

  constructor(planner: FleetPlanner) {
    this.#planner = planner;
  }

  /**
   * The number of a model. A new one joins once `use` is done with its number: where that throws,
   * it has not joined, and its number stays unused.
   *
   * @throws MigError UNKNOWN_MODEL, INVALID_MODEL, OUT_OF_MEMORY
   */
  join(ref: ModelRef, use: (number: number) => void = () => {}): number {
    const model = resolveModel(ref);
    const known = this.#numbers.get(model);
    if (known !== undefined) {
      use(known);
      return known;
    }
    const words = vocabularyOf(model);
    const number = this.#planner.addModel(compileInto(this.#planner, model));
    const models = this.models.slice(); // unlike spreading, it leaves missing what is missing
    models[number] = words;
    const names = [...new Set([...this.names, ...model.profiles.map(({ name }) => name)])];
    const wants = names.map((name) => [name, this.#addWant(meaningsOfName(models, name))] as const);
    use(number);
    this.#numbers.set(model, number);
    this.models[number] = words;
    this.names.push(...names.slice(this.names.length));
    // What a spelling means may now mean this model too.
    this.#wants.clear();
    for (const [name, want] of wants) this.#remember(name, want);
    return number;
  }

  /**
   * The want that a reference stands for.
   *
   * @throws MigError UNKNOWN_PROFILE, UNKNOWN_MODEL where no model of the fleet has it; INVALID_PROFILE; INVALID_INPUT
   */
  want(ref: ProfileRef, path: Path): number {
    const key = typeof ref === "string" ? ref : `${ref?.model}\n${ref?.profile}`;
    return this.#wants.get(key) ?? this.#remember(key, this.#addWant(this.meanings(ref, path)));
  }

  /**
   * What a reference stands for: model and profile numbers, by model.
   *
   * @throws MigError as `want`
   */
  meanings(ref: ProfileRef, path: Path): readonly (readonly [model: number, profile: number])[] {
    const named = typeof ref === "string" ? null : ref;
    if (named !== null && (typeof named !== "object" || typeof named.model !== "string")) {
      throw new MigError("INVALID_INPUT", "a profile name is needed, or an object with model and profile", { path });
    }
    const models = this.models.filter(({ model }) => named === null || model.name === named.model);
    if (models.length === 0) {
      const names = this.models.map(({ model }) => model.name).join(", ");
      throw new MigError("UNKNOWN_MODEL", `no GPU of this fleet is such a model; it has ${names || "none"}`, { path });
    }
    const profile = named === null ? ref : named.profile;
    const found: [number, number][] = [];
    let refused: unknown;
    for (const words of models) {
      try {
        found.push([this.models.indexOf(words), profileNumber(words, profile, path)]);
      } catch (error) {
        refused ??= error;
      }
    }
    if (found.length === 0) throw refused;
    return found;
  }

  #remember(key: string, want: number): number {
    if (this.#wants.size < MAX_WANTS) this.#wants.set(key, want);
    return want;
  }

  #addWant(meanings: readonly (readonly [model: number, profile: number])[]): number {
    const want = this.#planner.addWant();
    for (const [model, profile] of meanings) this.#planner.addMeaning(want, model, profile);
    return want;
  }
}

function meaningsOfName(models: readonly Vocabulary[], name: string): [number, number][] {
  return models.flatMap((words, model): [number, number][] => {
    const profile = words.profiles.get(name);
    return profile === undefined ? [] : [[model, profile]];
  });
}
