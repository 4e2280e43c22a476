import { atTheDoor } from "../../door.js";
import { MigError, type Path } from "../../error.js";
import type { Vocabulary } from "../../gpu/vocabulary.js";
import { show } from "../../model/quote.js";
import type { GpuClass } from "../../planner/index.js";
import { type Pins, readPins, standings } from "../change/standing.js";
import { readCount } from "../demand.js";
import { type Fleet, type FleetInside, insideOf } from "../fleet.js";
import type { Registry } from "../registry.js";
import type { FleetPlacement, ProfileRef } from "../types.js";
import { carriedOut, placementOn } from "./carry-out.js";
import { proofAgainst } from "./proof.js";
import { type Found, roomOn } from "./search.js";
import type { Room, RoomOptions } from "./types.js";

const MOVES = 2;

/**
 * The fewest moves after which `want` can be placed, over the whole fleet: instances in the way
 * make others move, and those others again. Exact up to `maxMoves`. The fleet is not changed;
 * `fleet.apply(moves)` carries the moves out, and then `fleet.placeAt(place[0])` places the want.
 *
 * Of equally many moves, those of fewest memory slices. A move creates the instance at its new
 * place before it destroys it at the old one; where room lacks, destroy and create stand instead,
 * and the workload is down between them. Instances move between GPUs of one model, also within one
 * GPU, never away from a pinned place, and nothing is created on GPUs that are not available; nor do
 * their instances move, since that makes no room.
 *
 * Where no number of moves suffices, because what runs and the want do not fit on the available GPUs
 * however they are packed, `certificate` proves it: it counts what runs on available GPUs of the
 * first model that has the profile, and the want. Else the answer is how many moves are needed at
 * the least.
 *
 * Cost: grows with the layouts present, not with the GPUs, and steeply with `maxMoves`; milliseconds
 * for 2 moves. A search that passes a fixed number of steps ends with the moves that are proven to
 * be needed by then.
 *
 * @throws MigError UNKNOWN_PROFILE, UNKNOWN_MODEL, INVALID_PROFILE, INVALID_INPUT; NOT_PLACED for a pin on nothing; DISPOSED
 */
export function makeRoom(fleet: Fleet, want: ProfileRef, options?: RoomOptions): Room {
  return atTheDoor(() => roomFor(insideOf(fleet), ({ registry }) => [wanted(registry, want, ["want"])], options));
}

/**
 * The same for several instances on ONE GPU. An empty list needs no room.
 *
 * Where one GPU never holds them all, `certificate` says so of the wants alone.
 *
 * @throws MigError as `makeRoom`
 */
export function makeRoomTogether(fleet: Fleet, profiles: readonly ProfileRef[], options?: RoomOptions): Room {
  return atTheDoor(() =>
    roomFor(
      insideOf(fleet),
      ({ registry }) => {
        if (!Array.isArray(profiles))
          throw new MigError("INVALID_INPUT", `profiles: a list is needed, not ${show(profiles)}`, { path: ["profiles"] });
        return Array.from(profiles as readonly ProfileRef[], (ref, i) => wanted(registry, ref, ["profiles", i])); // isArray does not narrow readonly lists
      },
      options,
    ),
  );
}

/** What is wanted, as a number of the planner and as what it means on each model. */
interface Wanted {
  readonly number: number;
  /** by model number */
  readonly profiles: ReadonlyMap<number, number>;
}

function wanted(registry: Registry, ref: ProfileRef, path: Path): Wanted {
  return { number: registry.want(ref, path), profiles: new Map(registry.meanings(ref, path)) };
}

function roomFor(
  inside: FleetInside,
  readWants: (inside: FleetInside) => readonly Wanted[],
  options: RoomOptions | undefined,
): Room {
  const { maxMoves, pinned } = readOptions(options);
  const pins = readPins(inside, pinned);
  const wants = readWants(inside);
  const place = wants.length === 0 ? [] : placesNow(inside, wants);
  if (place !== null) return Object.freeze({ possible: true, moves: Object.freeze([]), place: Object.freeze(place) });
  const grounds = groundsFor(inside, pins, wants);
  const proofs = grounds.map(({ words, classes, profiles }) => proofAgainst(inside, words, classes, profiles));
  const [proof] = proofs;
  if (proof !== null && proof !== undefined && !proofs.includes(null))
    return Object.freeze({ possible: false, certificate: proof });
  const open = grounds.filter((_, i) => proofs[i] === null);
  const instances = open.map(({ classes }) => movable(inside, classes)).reduce((a, b) => Math.max(a, b), 0);
  for (let moves = 1; moves <= Math.min(maxMoves, instances); moves++) {
    const answers = open.map((ground) => ({
      ...ground,
      found: roomOn(inside, ground.words, ground.classes, ground.profiles, moves),
    }));
    let best: { readonly ground: Ground; readonly found: Found } | null = null;
    for (const { found, ...ground } of answers) {
      if (found && (best === null || found.cost < best.found.cost)) best = { ground, found };
    }
    if (best !== null)
      return carriedOut(inside, best.ground.words, pins, best.ground.classes, best.ground.profiles, best.found.parts);
    if (answers.some(({ found }) => found === undefined)) return Object.freeze({ possible: null, atLeast: moves });
  }
  return Object.freeze({ possible: null, atLeast: maxMoves + 1 });
}

function readOptions(options: RoomOptions | undefined): { readonly maxMoves: number; readonly pinned: RoomOptions["pinned"] } {
  if (options === undefined) return { maxMoves: MOVES, pinned: undefined };
  if (typeof options !== "object" || options === null)
    throw new MigError("INVALID_INPUT", `options: an object is needed, not ${show(options)}`, { path: ["options"] });
  const { maxMoves = MOVES, pinned } = options;
  return { maxMoves: readCount(maxMoves, ["maxMoves"]), pinned };
}

/** Where the wants go without any move; null: nowhere. They are placed and taken away again, which changes nothing. */
function placesNow({ planner, registry }: FleetInside, wants: readonly Wanted[]): readonly FleetPlacement[] | null {
  if (wants.length > planner.MAX_INSTANCES.value) return null;
  planner.mailbox().set(wants.map(({ number }) => number));
  const gpu = planner.placeTogether(wants.length);
  if (gpu < 0) return null;
  const words = registry.models[planner.modelOfLayout(planner.layoutOf(gpu))] as Vocabulary; // of a GPU, so it has joined
  const placements = Array.from(planner.mailbox().subarray(0, wants.length));
  const places = placements.map((placement) => placementOn(words, gpu, placement));
  for (const { start } of places) planner.release(gpu, start);
  return places;
}

/** GPUs of one model on which the wants could be. */
interface Ground {
  readonly words: Vocabulary;
  /** All open. */
  readonly classes: readonly GpuClass[];
  readonly profiles: readonly number[];
}

/** @throws MigError UNKNOWN_PROFILE where no model has all wants */
function groundsFor(inside: FleetInside, pins: Pins, wants: readonly Wanted[]): readonly Ground[] {
  const byModel = standings(inside, pins);
  const grounds = [...byModel].flatMap(([model, classes]): Ground[] => {
    const profiles = wants.map((want) => want.profiles.get(model));
    if (!profiles.every((profile) => profile !== undefined)) return [];
    return [{ words: inside.registry.models[model] as Vocabulary, classes: classes.filter(({ open }) => open), profiles }]; // its own numbers
  });
  if (grounds.length > 0) return grounds;
  throw new MigError("UNKNOWN_PROFILE", "profiles: no model of this fleet has all of these", { path: ["profiles"] });
}

/** Instances that may move. */
function movable({ layoutOf }: FleetInside, classes: readonly GpuClass[]): number {
  return classes.reduce(
    (sum, { layout, pins, gpus }) => sum + gpus * layoutOf(layout).filter((_, i) => !((pins >> i) & 1)).length,
    0,
  );
}
