/** What a driver does with a list of profiles when no starts are given, and in which order it takes all of them (R20 to R25). */
import { MAX_INSTANCES } from "../limits";
import { copyGpu, free, GPU_BYTES, put } from "../model/gpu";
import { placementAt } from "../model/model";
import { has } from "../model/sets";
import { driverChoice } from "../score/score";
import { forget, visited } from "./memo";
import { asked, now, setAnswer, wantedCount, wantedPin, wantedProfile } from "./question";

const frames = memory.data(<i32>(GPU_BYTES * (MAX_INSTANCES + 1)), 16);

/** Where want i goes on `gpu`, or -1 where the driver refuses it. */
function choice(i: i32, gpu: usize): i32 {
  const pin = wantedPin(i);
  if (pin < 0) return driverChoice(asked, gpu, wantedProfile(i));
  const p = placementAt(asked, wantedProfile(i), pin);
  return has(free(gpu), p) ? p : -1;
}

/** Creates the wants in order; answers 0.. are the placements made. How many were made before one was refused. */
export function predictDriver(): i32 {
  copyGpu(asked, now(), frames);
  for (let i = 0; i < wantedCount; i++) {
    const p = choice(i, frames);
    if (p < 0) return i;
    put(asked, frames, p, frames);
    setAnswer(i, p);
  }
  return wantedCount;
}

/**
 * An order in which the driver creates all wants: answers 0.. are indices of wants. Of all
 * orders the first in the order of the request. False where none works.
 */
export function creationOrder(): bool {
  copyGpu(asked, now(), frames);
  forget();
  return extend(0, 0);
}

/** `made` has a bit for each want already created. */
function extend(depth: i32, made: u32): bool {
  if (depth == wantedCount) return true;
  const gpu = frames + <usize>depth * GPU_BYTES;
  for (let i = 0; i < wantedCount; i++) {
    if ((made >> i) & 1 || equalsEarlier(i, made)) continue;
    const p = choice(i, gpu);
    if (p < 0) continue;
    put(asked, gpu, p, gpu + GPU_BYTES);
    setAnswer(depth, i);
    if (!visited(asked, gpu + GPU_BYTES, made | (1 << i)) && extend(depth + 1, made | (1 << i))) return true;
  }
  return false;
}

/** Whether an equal want that is not yet made stands before want i: trying both would try one order twice. */
function equalsEarlier(i: i32, made: u32): bool {
  for (let j = 0; j < i; j++) {
    if (!((made >> j) & 1) && wantedProfile(j) == wantedProfile(i) && wantedPin(j) == wantedPin(i)) return true;
  }
  return false;
}
