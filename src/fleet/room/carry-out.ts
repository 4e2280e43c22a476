import type { Vocabulary } from "../../gpu/vocabulary.js";
import type { GpuClass } from "../../planner/index.js";
import type { Part } from "../change/cover.js";
import { type Change, Sequence } from "../change/order.js";
import { arranged, placementsOf, without } from "../change/places.js";
import { lowestOf, type Pins, rollOf } from "../change/standing.js";
import type { FleetInside } from "../fleet.js";
import type { FleetPlacement } from "../types.js";
import type { Room } from "./types.js";

/** Parts of classes -> GPUs, places and steps. */
export function carriedOut(
  inside: FleetInside,
  words: Vocabulary,
  pins: Pins,
  classes: readonly GpuClass[],
  wants: readonly number[],
  parts: readonly Part[],
): Room {
  const gpus = gpusFor(inside, pins, classes, parts);
  const created = createdBy(inside, words, classes, parts);
  let place: readonly FleetPlacement[] = [];
  const changes = parts.map(({ exchange, offer }, i): Change => {
    const { layout } = classes[offer.by] as GpuClass; // an offer is of a class
    const gpu = gpus[i] as number; // one for each part
    const running = placementsOf(inside, words, layout);
    const destroyed = running.filter((_, bit) => !((offer.kept >> bit) & 1));
    const hosted = exchange.other === 1 ? wants : [];
    const placed = arranged(inside, without(inside, layout, destroyed), [...hosted, ...(created[i] ?? [])]);
    if (exchange.other === 1) place = placed.slice(0, wants.length).map((placement) => placementOn(words, gpu, placement));
    return { gpu, layout, destroyed, created: placed.slice(hosted.length) };
  });
  const sequence = new Sequence(inside.planner, words, changes, { most: 0, find: () => null });
  sequence.advance(Number.POSITIVE_INFINITY);
  return Object.freeze({ possible: true, moves: Object.freeze(sequence.steps), place: Object.freeze(place) });
}

/** A GPU of its own for each part, the lowest ones of the class. */
function gpusFor(inside: FleetInside, pins: Pins, classes: readonly GpuClass[], parts: readonly Part[]): number[] {
  const counts = new Map<GpuClass, number>();
  for (const { offer } of parts) {
    const standing = classes[offer.by] as GpuClass; // an offer is of a class
    counts.set(standing, (counts.get(standing) ?? 0) + 1);
  }
  const lists = new Map([...lowestOf(rollOf(inside), pins, counts)].map(([standing, gpus]) => [standing, [...gpus]]));
  return parts.map(({ offer }) => lists.get(classes[offer.by] as GpuClass)?.shift() ?? 0); // as many as were counted
}

/** What each part creates besides wants, by profile number: as much as is destroyed somewhere, although exchanges could do more. */
function createdBy(inside: FleetInside, words: Vocabulary, classes: readonly GpuClass[], parts: readonly Part[]): number[][] {
  const missing = new Map<number, number>();
  const counts = parts.map(({ exchange, offer }) => {
    const more = new Map(words.model.profiles.map((_, profile) => [profile, exchange.more(profile)]));
    placementsOf(inside, words, (classes[offer.by] as GpuClass).layout).forEach((placement, bit) => {
      if ((offer.kept >> bit) & 1) return;
      const profile = words.profileOf[placement] ?? 0;
      more.set(profile, (more.get(profile) ?? 0) + 1);
      missing.set(profile, (missing.get(profile) ?? 0) + 1);
    });
    return more;
  });
  return counts.map((more) =>
    [...more].flatMap(([profile, most]) => {
      const count = Math.min(most, missing.get(profile) ?? 0);
      missing.set(profile, (missing.get(profile) ?? 0) - count);
      return new Array<number>(count).fill(profile);
    }),
  );
}

/** An instance of the fleet by the number of its placement. */
export function placementOn(words: Vocabulary, gpu: number, number: number): FleetPlacement {
  const { profile = "", start = 0, size = 0 } = words.placed[number] ?? {};
  return Object.freeze({ gpu, start, model: words.model.name, profile, size });
}
