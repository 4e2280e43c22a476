/**
 * A model being described: the host calls in its numbers one by one, asks whether the geometry
 * holds, then compiles. One draft at a time.
 *
 *   Profile row (i32): memory slices, compute slices, starts as bits, most on one GPU (0: as many as fit), plain
 */
import { MAX_BUDGETS, MAX_PROFILES, MAX_SLICES } from "../limits";

const ROW: usize = 20;
const columns = memory.data(<i32>MAX_SLICES * 4);
const rows = memory.data(<i32>MAX_PROFILES * <i32>ROW);
const totals = memory.data(<i32>MAX_BUDGETS * 4);
const uses = memory.data(<i32>MAX_BUDGETS * <i32>MAX_PROFILES * 4);

export let draftMemorySlices: i32 = 0;
export let draftComputeSlices: i32 = 0;
/** 0: as many as fit */
export let draftMaxInstances: i32 = 0;
export let draftProfiles: i32 = 0;
export let draftBudgets: i32 = 0;

export function draft(memorySlices: i32, computeSlices: i32, maxInstances: i32): void {
  draftMemorySlices = memorySlices;
  draftComputeSlices = computeSlices;
  draftMaxInstances = maxInstances;
  draftProfiles = 0;
  draftBudgets = 0;
  memory.fill(uses, 0, <usize>MAX_BUDGETS * <usize>MAX_PROFILES * 4);
  // By default compute slices spread evenly where they divide the grid, and else lie under the first columns (R1, R3).
  for (let i = 0; i < memorySlices; i++) {
    const even = memorySlices % computeSlices == 0;
    draftColumn(i, even ? (i * computeSlices) / memorySlices : i < computeSlices ? i : -1);
  }
}

/** `slice` -1: no compute slice under that memory slice. */
export function draftColumn(column: i32, slice: i32): void {
  store<i32>(columns + ((<usize>column) << 2), slice);
}
export function draftedColumn(column: i32): i32 {
  return load<i32>(columns + ((<usize>column) << 2));
}

export function draftProfile(memorySlices: i32, computeSlices: i32, starts: i32, maxCount: i32, plain: i32): void {
  const row = rows + <usize>draftProfiles * ROW;
  store<i32>(row, memorySlices);
  store<i32>(row, computeSlices, 4);
  store<i32>(row, starts, 8);
  store<i32>(row, maxCount, 12);
  store<i32>(row, plain, 16);
  draftProfiles++;
}
export function draftBudget(total: i32): void {
  store<i32>(totals + ((<usize>draftBudgets) << 2), total);
  draftBudgets++;
}
/** What one instance takes of the budget drafted last. */
export function draftUse(profile: i32, amount: i32): void {
  store<i32>(uses + ((<usize>((draftBudgets - 1) * MAX_PROFILES + profile)) << 2), amount);
}

export function draftedMemory(profile: i32): i32 {
  return load<i32>(rows + <usize>profile * ROW);
}
export function draftedCompute(profile: i32): i32 {
  return load<i32>(rows + <usize>profile * ROW, 4);
}
export function draftedStarts(profile: i32): i32 {
  return load<i32>(rows + <usize>profile * ROW, 8);
}
export function draftedMaxCount(profile: i32): i32 {
  return load<i32>(rows + <usize>profile * ROW, 12);
}
export function draftedPlain(profile: i32): i32 {
  return load<i32>(rows + <usize>profile * ROW, 16);
}
export function draftedTotal(budget: i32): i32 {
  return load<i32>(totals + ((<usize>budget) << 2));
}
export function draftedUse(budget: i32, profile: i32): i32 {
  return load<i32>(uses + ((<usize>(budget * MAX_PROFILES + profile)) << 2));
}

/** Memory slices (low half) and compute slices (high half) of the profile at `start`: the first of the compute slices under its columns. */
export function draftedMask(profile: i32, start: i32): u32 {
  let mask: u32 = 0;
  let wanted = draftedCompute(profile);
  for (let i = start, end = start + draftedMemory(profile); i < end; i++) {
    mask |= 1 << i;
    const slice = draftedColumn(i);
    if (slice >= 0 && wanted > 0 && !((mask >>> 16) & (1 << slice))) {
      mask |= 1 << (16 + slice);
      wanted--;
    }
  }
  return mask;
}

/** Starts, as bits, from which the profile would run past the last memory slice. */
export function startsBeyondGrid(profile: i32): i32 {
  let bad = 0;
  for (let s = 0; s < MAX_SLICES; s++) {
    if ((draftedStarts(profile) >> s) & 1 && s + draftedMemory(profile) > draftMemorySlices) bad |= 1 << s;
  }
  return bad;
}

/** Starts, as bits, inside the grid, with fewer distinct compute slices under them than the profile takes. */
export function startsShortOfCompute(profile: i32): i32 {
  let bad = 0;
  const inside = draftedStarts(profile) & ~startsBeyondGrid(profile);
  for (let s = 0; s < MAX_SLICES; s++) {
    if ((inside >> s) & 1 && popcnt<u32>(draftedMask(profile, s) >>> 16) < <u32>draftedCompute(profile)) bad |= 1 << s;
  }
  return bad;
}
