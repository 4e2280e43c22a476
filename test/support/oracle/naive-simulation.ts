/** A simulation as one would write it first: a list of events, a scan of all GPUs for each. */
import { gpuModel, type Score, type SimulationSpec, type TraceEntry } from "../../../src/index.js";
import { NaiveFleet } from "./naive-fleet.js";
import { findRoom } from "./naive-moves.js";

export interface NaiveRun {
  readonly offered: Record<string, number>;
  readonly accepted: Record<string, number>;
  readonly moves: number;
  readonly meanGpusInUse: number;
}

export function naiveRun(
  fleetSpec: SimulationSpec["fleet"],
  requests: readonly TraceEntry[],
  { score, warmup, moves: most }: { score: Score; warmup: number; moves: number },
): NaiveRun {
  const fleet = new NaiveFleet(score);
  for (const { model, count } of fleetSpec) fleet.add(typeof model === "string" ? gpuModel(model) : model, count);
  const run = { offered: {} as Record<string, number>, accepted: {} as Record<string, number>, moves: 0 };
  let alive: { gpu: number; start: number; departure: number }[] = [];
  let [area, last, since] = [0, 0, 0];
  const goTo = (time: number) => {
    area += (time - last) * fleet.gpus.filter(({ running }) => running.length > 0).length;
    last = time;
  };
  requests.forEach(({ arrival, departure, profile }, i) => {
    alive.sort((a, b) => a.departure - b.departure);
    for (const gone of alive.filter((each) => each.departure <= arrival)) {
      goTo(gone.departure);
      fleet.release(gone.gpu, gone.start);
    }
    alive = alive.filter((each) => each.departure > arrival);
    goTo(arrival);
    if (i === warmup) [area, since] = [0, arrival];
    const counts = i >= warmup;
    if (counts) run.offered[profile] = (run.offered[profile] ?? 0) + 1;
    let place = fleet.place(profile);
    const room = place === null && most > 0 ? findRoom(fleet, profile, most) : null;
    if (room !== null) {
      const moved = room.moved.map(({ spot, to }) => ({
        instance: alive.find((each) => each.gpu === room.gpu && each.start === spot.start),
        to,
      }));
      for (const { spot } of room.moved) fleet.release(room.gpu, spot.start);
      fleet.gpus[room.gpu]?.running.push(room.spot);
      for (const { instance, to } of moved) {
        fleet.gpus[to.gpu]?.running.push(to.spot);
        if (instance !== undefined) Object.assign(instance, { gpu: to.gpu, start: to.spot.start });
      }
      if (counts) run.moves += room.moves;
      place = { gpu: room.gpu, start: room.spot.start };
    }
    if (place === null) return;
    if (counts) run.accepted[profile] = (run.accepted[profile] ?? 0) + 1;
    alive.push({ ...place, departure: departure ?? Number.POSITIVE_INFINITY });
  });
  return { ...run, meanGpusInUse: area / (last - since) };
}
