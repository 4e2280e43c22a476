/** Draft -> model: numbers the placements, finds which exclude each other, and which limits have to be counted. */
import { allocate } from "../arena";
import { MAX_INSTANCES, MAX_LIMITS, MAX_SLICES, MAX_WORDS } from "../limits";
import {
  draftBudgets,
  draftComputeSlices,
  draftedCompute,
  draftedMask,
  draftedMaxCount,
  draftedMemory,
  draftedPlain,
  draftedStarts,
  draftedTotal,
  draftedUse,
  draftMaxInstances,
  draftMemorySlices,
  draftProfiles,
} from "./draft";
import { clear, free, GPU_BYTES, makeEmpty, put } from "./gpu";
import { budgetTotal, budgetUse, excludes, isLimited, Model, maskOf, ofProfile, profileOf, setBytes } from "./model";
import { add, nextOfBoth, sizeOfBoth } from "./sets";
import { newStates, stateOf } from "./states";

/** Layouts looked at to see whether pairs decide a limit. Where they do not suffice the limit is counted, which is never wrong. */
const MAX_LAYOUTS_LOOKED_AT: i32 = 1 << 12;

/** The GPU after 0, 1, 2, ... instances of a search. */
const frames = memory.data(<i32>(GPU_BYTES * (MAX_INSTANCES + 1)), 16);
const users = memory.data(MAX_WORDS * 8, 16);
let lookedAt: i32 = 0;

/** Compiles the draft; its geometry must hold (no start beyond the grid or short of compute slices). */
export function compile(): Model {
  const model = changetype<Model>(allocate(offsetof<Model>()));
  model.memorySlices = draftMemorySlices;
  model.computeSlices = draftComputeSlices;
  model.profiles = draftProfiles;
  model.budgets = draftBudgets;
  model.maxInstances = draftMaxInstances != 0 ? draftMaxInstances : mostWindows();
  copyProfiles(model);
  copyBudgets(model);
  numberPlacements(model);
  model.excludes = allocate(<usize>model.placements * setBytes(model));
  excludeOverlaps(model);
  model.empty = allocate(GPU_BYTES);
  makeEmpty(model, model.empty);
  addLimits(model);
  findTwins(model);
  model.states = newStates();
  clear(model, frames);
  stateOf(model, frames);
  return model;
}

function copyProfiles(model: Model): void {
  const n = <usize>model.profiles;
  model.memorySizes = allocate(n << 2);
  model.computeSizes = allocate(n << 2);
  model.maxCounts = allocate(n << 2);
  model.plain = allocate(n);
  model.limited = allocate(n);
  for (let p = 0; p < model.profiles; p++) {
    store<i32>(model.memorySizes + ((<usize>p) << 2), draftedMemory(p));
    store<i32>(model.computeSizes + ((<usize>p) << 2), draftedCompute(p));
    store<u8>(model.plain + <usize>p, <u8>draftedPlain(p));
    model.placements += <i32>popcnt<u32>(draftedStarts(p));
  }
}

/** No GPU holds more instances than the smallest profile has room for; the limit where the model states none. */
function mostWindows(): i32 {
  let smallest = draftMemorySlices;
  for (let p = 0; p < draftProfiles; p++) smallest = min(smallest, draftedMemory(p));
  return draftMemorySlices / smallest;
}

function copyBudgets(model: Model): void {
  model.budgetTotals = allocate((<usize>model.budgets) << 2);
  model.budgetUses = allocate((<usize>(model.budgets * model.profiles)) << 2);
  for (let b = 0; b < model.budgets; b++) {
    store<i32>(model.budgetTotals + ((<usize>b) << 2), draftedTotal(b));
    for (let p = 0; p < model.profiles; p++) {
      store<i32>(model.budgetUses + ((<usize>(b * model.profiles + p)) << 2), draftedUse(b, p));
    }
  }
}

function numberPlacements(model: Model): void {
  model.words = (model.placements + 63) >> 6;
  model.profileOf = allocate(<usize>model.placements);
  model.startOf = allocate(<usize>model.placements);
  model.masks = allocate((<usize>model.placements) << 2);
  model.at = allocate((<usize>(model.profiles * MAX_SLICES)) << 1);
  memory.fill(model.at, 0xff, (<usize>(model.profiles * MAX_SLICES)) << 1);
  model.ofProfile = allocate(<usize>model.profiles * setBytes(model));
  let placement = 0;
  for (let start = 0; start < model.memorySlices; start++) {
    for (let p = 0; p < model.profiles; p++) {
      if (!((draftedStarts(p) >> start) & 1)) continue;
      store<u8>(model.profileOf + <usize>placement, <u8>p);
      store<u8>(model.startOf + <usize>placement, <u8>start);
      store<u32>(model.masks + ((<usize>placement) << 2), draftedMask(p, start));
      store<i16>(model.at + ((<usize>(p * MAX_SLICES + start)) << 1), <i16>placement);
      add(ofProfile(model, p), placement);
      placement++;
    }
  }
}

function excludeOverlaps(model: Model): void {
  for (let a = 0; a < model.placements; a++) {
    for (let b = 0; b < model.placements; b++) {
      if (maskOf(model, a) & maskOf(model, b)) add(excludes(model, a), b);
    }
  }
}

/**
 * Budgets, the instance limit and the limits per profile are all "uses sum to at most a total".
 * What two instances can break becomes exclusion; only what more than two can break is counted.
 */
function addLimits(model: Model): void {
  const limits = MAX_LIMITS;
  model.limitTotals = allocate((<usize>limits) << 2);
  model.limitUses = allocate((<usize>(limits * model.profiles)) << 2);
  for (let b = 0; b < model.budgets; b++) {
    for (let p = 0; p < model.profiles; p++) stageUse(model, p, budgetUse(model, b, p));
    addLimit(model, budgetTotal(model, b));
  }
  // No limit where the grid has no room for more.
  if (draftMaxInstances != 0 && draftMaxInstances < mostWindows()) {
    for (let p = 0; p < model.profiles; p++) stageUse(model, p, 1);
    addLimit(model, draftMaxInstances);
  }
  for (let p = 0; p < model.profiles; p++) {
    const most = mostTogether(model, p);
    const wanted = draftedMaxCount(p);
    if (wanted != 0 && wanted < most) {
      for (let q = 0; q < model.profiles; q++) stageUse(model, q, i32(q == p));
      addLimit(model, wanted);
      store<u8>(model.limited + <usize>p, 1);
    }
    store<i32>(model.maxCounts + ((<usize>p) << 2), wanted != 0 ? min(wanted, most) : most);
  }
}

/** Writes a use into the row after the last counted limit, where `addLimit` finds it. */
function stageUse(model: Model, profile: i32, use: i32): void {
  store<i32>(model.limitUses + ((<usize>(model.counted * model.profiles + profile)) << 2), use);
}
function stagedUse(model: Model, profile: i32): i32 {
  return load<i32>(model.limitUses + ((<usize>(model.counted * model.profiles + profile)) << 2));
}

function addLimit(model: Model, total: i32): void {
  for (let a = 0; a < model.placements; a++) {
    const use = stagedUse(model, profileOf(model, a));
    if (use == 0) continue;
    for (let b = 0; b < model.placements; b++) {
      const other = stagedUse(model, profileOf(model, b));
      if (other != 0 && use + other > total) add(excludes(model, a), b);
    }
  }
  if (!pairsDecide(model, total)) {
    store<i32>(model.limitTotals + ((<usize>model.counted) << 2), total);
    model.counted++;
    makeEmpty(model, model.empty);
  }
}

/** Whether no set of placements that pairwise exclude nothing uses more than `total` of the staged row. */
function pairsDecide(model: Model, total: i32): bool {
  memory.fill(users, 0, MAX_WORDS * 8);
  for (let p = 0; p < model.placements; p++) if (stagedUse(model, profileOf(model, p)) != 0) add(users, p);
  clear(model, frames);
  lookedAt = 0;
  return mostUse(model, frames, 0, 0, total) <= total;
}

/** The most of the staged row that instances from `from` on can use beside `gpu`; gives up above `enough`. */
function mostUse(model: Model, gpu: usize, from: i32, used: i32, enough: i32): i32 {
  if (used > enough || lookedAt++ > MAX_LAYOUTS_LOOKED_AT) return i32.MAX_VALUE;
  let most = used;
  let p = nextOfBoth(free(gpu), users, from, model.words);
  while (p >= 0) {
    put(model, gpu, p, gpu + GPU_BYTES);
    most = max(most, mostUse(model, gpu + GPU_BYTES, p + 1, used + stagedUse(model, profileOf(model, p)), enough));
    if (most > enough) return most;
    p = nextOfBoth(free(gpu), users, p + 1, model.words);
  }
  return most;
}

/** How many of the profile alone an empty GPU holds. */
function mostTogether(model: Model, profile: i32): i32 {
  clear(model, frames);
  return mostOf(model, frames, ofProfile(model, profile), 0);
}

/**
 * The most placements of `wanted` (of one profile) that can be created together on `gpu`, from
 * placement `from` on. Takes frames behind `gpu` for its depth; what is left bounds each branch.
 */
export function mostOf(model: Model, gpu: usize, wanted: usize, from: i32): i32 {
  let most = 0;
  let p = nextOfBoth(free(gpu), wanted, from, model.words);
  while (p >= 0) {
    put(model, gpu, p, gpu + GPU_BYTES);
    if (1 + sizeOfBoth(free(gpu + GPU_BYTES), wanted, model.words) > most) {
      most = max(most, 1 + mostOf(model, gpu + GPU_BYTES, wanted, p + 1));
    }
    p = nextOfBoth(free(gpu), wanted, p + 1, model.words);
  }
  return most;
}

/** Profiles that nothing but their name and engines tells apart, such as a plain 1g and its +gfx twin (R14). */
function findTwins(model: Model): void {
  model.twins = allocate(<usize>model.profiles);
  model.shapes = allocate(<usize>model.profiles);
  for (let p = 0; p < model.profiles; p++) {
    let shape = 0;
    while (!areAlike(model, p, shape)) shape++;
    store<u8>(model.shapes + <usize>p, <u8>shape);
    let twin = 0;
    while (twin != p && (!areAlike(model, p, twin) || isLimited(model, p) || isLimited(model, twin))) twin++;
    store<u8>(model.twins + <usize>p, <u8>twin);
  }
}

function areAlike(model: Model, p: i32, q: i32): bool {
  if (draftedStarts(p) != draftedStarts(q)) return false;
  if (draftedMemory(p) != draftedMemory(q) || draftedCompute(p) != draftedCompute(q)) return false;
  for (let b = 0; b < model.budgets; b++) if (budgetUse(model, b, p) != budgetUse(model, b, q)) return false;
  return true;
}
