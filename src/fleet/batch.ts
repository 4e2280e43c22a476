import { MigError } from "../error.js";
import type { FleetPlanner } from "../planner/index.js";
import { gpuOf, startOf } from "./codes.js";

/**
 * Places requests in order, a chunk at a time; all or none where memory runs out. `wants` says
 * what each request stands for.
 *
 * @throws MigError OUT_OF_MEMORY, with the fleet as it was
 */
export function placeBatch(planner: FleetPlanner, wants: readonly number[], requests: Uint8Array, out: Int32Array): number {
  const room = planner.BATCH.value;
  let placed = 0;
  new Int32Array(planner.memory.buffer, planner.meantAt(), wants.length).set(wants);
  for (let from = 0; from < requests.length; from += room) {
    const chunk = requests.subarray(from, from + room);
    new Uint8Array(planner.memory.buffer, planner.requestsAt(), chunk.length).set(chunk);
    try {
      placed += planner.placeBatch(chunk.length);
    } catch (error) {
      takeBack(planner, [...out.subarray(0, from), ...codes(planner, chunk.length)]);
      throw error;
    }
    out.set(codes(planner, chunk.length), from);
  }
  return placed;
}

/** The codes of the last chunk. A fresh view each time: memory may have grown. */
function codes(planner: FleetPlanner, count: number): Int32Array {
  return new Int32Array(planner.memory.buffer, planner.codesAt(), count);
}

function takeBack(planner: FleetPlanner, placed: readonly number[]): void {
  for (const code of [...placed].reverse()) if (code >= 0) planner.release(gpuOf(code), startOf(code));
}

/**
 * Releases codes, passing over -1; all or none.
 *
 * @throws MigError NOT_PLACED at the first code that names nothing, or names what an earlier one released; OUT_OF_MEMORY
 */
export function releaseBatch(planner: FleetPlanner, placed: Int32Array): void {
  const room = planner.BATCH.value;
  const done: { codes: Int32Array; placements: Int32Array }[] = [];
  for (let from = 0; from < placed.length; from += room) {
    const chunk = placed.subarray(from, from + room);
    codes(planner, chunk.length).set(chunk);
    try {
      const refused = planner.releaseBatch(chunk.length);
      if (refused >= 0) throw notPlaced(from + refused);
    } catch (error) {
      planner.undo(chunk.length);
      for (const { codes: earlier, placements } of done.reverse()) {
        codes(planner, earlier.length).set(earlier);
        released(planner, earlier.length).set(placements);
        planner.undo(earlier.length);
      }
      throw error;
    }
    done.push({ codes: chunk.slice(), placements: released(planner, chunk.length).slice() });
  }
}

function notPlaced(index: number): MigError {
  const message = `placed[${index}]: nothing is placed there, or it was released before in this batch`;
  return new MigError("NOT_PLACED", message, { path: ["placed", index] });
}

/** What each code of the last chunk released. */
function released(planner: FleetPlanner, count: number): Int32Array {
  return new Int32Array(planner.memory.buffer, planner.releasedAt(), count);
}
