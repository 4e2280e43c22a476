import { atTheDoor } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import { counted, show } from "../model/quote.js";
import type { GpuInstanceProfile, ModelRef } from "../model/types.js";
import type { Want } from "../planner/index.js";
import { misfits } from "./misfit.js";
import { listOf, readPlacement } from "./read-placement.js";
import { askAbout, readRunning } from "./running.js";
import type { Layout, Placement, PlacementInput, Reconfiguration, Step } from "./types.js";
import { type Vocabulary, vocabularyOf } from "./vocabulary.js";
import { readWant, wantAt } from "./wants.js";

/**
 * From one layout of a GPU to another, touching the least: fewest running instances destroyed,
 * then fewest memory slices of them, then the lowest starts of the result, compared entry by entry
 * in the order of `to`. Exact.
 *
 * Entries of `to` without "@start" may go anywhere. Steps are on GPU 0: first everything is
 * destroyed, by start, then created, in the order of `to` and at explicit starts, so that each is
 * legal when its turn comes and no driver has to choose. Whatever is not in `destroyed` runs on (R28).
 *
 * Compute instances decide nothing here. An instance that stays keeps those that it has, even where
 * `to` asks it for others: `kept` carries what `from` says, `created` what `to` says.
 *
 * Cost: some tens of microseconds for built-in models. Sets of running instances are tried, of
 * which 16 instances on a model of your own have 65,536.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_INPUT; INVALID_LAYOUT where `from` cannot
 *   run so, or where no GPU holds all of `to`, with the reason that `fit` would give
 */
export function reconfigure(model: ModelRef, from: readonly PlacementInput[], to: readonly PlacementInput[]): Reconfiguration {
  return atTheDoor(() => {
    const words = vocabularyOf(model);
    const running = readRunning(words, given(from, "from"), "from");
    const targets = listOf(given(to, "to"), ["to"]);
    const aims = Array.from(targets, (entry, i) => readAim(words, entry, ["to", i]));
    const wants = aims.map(({ want }) => want);
    askAbout(words, running, wants.slice(0, words.instances));
    const destroyed = wants.length > words.instances ? -1 : words.planner.reconfigure();
    if (destroyed < 0) throw holdsNot(words, wants);
    const result = Array.from(words.planner.mailbox().subarray(0, wants.length));
    const isGone = (_: unknown, i: number) => ((destroyed >> i) & 1) === 1;
    const ran = new Set(running.numbers); // nothing is destroyed to be made where it was
    return answer(
      byStart(running.placements.filter((_, i) => !isGone(_, i))),
      byStart(running.placements.filter(isGone)),
      result.flatMap((number, i) => (ran.has(number) ? [] : [madeFor(words.placed[number] as Placement, aims[i])])), // our numbers
    );
  });
}

function answer(kept: Layout, destroyed: Layout, created: Layout): Reconfiguration {
  const steps = [...destroyed.map(stepOf("destroy")), ...created.map(stepOf("create"))];
  return Object.freeze({ steps: Object.freeze(steps), kept, destroyed, created: Object.freeze(created) });
}

function stepOf(op: "destroy" | "create"): (placement: Placement) => Step {
  return ({ profile, start }) => Object.freeze({ op, gpu: 0, profile, start });
}

function byStart(layout: Layout): Layout {
  return Object.freeze([...layout].sort((a, b) => a.start - b.start));
}

/** An entry of `to`. */
interface Aim {
  readonly want: Want;
  readonly computeInstances: Placement["computeInstances"] | undefined;
}

function readAim(words: Vocabulary, entry: PlacementInput, path: Path): Aim {
  if (typeof entry === "string")
    return { want: words.wants.get(entry) ?? readWant(words, entry, path), computeInstances: undefined };
  const { profile, start, size, computeInstances } = readPlacement(entry, path);
  const want = wantAt(words, profile, start, path);
  const { memorySlices, name } = words.model.profiles[want.profile] as GpuInstanceProfile; // number of a profile
  if (size === undefined || size === memorySlices) return { want, computeInstances };
  const message = `${pathText(path)}${name} takes ${counted(memorySlices, "memory slice")}, not ${show(size)}; size may be left out`;
  throw new MigError("INVALID_LAYOUT", message, { path });
}

function madeFor(placement: Placement, aim: Aim | undefined): Placement {
  const computeInstances = aim?.computeInstances;
  return computeInstances === undefined ? placement : Object.freeze({ ...placement, computeInstances });
}

/** A layout that must be there: leaving one out would pass for an empty GPU. */
function given<T>(list: readonly T[], name: string): readonly T[] {
  if (list !== undefined) return list;
  throw new MigError("INVALID_INPUT", `${name}: a list of placements is needed; [] is an empty GPU`, { path: [name] });
}

/** The error for wants that no GPU holds together. */
function holdsNot(words: Vocabulary, wants: readonly Want[]): MigError {
  const found = misfits(words, wants, { numbers: [], placements: [], name: "to" });
  const { message, index } = found.fits ? { message: "does not fit", index: 0 } : found.reason;
  const path = ["to", index];
  return new MigError("INVALID_LAYOUT", `${pathText(path)}no ${words.model.name} holds this: ${message}`, { path });
}
