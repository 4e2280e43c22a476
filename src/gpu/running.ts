/**
 * What runs on a GPU. Read before any question is put, since reading may run a caller's getters,
 * and those may ask questions of their own.
 */
import { type Fault, MigError, type Path, pathText } from "../error.js";
import { putQuestion, stateNumber, type Want } from "../planner/index.js";
import { layoutFaults } from "./faults.js";
import { listOf, readPlacement } from "./read-placement.js";
import type { Layout, Placement, PlacementInput } from "./types.js";
import { placementNumber, profileNumber, type Vocabulary } from "./vocabulary.js";

export interface Running {
  /** Placement numbers. */
  readonly numbers: readonly number[];
  /** The same as results carry them, with the compute instances that a caller gave. */
  readonly placements: Layout;
  /** What the caller calls the list. */
  readonly name: string;
}

/**
 * Reads what runs; each placement is legal by itself, and whether they can stand together is
 * asked by `askAbout` or `stateOf`.
 *
 * @throws MigError UNKNOWN_PROFILE; INVALID_LAYOUT for an illegal start or size, with every fault of
 *   the list; INVALID_INPUT for what is no placement
 */
export function readRunning(words: Vocabulary, occupied: readonly PlacementInput[] | undefined, name = "occupied"): Running {
  const list = listOf(occupied, [name]);
  const numbers: number[] = [];
  const placements: Placement[] = [];
  for (let i = 0; i < list.length; i++) {
    const input = list[i] as PlacementInput; // a hole is undefined, which readPlacement refuses
    const known = words.placements.get(input as string); // an object is not among them
    if (known === undefined) readOne(words, input, list, [name, i], numbers, placements);
    else {
      numbers.push(known);
      placements.push(words.placed[known] as Placement); // numbers come from this vocabulary
    }
  }
  return { numbers, placements, name };
}

function readOne(
  words: Vocabulary,
  input: PlacementInput,
  list: readonly PlacementInput[],
  path: Path,
  numbers: number[],
  placements: Placement[],
): void {
  const { profile, start, size, computeInstances } = readPlacement(input, path);
  const number = placementNumber(words, profileNumber(words, profile, path), start as number); // -1 for whatever is no start
  const placement = words.placed[number];
  if (placement === undefined || (size !== undefined && size !== placement.size)) throw invalidLayout(words, list, path[0] ?? "");
  numbers.push(number);
  placements.push(computeInstances === undefined ? placement : Object.freeze({ ...placement, computeInstances }));
}

function invalidLayout(words: Vocabulary, layout: readonly PlacementInput[], name: string | number): MigError {
  const faults = layoutFaults(words, layout, false).map((fault) => ({ path: [name, fault.index], message: fault.message }));
  const { path, message: first } = faults[0] as Fault; // whatever the planner refuses has one: test/gpu/check-layout
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  const message = `${pathText(path)}${first}${more}`;
  return new MigError("INVALID_LAYOUT", message, { faults });
}

/**
 * Asks about a GPU of the model with these running instances and, at most as many as a GPU
 * holds, wanted ones.
 *
 * @throws MigError INVALID_LAYOUT where what runs cannot run together
 */
export function askAbout(words: Vocabulary, running: Running, wants: readonly Want[] = NO_WANTS): void {
  const { numbers, placements, name } = running;
  if (numbers.length > words.instances || putQuestion(words.planner, words.handle, numbers, wants) >= 0) {
    throw invalidLayout(words, placements, name);
  }
}

const NO_WANTS: readonly Want[] = Object.freeze([]);

/** The number of the state that the running instances make. @throws MigError INVALID_LAYOUT where they cannot run together */
export function stateOf(words: Vocabulary, { numbers, placements, name }: Running): number {
  const state = numbers.length > words.instances ? -1 : stateNumber(words.planner, words.handle, numbers);
  if (state < 0) throw invalidLayout(words, placements, name);
  return state;
}
