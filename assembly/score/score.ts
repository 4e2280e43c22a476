/**
 * Keys by which one place is preferred to another: a whole number for each (state before,
 * placement, state after). The least key wins. Fragmentation looks at plain profiles only.
 */
import { allocate } from "../arena";
import { free, GPU_BYTES, instances, memoryTaken, put } from "../model/gpu";
import { isPlain, Model, maskOf, memorySize, ofProfile, profileOf } from "../model/model";
import { nextOfBoth, size } from "../model/sets";

export const FIRST_FIT: i32 = 0;
export const BEST_FIT: i32 = 1;
export const WORST_FIT: i32 = 2;
export const MFI: i32 = 3;
export const MFI_COUNT: i32 = 4;
export const LEAST_LOSS: i32 = 5;
export const DRIVER: i32 = 6;
/** What least-loss is on a fleet where room is scarce; nobody asks for it by name. */
export const SCARCE_LOSS: i32 = 7;

const trial = memory.data(<i32>GPU_BYTES, 16);

/** Whether keys of a sequence add up to more than a function of where it ends. */
export function dependsOnPath(score: i32): bool {
  return score == DRIVER;
}

export function keyOf(model: Model, score: i32, before: usize, placement: i32, after: usize): i64 {
  switch (score) {
    case BEST_FIT:
      return freeSlices(model, after);
    case WORST_FIT:
      return -freeSlices(model, after);
    case MFI:
      return fragmentation(model, after, true) - fragmentation(model, before, true);
    case MFI_COUNT:
      return fragmentation(model, after, false) - fragmentation(model, before, false);
    case LEAST_LOSS:
      return worth(model, model.values, before) - worth(model, model.values, after);
    case SCARCE_LOSS:
      return worth(model, model.scarceValues, before) - worth(model, model.scarceValues, after);
    case DRIVER:
      return placement == driverChoice(model, before, profileOf(model, placement)) ? 0 : 1;
    default:
      return 0;
  }
}

/**
 * What a GPU is worth: by a tuned table of its geometry where there is one. Else by its
 * fragmentation, so that least-loss is MFI-count where nobody has tuned it.
 */
function worth(model: Model, values: usize, gpu: usize): i64 {
  if (values == 0) return -fragmentation(model, gpu, false);
  const row = (<usize>instances(gpu)) << (<usize>model.memorySlices);
  return load<i32>(values + ((row + <usize>memoryTaken(gpu)) << 2));
}

/** What the score is on a fleet where room on GPUs of the model is scarce: another one, or itself. */
export function whereScarce(model: Model, score: i32): i32 {
  return score == LEAST_LOSS && model.scarceValues != 0 ? SCARCE_LOSS : score;
}

/** Whether what a GPU is worth changes with the number of its instances, where the same can be created. */
export function countsInstances(model: Model, score: i32): bool {
  return (score == LEAST_LOSS || score == SCARCE_LOSS) && model.values != 0;
}

/**
 * Room for what a GPU is worth, for the host to fill: i32[memorySlices + 1][2^memorySlices], by the number of instances, then
 * by the set of memory slices taken, bit i for slice i.
 */
export function valuesAt(model: Model): usize {
  model.values = allocateValues(model);
  return model.values;
}

/** The same for where room is scarce: where at most so many GPUs of the model take the profile. */
export function scarceValuesAt(model: Model, profile: i32, atMost: i32): usize {
  model.scarceValues = allocateValues(model);
  model.scarceProfile = profile;
  model.scarceAt = atMost;
  return model.scarceValues;
}

function allocateValues(model: Model): usize {
  return allocate((<usize>(model.memorySlices + 1)) << (<usize>(model.memorySlices + 2)));
}

function freeSlices(model: Model, gpu: usize): i64 {
  return model.memorySlices - <i32>popcnt<u32>(memoryTaken(gpu));
}

/**
 * The fragmentation score of MFI (arXiv 2511.18906, as reconstructed): over every plain profile
 * that the free memory slices would hold in number, the windows that touch a slice already
 * taken; each weighs the profile's size, or 1.
 */
export function fragmentation(model: Model, gpu: usize, bySize: bool): i64 {
  const room = <i32>freeSlices(model, gpu);
  const takenSlices = memoryTaken(gpu);
  let sum: i64 = 0;
  for (let p = 0; p < model.placements; p++) {
    const profile = profileOf(model, p);
    const slices = memorySize(model, profile);
    if (!isPlain(model, profile) || slices > room) continue;
    if (maskOf(model, p) & 0xffff & takenSlices) sum += bySize ? slices : 1;
  }
  return sum;
}

/**
 * Where a driver puts the profile when no start is given, or -1: the free placement that
 * destroys the fewest still-free (profile, placement) pairs, the lowest start on ties.
 * Inferred from observations (R20 to R24); the real chooser is closed.
 */
export function driverChoice(model: Model, gpu: usize, profile: i32): i32 {
  const mine = ofProfile(model, profile);
  let choice = -1;
  let most = -1;
  let p = nextOfBoth(free(gpu), mine, 0, model.words);
  while (p >= 0) {
    put(model, gpu, p, trial);
    const left = size(free(trial), model.words);
    if (left > most) {
      most = left;
      choice = p;
    }
    p = nextOfBoth(free(gpu), mine, p + 1, model.words);
  }
  return choice;
}
