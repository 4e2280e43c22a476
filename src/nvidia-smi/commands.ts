import { atTheDoor } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import type { GpuStart, Step } from "../gpu/types.js";
import { placementNumber, profileNumber, type Vocabulary, vocabularyOf } from "../gpu/vocabulary.js";
import { show } from "../model/quote.js";
import type { GpuInstanceProfile, ModelRef } from "../model/types.js";
import type { GpuInstanceRow } from "./instances.js";

/** What is known of the ids of running instances. */
export interface CommandOptions {
  /** Rows of `nvidia-smi mig -lgi`: which id each running instance has. Other GPUs and instances may be among them. */
  readonly instances?: readonly GpuInstanceRow[];
  /**
   * What to do where an id is not known: "refuse" throws; "look-up" has the command find it in the
   * listing by its start, for a POSIX shell with awk. Default "refuse".
   */
  readonly unknownIds?: "refuse" | "look-up";
}

/**
 * The commands that carry out steps, one line for each step, in step order, for GPUs of one model:
 * `nvidia-smi mig -i 0 -cgi 9:4 -C` creates with its compute instance. Destroying ends with the
 * compute instances and then the GPU instance (R37), joined by `&&`, so that an instance in use is
 * left alone; a move creates first. Whoever uses an instance must have left before it is destroyed.
 *
 * Ids of instances are not placements and two maps of them exist (R26), so they come from a
 * listing. What these steps create has no id yet: to destroy it again, run the steps before, list
 * anew and give the rest of the steps; or let the command look it up.
 *
 * @throws MigError INVALID_INPUT where an id is not known, naming the listing to run; for what is no
 *   step; for a row that contradicts a step; UNKNOWN_MODEL, UNKNOWN_PROFILE
 */
export function emitCommands(model: ModelRef, steps: readonly Step[], options?: CommandOptions): readonly string[] {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    if (!Array.isArray(steps)) throw invalid(["steps"], `a list of steps is needed, not ${show(steps)}`);
    const ids = new Ids(words, options);
    return Object.freeze(Array.from(steps as readonly Step[], (step, i) => commandOf(words, ids, step, ["steps", i]))); // isArray does not narrow readonly lists
  });
}

function commandOf(words: Vocabulary, ids: Ids, step: Step, path: Path): string {
  if (typeof step !== "object" || step === null) throw invalid(path, `a step is needed, not ${show(step)}`);
  switch (step.op) {
    case "create":
      return create(ids, readPlace(words, step, step.profile, path));
    case "destroy":
      return destroy(ids, readPlace(words, step, step.profile, path));
    case "move": {
      const made = create(ids, readPlace(words, step.to, step.profile, [...path, "to"]));
      return `${made} && ${destroy(ids, readPlace(words, step.from, step.profile, [...path, "from"]))}`;
    }
    default: {
      const { op }: { op: unknown } = step;
      throw invalid(path, `op must be "create", "destroy" or "move", not ${show(op)}`);
    }
  }
}

/** One instance of a step. */
interface Place extends GpuStart {
  readonly profile: GpuInstanceProfile;
  readonly path: Path;
}

function readPlace(words: Vocabulary, where: GpuStart, name: string, path: Path): Place {
  const { gpu, start } = typeof where === "object" && where !== null ? where : { gpu: undefined, start: undefined };
  if (typeof gpu !== "number" || !Number.isSafeInteger(gpu) || gpu < 0)
    throw invalid([...path, "gpu"], `a GPU number from 0 is needed, not ${show(gpu)}`);
  const number = profileNumber(words, name, [...path, "profile"]);
  const profile = words.model.profiles[number] as GpuInstanceProfile; // number of a profile
  if (placementNumber(words, number, start as number) < 0)
    throw invalid(
      [...path, "start"],
      `${profile.name} never sits at ${show(start)}; its starts are ${profile.starts.join(", ")}`,
    );
  return { gpu: gpu + 0, start: (start as number) + 0, profile, path }; // a start of a placement; -0 is 0
}

function create(ids: Ids, place: Place): string {
  const { gpu, start, profile, path } = place;
  if (profile.id === null) {
    const message = `the ID of ${profile.name} on ${ids.model} is not known; nvidia-smi mig -i ${gpu} -lgip lists it`;
    throw invalid([...path, "profile"], message);
  }
  ids.made(place);
  return `nvidia-smi mig -i ${gpu} -cgi ${profile.id}:${start} -C`;
}

function destroy(ids: Ids, place: Place): string {
  const { find, id } = ids.taken(place);
  return `${find}nvidia-smi mig -i ${place.gpu} -gi ${id} -dci && nvidia-smi mig -i ${place.gpu} -gi ${id} -dgi`;
}

/** The ids of what runs, as the steps go on. */
class Ids {
  readonly model: string;
  readonly #words: Vocabulary;
  readonly #looksUp: boolean;
  /** "gpu:start" -> row; null: made by a step, so that its id is not known yet */
  readonly #rows = new Map<string, GpuInstanceRow | null>();

  constructor(words: Vocabulary, options: CommandOptions | undefined) {
    const { instances = [], unknownIds = "refuse" } = options ?? {};
    if (!Array.isArray(instances)) throw invalid(["instances"], `rows of nvidia-smi mig -lgi are needed, not ${show(instances)}`);
    if (unknownIds !== "refuse" && unknownIds !== "look-up")
      throw invalid(["unknownIds"], `"refuse" or "look-up" is needed, not ${show(unknownIds)}`);
    this.model = words.model.name;
    this.#words = words;
    this.#looksUp = unknownIds === "look-up";
    for (const [i, row] of (instances as readonly GpuInstanceRow[]).entries()) {
      const { gpu, start, instanceId } = typeof row === "object" && row !== null ? row : ({} as Partial<GpuInstanceRow>); // judged here
      if (![gpu, start, instanceId].every((number) => Number.isSafeInteger(number) && (number ?? -1) >= 0))
        throw invalid(["instances", i], "a row of nvidia-smi mig -lgi is needed, with gpu, start and instanceId");
      this.#rows.set(`${gpu}:${start}`, row);
    }
  }

  made({ gpu, start }: Place): void {
    this.#rows.set(`${gpu}:${start}`, null);
  }

  /** The id of an instance that goes, or how the command finds it. */
  taken({ gpu, start, profile, path }: Place): { readonly find: string; readonly id: string } {
    const key = `${gpu}:${start}`;
    const row = this.#rows.get(key);
    this.#rows.delete(key);
    if (row !== undefined && row !== null) {
      if (this.#words.profiles.get(row.profile) === this.#words.profiles.get(profile.name))
        return { find: "", id: `${row.instanceId}` };
      throw invalid(
        path,
        `the listing has ${show(row.profile)} on GPU ${gpu} at ${start}, not ${profile.name}; list anew and plan anew`,
      );
    }
    const listing = `nvidia-smi mig -i ${gpu} -lgi`;
    const placement = `${start}:${profile.memorySlices}`;
    if (this.#looksUp) {
      // Without an id, -dci and -dgi would destroy everything on the GPU: the shell must stop before.
      const found = `gi=$(${listing} | awk '$7 == "${placement}" {print $6}')`;
      return { find: `${found} && : "\${gi:?no instance at ${placement}}" && `, id: '"$gi"' };
    }
    const when = row === null ? "a step before creates it: run those first, then" : "run";
    const message = `the id of ${profile.name} on GPU ${gpu} at ${start} is not known; ${when} ${listing} and give its rows as instances`;
    throw invalid(path, message);
  }
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
