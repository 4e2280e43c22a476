/**
 * The states that one more instance leads to (model/states.ts numbers them), each way gone once,
 * and what the rest of a GPU is worth: the most that instances which can still be created are
 * worth together. Who looks at every set of instances that may stay walks here by number.
 *
 *   way   [ f64 worth | i32 of which prices | i32 first instance of it, or -1
 *         | i32[placements]: the state after it, plus 1; 0: never gone ], one a state
 */
import { allocate } from "../arena";
import { MAX_PROFILES } from "../limits";
import { free, GPU_BYTES, put } from "../model/gpu";
import { Model, profileOf } from "../model/model";
import { has, nextOfBoth } from "../model/sets";
import { gpuInState, stateOf } from "../model/states";

const PRICES: usize = 8;
const CHOICE: usize = 12;
const WAYS: usize = 16;
const FIRST_ROOM: i32 = 64;

/** The empty GPU. */
export const EMPTY: i32 = 0;

/** f64[MAX_PROFILES] twice: what it is worth to keep an instance, and to create one; below 0 none is created */
const priced = memory.data(MAX_PROFILES * 16, 16);
/** Counts changes of prices, so that worths of before do not count. */
let prices: i32 = 0;
const trial = memory.data(<i32>GPU_BYTES, 16);

/** f64[2 x MAX_PROFILES], for the host to fill: worth of keeping, then of creating, by profile. */
export function pricesAt(): usize {
  prices++;
  return priced;
}
export function worthOfKeeping(profile: i32): f64 {
  return load<f64>(priced + ((<usize>profile) << 3));
}
export function worthOfCreating(profile: i32): f64 {
  return load<f64>(priced + ((<usize>(MAX_PROFILES + profile)) << 3));
}

function strideOf(model: Model): usize {
  return (WAYS + ((<usize>model.placements) << 2) + 7) & ~7;
}

function wayOf(model: Model, state: i32): usize {
  if (state >= model.waysRoom) {
    let room = max(FIRST_ROOM, model.waysRoom);
    while (room <= state) room <<= 1;
    const ways = allocate(strideOf(model) * <usize>room);
    memory.copy(ways, model.ways, strideOf(model) * <usize>model.waysRoom);
    model.ways = ways;
    model.waysRoom = room;
  }
  return model.ways + strideOf(model) * <usize>state;
}

/** Whether the instance can be created in that state. */
export function isFree(model: Model, state: i32, placement: i32): bool {
  return has(free(gpuInState(model, state)), placement);
}

/** The state with one more instance; only where it is free. */
export function after(model: Model, state: i32, placement: i32): i32 {
  const at = wayOf(model, state) + WAYS + ((<usize>placement) << 2);
  const known = load<i32>(at);
  if (known != 0) return known - 1;
  put(model, gpuInState(model, state), placement, trial);
  const next = stateOf(model, trial);
  store<i32>(at, next + 1);
  return next;
}

/** The first free instance from that placement on that may be created, or -1. */
export function nextToCreate(model: Model, state: i32, from: i32): i32 {
  const open = free(gpuInState(model, state));
  let p = nextOfBoth(open, open, from, model.words);
  while (p >= 0 && worthOfCreating(profileOf(model, p)) < 0) p = nextOfBoth(open, open, p + 1, model.words);
  return p;
}

/** The most that instances which can still be created are worth together. */
export function worthOf(model: Model, state: i32): f64 {
  const known = wayOf(model, state);
  if (load<i32>(known, PRICES) == prices) return load<f64>(known);
  let most: f64 = 0;
  let choice = -1;
  for (let p = nextToCreate(model, state, 0); p >= 0; p = nextToCreate(model, state, p + 1)) {
    const worth = worthOfCreating(profileOf(model, p));
    if (worth == 0) continue;
    const sum = worth + worthOf(model, after(model, state, p));
    if (sum <= most) continue;
    most = sum;
    choice = p;
  }
  const way = wayOf(model, state);
  store<f64>(way, most);
  store<i32>(way, prices, PRICES);
  store<i32>(way, choice, CHOICE);
  return most;
}

/** The first of the instances that make up the worth of a state, or -1; only after `worthOf`. */
export function choiceIn(model: Model, state: i32): i32 {
  return load<i32>(wayOf(model, state), CHOICE);
}
