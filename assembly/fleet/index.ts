/**
 * The planner of a fleet: a second module over the same files, so that those who ask about one
 * GPU do not carry it. One instance holds one fleet.
 *
 * The host drafts and compiles models as for the planner, adds them with `addModel`, says what
 * names mean with `addWant` and `addMeaning`, and adds GPUs. What is in ../simulate drives the
 * fleet from inside, request by request.
 */

import { capacity as capacityNow } from "../layout/capacity";
import { beginWith, MAILBOX_LENGTH, mailboxAt, setAnswer } from "../layout/question";
import { MAX_GPUS } from "../limits";
import { computeTaken, memoryTaken } from "../model/gpu";
import { nextOfBoth } from "../model/sets";
import { Bucket, openBuckets, rebuildSpots, takeSpots } from "./buckets";
import { bucketOf, capacity, capacityFor, layoutOf, resize, setLayout, setSize, size, takeRoom } from "./gpus";
import { countStates, layoutAt, modelOfLayout, openLayouts, setOf, stateOfLayout } from "./layouts";
import { modelAt, openModels } from "./models";
import { gpuOf, gpusIn, modelOf, openStates, stateCount } from "./states";
import { openWants } from "./wants";

export { bytesUsed, exhausted } from "../arena";
export { addClass, CLASS_BYTES, classCount, classesAt, clearClasses, price } from "../change/classes";
export {
  EXCHANGE_BYTES,
  exchangeCount,
  exchangesAt,
  findExchanges,
  findRoom,
  OFFER_BYTES,
  offerCount,
  offersAt,
} from "../change/exchanges";
export { pricesAt } from "../change/ways";
export { MAX_BUDGET_TOTAL, MAX_BUDGETS, MAX_GPUS, MAX_INSTANCES, MAX_KINDS, MAX_PROFILES, MAX_SLICES } from "../limits";
export { compile } from "../model/compile";
export {
  draft,
  draftBudget,
  draftColumn,
  draftedColumn,
  draftProfile,
  draftUse,
  startsBeyondGrid,
  startsShortOfCompute,
} from "../model/draft";
export { maxCount, maxInstances, placementAt } from "../model/model";
export { scarceValuesAt, valuesAt } from "../score/score";
export { addKind, departure, drawArrivals, kind, nextArrival, time, traceAt } from "../simulate/arrivals";
export { acceptedOf, advance, beginRun, meanGpusInUse, moves, offeredOf } from "../simulate/run";
export { layoutOf, layoutsAt, size } from "./gpus";
export { cordonedWith, emptyLayout, gpusWith, instancesOf, layoutCount, modelOfLayout, takes, toggled } from "./layouts";
export { addModel } from "./models";
export {
  BATCH,
  codesAt,
  meantAt,
  place,
  placeAt,
  placeBatch,
  placementOn,
  profileAt,
  release,
  releaseBatch,
  releasedAt,
  requestsAt,
  undo,
} from "./place";
export { arrange, placeTogether } from "./together";
export { addMeaning, addWant } from "./wants";
export { MAILBOX_LENGTH, mailboxAt };

/** Begins an empty fleet that places by this score. */
export function open(score: i32): void {
  openModels(score);
  openBuckets();
  openStates();
  openLayouts();
  openWants();
}

/** Adds GPUs with this layout; the number of the first, or -1 where there would be more than MAX_GPUS. */
export function addGpus(layout: i32, count: i32): i32 {
  const first = size;
  if (count > MAX_GPUS - first) return -1;
  const wanted = capacityFor(first + count);
  if (wanted != capacity) {
    // All memory is taken before anything moves.
    const room = takeRoom(wanted);
    const spots = takeSpots(wanted);
    resize(wanted, room);
    rebuildSpots(spots);
  }
  setSize(first + count);
  layoutAt(layout).gpus += count;
  for (let gpu = first; gpu < first + count; gpu++) {
    setLayout(gpu, layout);
    Bucket.move(gpu, layoutAt(layout).bucket);
  }
  return first;
}

export function isAvailable(gpu: i32): bool {
  return bucketOf(gpu) != 0;
}
export function setAvailable(gpu: i32, available: bool): void {
  if (available == isAvailable(gpu)) return;
  const layout = layoutAt(layoutOf(gpu));
  layout.cordoned += available ? -1 : 1;
  Bucket.move(gpu, available ? layout.bucket : null);
}

/** The placements of a layout as answers 0..; how many. */
export function placementsOf(layout: i32): i32 {
  const set = setOf(layout);
  const words = modelAt(modelOfLayout(layout)).words;
  let count = 0;
  let p = nextOfBoth(set, set, 0, words);
  while (p >= 0) {
    setAnswer(count++, p);
    p = nextOfBoth(set, set, p + 1, words);
  }
  return count;
}

/** Memory slices (low half) and compute slices (high half) that a layout takes, in number. */
export function slicesOf(layout: i32): i32 {
  const gpu = gpuOf(stateOfLayout(layout));
  return <i32>popcnt<u32>(memoryTaken(gpu)) | ((<i32>popcnt<u32>(computeTaken(gpu))) << 16);
}

/** How many more of the profile alone fit, over all available GPUs of the model. */
export function fleetCapacity(model: i32, profile: i32): f64 {
  countStates();
  let sum: f64 = 0;
  for (let state = 0; state < stateCount(); state++) {
    if (modelOf(state) != model || gpusIn(state) == 0) continue;
    beginWith(modelAt(model), gpuOf(state));
    sum += <f64>capacityNow(profile) * <f64>gpusIn(state);
  }
  return sum;
}
