import { MigError, type Path, pathText } from "../error.js";
import type { GpuStart, Step } from "../gpu/types.js";
import { profileNumber, type Vocabulary } from "../gpu/vocabulary.js";
import { show } from "../model/quote.js";
import type { FleetPlanner } from "../planner/index.js";

/** One thing done, and how to undo it. */
interface Change {
  readonly gpu: number;
  readonly profile: number;
  readonly start: number;
  readonly created: boolean;
}

/**
 * Carries out steps in order; where one does not apply, undoes those before it.
 *
 * @returns how many changes were made
 * @throws MigError STALE with the index of the step; INVALID_INPUT
 */
export function applySteps(planner: FleetPlanner, wordsOf: (gpu: number) => Vocabulary, steps: readonly Step[]): number {
  if (!Array.isArray(steps))
    throw new MigError("INVALID_INPUT", `steps: a list is needed, not ${show(steps)}`, { path: ["steps"] });
  const made: Change[] = [];
  try {
    steps.forEach((step: Step, i) => {
      for (const change of changesOf(step, ["steps", i])) made.push(change());
    });
  } catch (error) {
    for (const { gpu, profile, start, created } of made.reverse()) {
      if (created) planner.release(gpu, start);
      else planner.placeAt(gpu, profile, start);
    }
    throw error;
  }
  return made.length;

  function changesOf(step: Step, path: Path): (() => Change)[] {
    const { op } = typeof step === "object" && step !== null ? step : { op: undefined };
    if (op === "create")
      return [() => create(step as GpuStart & { profile: string }, (step as { profile: string }).profile, path)]; // by its op
    if (op === "destroy") return [() => destroy(step as GpuStart, (step as { profile: string }).profile, path)]; // by its op
    if (op === "move") {
      const { profile, from, to } = step as Extract<Step, { op: "move" }>; // by its op
      return [() => create(to, profile, [...path, "to"]), () => destroy(from, profile, [...path, "from"])];
    }
    throw new MigError("INVALID_INPUT", `${pathText(path)}op must be "create", "destroy" or "move", not ${show(op)}`, { path });
  }

  function create(where: GpuStart, name: string, path: Path): Change {
    const { gpu, start, profile } = place(where, name, path);
    if (planner.placeAt(gpu, profile, start) < 0) throw stale(`${name} can no longer be created on GPU ${gpu} at ${start}`, path);
    return { gpu, profile, start, created: true };
  }

  function destroy(where: GpuStart, name: string, path: Path): Change {
    const { gpu, start, profile } = place(where, name, path);
    const placement = planner.placementOn(gpu, start);
    if (placement < 0 || planner.profileAt(gpu, placement) !== profile)
      throw stale(`${name} no longer runs on GPU ${gpu} at ${start}`, path);
    planner.release(gpu, start);
    return { gpu, profile, start, created: false };
  }

  function place(where: GpuStart, name: string, path: Path): { gpu: number; start: number; profile: number } {
    const { gpu, start } = typeof where === "object" && where !== null ? where : { gpu: undefined, start: undefined };
    if (!isIndex(gpu, planner.size.value)) throw stale(`GPU ${show(gpu)} is not in this fleet`, path);
    if (!isIndex(start, planner.MAX_SLICES.value))
      throw new MigError("INVALID_INPUT", `${pathText(path)}start: ${show(start)} is no memory slice`, { path });
    return { gpu, start, profile: profileNumber(wordsOf(gpu), name, [...path, "profile"]) };
  }
}

function isIndex(value: unknown, end: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < end;
}

function stale(message: string, path: Path): MigError {
  return new MigError("STALE", `${pathText(path)}${message}; nothing was changed, make the plan anew`, { path });
}
