import { atTheDoor } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import { parseProfile } from "../model/names.js";
import { show } from "../model/quote.js";
import type { ComputeInstanceProfile, GpuInstanceProfile, ModelRef } from "../model/types.js";
import { compileModel, type ModelGeometry, putQuestion, type Want } from "../planner/index.js";
import { listOf, readInside } from "./read-placement.js";
import type { ComputeInstanceFit, ComputeInstancePlacement } from "./types.js";
import { profileNumber, splitPin, type Vocabulary, vocabularyOf } from "./vocabulary.js";

/**
 * The same questions one level down: can these compute instances be created together inside one
 * GPU instance? Profiles as "1c" or "1c.3g.40gb", "@" pins a start; starts in compute slices of
 * the GPU instance. Spans are those of the model: Hopper and later align a 3c to 4 (R34, R35).
 *
 * Of all answers: most (profile, start) pairs left, then lowest starts in request order, which is
 * where drivers were seen to put them (R34).
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_INPUT; INVALID_LAYOUT for a faulty `occupied`
 */
export function fitComputeInstances(
  model: ModelRef,
  gpuInstanceProfile: string,
  profiles: readonly string[],
  occupied?: readonly ComputeInstancePlacement[],
): ComputeInstanceFit {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    const inside = insideOf(words, profileNumber(words, gpuInstanceProfile, ["gpuInstanceProfile"]));
    const wants = listOf(profiles, ["profiles"]).map((text, i) => readWant(inside, text, ["profiles", i]));
    const running = readInside(occupied, ["occupied"]) ?? [];
    const [fault] = faultsOf(inside, running);
    if (fault !== undefined) {
      const path = ["occupied", fault.index];
      throw new MigError(fault.unknown ? "UNKNOWN_PROFILE" : "INVALID_LAYOUT", `${pathText(path)}${fault.message}`, { path });
    }
    const placements = place(inside, wants, running);
    if (placements === null) return Object.freeze({ fits: false, message: whyNot(inside, wants, running) });
    return Object.freeze({ fits: true, placements: Object.freeze(placements) });
  });
}

/** Everything wrong with compute instances that are said to run inside a GPU instance, one sentence a fault; nothing where the model knows none. */
export function computeInstanceFaults(
  words: Vocabulary,
  profile: number,
  running: readonly ComputeInstancePlacement[],
): readonly string[] {
  const inside = insideOf(words, profile);
  return inside.geometry === null
    ? []
    : faultsOf(inside, running).map(({ index, message }) => `computeInstances[${index}]: ${message}`);
}

/**
 * The compute-instance profile that a name means inside a GPU instance, whatever its spelling.
 *
 * @throws MigError UNKNOWN_PROFILE with the path and what there is
 */
export function computeInstanceOf(
  model: ModelRef,
  gpuInstance: GpuInstanceProfile,
  name: string,
  path: Path,
): ComputeInstanceProfile {
  const words = vocabularyOf(model);
  const inside = insideOf(words, words.model.profiles.indexOf(gpuInstance));
  const found = gpuInstance.computeInstances[instanceNumber(inside, name)];
  if (found !== undefined) return found;
  throw new MigError("UNKNOWN_PROFILE", `${pathText(path)}${unknownInside(inside, name)}`, { path });
}

/** A GPU instance as a grid of its own. */
interface Inside {
  readonly words: Vocabulary;
  readonly number: number;
  readonly profile: GpuInstanceProfile;
  /** Compute slices for memory slices, spans for sizes; null where the model knows no compute instances. */
  readonly geometry: ModelGeometry | null;
}

const geometries = new WeakMap<GpuInstanceProfile, ModelGeometry>();

function insideOf(words: Vocabulary, number: number): Inside {
  const profile = words.model.profiles[number] as GpuInstanceProfile; // number of a profile
  let geometry = geometries.get(profile) ?? null;
  if (geometry === null && profile.computeInstances.length > 0) {
    geometry = geometryOf(profile);
    geometries.set(profile, geometry);
  }
  return { words, number, profile, geometry };
}

function geometryOf({ computeInstances }: GpuInstanceProfile): ModelGeometry {
  const grid = Math.max(...computeInstances.flatMap(({ starts, size }) => starts.map((start) => start + size)));
  const profiles = computeInstances.map(({ name, size, starts, maxCount }) => ({
    name,
    attributes: [],
    memorySlices: size,
    computeSlices: size,
    starts,
    maxCount,
  }));
  return { memorySlices: grid, computeSlices: grid, budgets: [], profiles };
}

interface InsideFault {
  readonly index: number;
  readonly message: string;
  readonly unknown: boolean;
}

/** One fault for each that is unknown, at an illegal start, or cannot stand beside the sound ones before it. */
function faultsOf(inside: Inside, running: readonly ComputeInstancePlacement[]): InsideFault[] {
  const faults: InsideFault[] = [];
  const sound: ComputeInstancePlacement[] = [];
  running.forEach((instance, index) => {
    const number = instanceNumber(inside, instance.profile);
    const starts = startsOf(inside, number);
    if (number < 0) faults.push({ index, message: unknownInside(inside, instance.profile), unknown: true });
    else if (!starts.includes(instance.start)) {
      const message = `${nameOf(inside, number)} never sits at ${show(instance.start)}; its starts are ${starts.join(", ")}`;
      faults.push({ index, message, unknown: false });
    } else if (place(inside, [], [...sound, instance]) === null) {
      faults.push({
        index,
        message: `${nameOf(inside, number)} cannot run at ${instance.start} beside those before it`,
        unknown: false,
      });
    } else sound.push(instance);
  });
  return faults;
}

/** Where the wants go beside what runs; null where that cannot be. Every name and start is known to be good. */
function place(
  inside: Inside,
  wants: readonly Want[],
  running: readonly ComputeInstancePlacement[],
): ComputeInstancePlacement[] | null {
  if (inside.geometry === null) return []; // where the model knows none, none can have been named
  const { planner, handle } = compileModel(inside.geometry);
  const numbers = running.map(({ profile, start }) => planner.placementAt(handle, instanceNumber(inside, profile), start));
  if (Math.max(numbers.length, wants.length) > planner.MAX_INSTANCES.value) return null;
  if (putQuestion(planner, handle, numbers, wants) >= 0 || planner.fitAlone(-1) === 0) return null;
  const made = planner.mailbox();
  return wants.map(({ profile }, i) => {
    const start = startsOf(inside, profile).find((candidate) => planner.placementAt(handle, profile, candidate) === made[i]) ?? 0;
    return Object.freeze({ profile: nameOf(inside, profile), start });
  });
}

function readWant(inside: Inside, text: unknown, path: Path): Want {
  if (typeof text !== "string") {
    throw new MigError("INVALID_INPUT", `${pathText(path)}a compute-instance name such as 1c is needed, not ${show(text)}`, {
      path,
    });
  }
  const { name, pin, digits } = splitPin(text);
  const profile = instanceNumber(inside, name);
  if (profile < 0) throw new MigError("UNKNOWN_PROFILE", `${pathText(path)}${unknownInside(inside, name)}`, { path });
  const starts = startsOf(inside, profile);
  if (digits === null || starts.includes(pin)) return { profile, pin };
  const message = `${pathText(path)}${nameOf(inside, profile)} never sits at ${show(digits)}; its starts are ${starts.join(", ")}`;
  throw new MigError("INVALID_INPUT", message, { path });
}

function unknownInside({ profile }: Inside, name: string): string {
  const names = profile.computeInstances.map((instance) => instance.name);
  const there = names.length === 0 ? "this model knows no compute instances of it" : `there are ${names.join(", ")}`;
  return `${show(name)} does not exist inside ${profile.name}; ${there}`;
}

/**
 * The number of a compute-instance profile by "1c", "1c.3g.40gb" or any alias of the GPU
 * instance, and for the one of full size by the name of the GPU instance, with or without its
 * attributes, which nvidia-smi does not print here (R44). -1: there is none.
 */
function instanceNumber({ words, number, profile }: Inside, text: string): number {
  const bare = /^(\d{1,3})c$/.exec(text);
  const slices = bare === null ? slicesNamed(words, number, text) : Number(bare[1]);
  return profile.computeInstances.findIndex((instance) => instance.name === text || instance.slices === slices);
}

function slicesNamed(words: Vocabulary, number: number, text: string): number {
  try {
    const { computeInstanceSlices, computeSlices, name } = parseProfile(text);
    const gpuInstance = name.replace(/^\d+c\./, "");
    const named = words.profiles.get(gpuInstance);
    const plain = words.model.profiles[number]?.name.replace(/[+-].*$/, "");
    return named === number || gpuInstance === plain ? (computeInstanceSlices ?? computeSlices) : -1;
  } catch {
    return -1;
  }
}

function nameOf({ profile }: Inside, number: number): string {
  return profile.computeInstances[number]?.name ?? "";
}

function startsOf({ profile }: Inside, number: number): readonly number[] {
  return profile.computeInstances[number]?.starts ?? [];
}

function whyNot(inside: Inside, wants: readonly Want[], running: readonly ComputeInstancePlacement[]): string {
  const wanted = wants
    .map(({ profile, pin }) => (pin < 0 ? nameOf(inside, profile) : `${nameOf(inside, profile)}@${pin}`))
    .join(", ");
  const beside = running.map(({ profile, start }) => `${nameOf(inside, instanceNumber(inside, profile))}@${start}`).join(", ");
  return `${wanted} do not fit together inside ${inside.profile.name}${beside === "" ? "" : ` beside ${beside}`}`;
}
