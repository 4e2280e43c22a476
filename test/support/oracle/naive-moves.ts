/**
 * Room by moves, as one would write it first: every GPU, every start, every running instance in
 * the way taken out and placed again, largest first; then the whole fleet is put back.
 */

import { type Spot, spotsOfProfile } from "./geometry.js";
import type { NaiveFleet } from "./naive-fleet.js";
import { freeSpots, keyOf } from "./naive-fleet.js";

interface Room {
  readonly moves: number;
  readonly key: number;
  readonly gpu: number;
  readonly spot: Spot;
  readonly moved: readonly { readonly spot: Spot; readonly to: { gpu: number; spot: Spot } }[];
}

/** Fewest moves, then least key, lowest GPU, lowest start; null where none within `most`. The fleet is as before. */
export function findRoom(fleet: NaiveFleet, profile: string, most: number): Room | null {
  let best: Room | null = null;
  fleet.gpus.forEach(({ model, available }, gpu) => {
    if (!available || model.profiles.every(({ name }) => name !== profile)) return;
    for (const spot of spotsOfProfile(model, profile)) {
      const room = tryAt(fleet, gpu, spot, most);
      if (room === null) continue;
      if (best === null || room.moves < best.moves || (room.moves === best.moves && room.key < best.key - 1e-9)) best = room;
    }
  });
  return best;
}

function tryAt(fleet: NaiveFleet, gpu: number, spot: Spot, most: number): Room | null {
  const before = fleet.gpus.map(({ running }) => running);
  const undo = () => {
    for (const [i, each] of fleet.gpus.entries()) each.running = before[i] ?? [];
  };
  const at = fleet.gpus[gpu];
  if (at === undefined) return null;
  const { model } = at;
  const inTheWay = at.running
    .filter((running) => freeSpots(model, [spot]).every((free) => !isSame(free, running)))
    .sort((a, b) => b.profile.memorySlices - a.profile.memorySlices || a.start - b.start);
  if (inTheWay.length === 0 || inTheWay.length > most) return null;
  let key = 0;
  const flip = (on: number, what: Spot) => {
    const each = fleet.gpus[on];
    if (each === undefined) return;
    const without = each.running.filter((running) => !isSame(running, what));
    const adds = without.length === each.running.length;
    const values = fleet.valuesByModel().get(each.model);
    key += ((adds ? 1 : -1) * keyOf(fleet.score, each.model, without, what, values)) / each.model.memorySlices;
    each.running = adds ? [...without, what] : without;
  };
  for (const each of inTheWay) flip(gpu, each);
  if (!freeSpots(model, at.running).some((free) => isSame(free, spot))) {
    undo();
    return null;
  }
  flip(gpu, spot);
  const moved: { spot: Spot; to: { gpu: number; spot: Spot } }[] = [];
  for (const each of inTheWay) {
    const to = fleet.find(each.profile.name, model);
    if (to === null) {
      undo();
      return null;
    }
    flip(to.gpu, to.spot);
    moved.push({ spot: each, to });
  }
  undo();
  return { moves: moved.length, key, gpu, spot, moved };
}

function isSame(a: Spot, b: Spot): boolean {
  return a.profile.name === b.profile.name && a.start === b.start;
}
