import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { resolveModel } from "../model/define.js";
import { parseProfile } from "../model/names.js";
import { quote, show } from "../model/quote.js";
import type { ComputeInstanceProfile, GpuInstanceProfile, GpuModel, ModelRef } from "../model/types.js";
import { compileModel, type ModelGeometry } from "../planner/index.js";
import { listOf, readInside } from "./read-placement.js";
import type { ComputeInstanceFit, ComputeInstancePlacement } from "./types.js";
import { profileNumber, vocabularyOf } from "./vocabulary.js";

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
  occupied: readonly ComputeInstancePlacement[] = [],
): ComputeInstanceFit {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    const number = profileNumber(words, gpuInstanceProfile, ["gpuInstanceProfile"]);
    const inside = words.model.profiles[number] as GpuInstanceProfile; // number of a profile
    const wants = listOf(profiles, ["profiles"]).map((text, i) => wantOf(inside, text, ["profiles", i]));
    const running = (readInside(occupied, ["occupied"]) ?? []).map((item, i) => readRunning(inside, item, ["occupied", i]));
    const geometry = geometryOf(inside);
    if (geometry === null) return refusal(`${inside.name} has no compute instances in this model`);
    const { planner, handle } = compileModel(geometry);
    const beside = running.map(({ profile, start }) => planner.placementAt(handle, profile, start));
    const instances = planner.MAX_INSTANCES.value;
    const box = planner.mailbox();
    box.set(beside.slice(0, instances));
    wants.slice(0, instances).forEach(({ profile, pin }, i) => {
      box[instances + i] = profile;
      box[2 * instances + i] = pin;
    });
    const clash = planner.ask(handle, Math.min(beside.length, instances), Math.min(wants.length, instances));
    if (clash >= 0 || beside.length > instances) {
      const index = clash >= 0 ? clash : instances;
      const name = nameOf(inside, running[index]?.profile ?? 0);
      const message = `occupied[${index}]: ${name} cannot run at ${running[index]?.start} beside those before it`;
      throw new MigError("INVALID_LAYOUT", message, { path: ["occupied", index] });
    }
    if (wants.length > instances || planner.fit(-1) === 0) return refusal(whyNot(inside, wants, running));
    const made = planner.mailbox();
    const starts = wants.map(({ profile }, i) =>
      inside.computeInstances[profile]?.starts.find((start) => planner.placementAt(handle, profile, start) === made[i]),
    );
    return Object.freeze({
      fits: true,
      placements: Object.freeze(
        wants.map(({ profile }, i) => Object.freeze({ profile: nameOf(inside, profile), start: starts[i] ?? 0 })),
      ),
    });
  });
}

/** What is wrong with compute instances that are said to run inside a GPU instance; one sentence a fault. */
export function computeInstanceFaults(
  model: GpuModel,
  gpuInstanceProfile: string,
  list: readonly ComputeInstancePlacement[],
): readonly string[] {
  if (!Array.isArray(list)) return ["computeInstances must be a list"];
  try {
    fitComputeInstances(resolveModel(model), gpuInstanceProfile, [], list);
    return [];
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    return [error.message.replace(/^occupied/, "computeInstances")];
  }
}

interface WantedInstance {
  readonly profile: number;
  readonly pin: number;
}

function wantOf(inside: GpuInstanceProfile, text: unknown, path: readonly (string | number)[]): WantedInstance {
  if (typeof text !== "string")
    throw new MigError("INVALID_INPUT", `${path.join(".")}: a compute-instance name such as 1c is needed`, { path });
  const split = text.lastIndexOf("@");
  if (split < 0) return { profile: instanceNumber(inside, text, path), pin: -1 };
  const profile = instanceNumber(inside, text.slice(0, split), path);
  const pin = Number(text.slice(split + 1));
  const starts = inside.computeInstances[profile]?.starts ?? [];
  if (starts.includes(pin)) return { profile, pin };
  const name = nameOf(inside, profile);
  throw new MigError(
    "INVALID_INPUT",
    `${path.join(".")}: ${name} never sits at ${quote(text.slice(split + 1))}; its starts are ${starts.join(", ")}`,
    {
      path,
    },
  );
}

function readRunning(
  inside: GpuInstanceProfile,
  item: ComputeInstancePlacement,
  path: readonly (string | number)[],
): { profile: number; start: number } {
  const profile = instanceNumber(inside, item.profile, path);
  const starts = inside.computeInstances[profile]?.starts ?? [];
  if (starts.includes(item.start)) return { profile, start: item.start };
  const message = `${path.join(".")}: ${nameOf(inside, profile)} never sits at ${show(item.start)}; its starts are ${starts.join(", ")}`;
  throw new MigError("INVALID_LAYOUT", message, { path });
}

/** "1c", "1c.3g.40gb", or for the one of full size the name of the GPU instance, as nvidia-smi prints it without attributes (R44). */
function instanceNumber(inside: GpuInstanceProfile, text: unknown, path: readonly (string | number)[]): number {
  const number = typeof text === "string" ? inside.computeInstances.findIndex((instance) => isNamed(inside, instance, text)) : -1;
  if (number >= 0) return number;
  const names = inside.computeInstances.map(({ name }) => name);
  throw new MigError(
    "UNKNOWN_PROFILE",
    `${path.join(".")}: ${show(text)} does not exist inside ${inside.name}; there are ${names.join(", ")}`,
    {
      path,
    },
  );
}

function isNamed(inside: GpuInstanceProfile, instance: ComputeInstanceProfile, text: string): boolean {
  if (text === instance.name || text === `${instance.slices}c`) return true;
  try {
    const parsed = parseProfile(text);
    const slices = parsed.computeInstanceSlices ?? parsed.computeSlices;
    const whole = parseProfile(inside.name);
    return slices === instance.slices && parsed.computeSlices === whole.computeSlices && parsed.memoryGb === whole.memoryGb;
  } catch {
    return false;
  }
}

function nameOf(inside: GpuInstanceProfile, profile: number): string {
  return inside.computeInstances[profile]?.name ?? "";
}

const geometries = new WeakMap<GpuInstanceProfile, ModelGeometry>();

/** A GPU instance as a grid of its own: compute slices for memory slices, spans for sizes. */
function geometryOf(inside: GpuInstanceProfile): ModelGeometry | null {
  if (inside.computeInstances.length === 0) return null;
  const known = geometries.get(inside);
  if (known !== undefined) return known;
  const grid = Math.max(...inside.computeInstances.flatMap(({ starts, size }) => starts.map((start) => start + size)));
  const geometry: ModelGeometry = {
    memorySlices: grid,
    computeSlices: grid,
    budgets: [],
    profiles: inside.computeInstances.map(({ name, size, starts, maxCount }) => ({
      name,
      attributes: [],
      memorySlices: size,
      computeSlices: size,
      starts,
      maxCount,
    })),
  };
  geometries.set(inside, geometry);
  return geometry;
}

function whyNot(
  inside: GpuInstanceProfile,
  wants: readonly WantedInstance[],
  running: readonly { profile: number; start: number }[],
): string {
  const wanted = wants
    .map(({ profile, pin }) => (pin < 0 ? nameOf(inside, profile) : `${nameOf(inside, profile)}@${pin}`))
    .join(", ");
  const beside = running.map(({ profile, start }) => `${nameOf(inside, profile)}@${start}`).join(", ");
  return `${wanted} do not fit together inside ${inside.name}${beside === "" ? "" : ` beside ${beside}`}`;
}

function refusal(message: string): ComputeInstanceFit {
  return Object.freeze({ fits: false, message });
}
