/**
 * The question being asked about one GPU: what runs on it, and what is wanted beside that. The
 * host writes both into the mailbox and calls `ask`; a question leaves its answers there.
 *
 *   mailbox   i32[MAILBOX_LENGTH]: in  0..15 running placements, 16..31 wanted profiles, 32..47 their pinned starts or -1
 *                      out 0.. what each question says
 *   gpus      Gpu[1 + MAX_INSTANCES]: the GPU after 0, 1, 2, ... of the running instances
 *   running   i32[MAX_INSTANCES]: their placements
 *   wanted    Want[MAX_INSTANCES]: profile, pinned start or -1
 */
import { MAX_INSTANCES } from "../limits";
import { copyGpu, free, GPU_BYTES, put } from "../model/gpu";
import { Model, maskOf } from "../model/model";
import { has } from "../model/sets";
import { stateOf } from "../model/states";

export const MAILBOX_LENGTH: i32 = 64;
const mailbox = memory.data(MAILBOX_LENGTH * 4, 16);
const gpus = memory.data(<i32>(GPU_BYTES * (MAX_INSTANCES + 1)), 16);
const running = memory.data(MAX_INSTANCES * 4);
const wanted = memory.data(MAX_INSTANCES * 8);

export function mailboxAt(): usize {
  return mailbox;
}

export let asked: Model = changetype<Model>(0);
export let runningCount: i32 = 0;
export let wantedCount: i32 = 0;

/**
 * Begins a question about a GPU of the model, with so many running and wanted instances out of
 * the mailbox. Returns -1, or the first running instance that cannot stand beside those before it.
 */
export function ask(model: Model, runningInstances: i32, wantedInstances: i32): i32 {
  begin(model);
  for (let i = 0; i < runningInstances; i++) if (!occupy(answer(i))) return i;
  for (let i = 0; i < wantedInstances; i++) want(answer(MAX_INSTANCES + i), answer(2 * MAX_INSTANCES + i));
  return -1;
}

/** The number of the state that so many running instances out of the mailbox make; where they cannot stand together, -1. */
export function stateOfRunning(model: Model, runningInstances: i32): i32 {
  return ask(model, runningInstances, 0) < 0 ? stateOf(model, now()) : -1;
}

/** Begins a question about an empty GPU of the model. */
export function begin(model: Model): void {
  beginWith(model, model.empty);
}

/** Begins a question about a GPU of which only the state is known: as if nothing that runs on it could be moved. */
export function beginWith(model: Model, gpu: usize): void {
  asked = model;
  runningCount = 0;
  wantedCount = 0;
  copyGpu(model, gpu, gpus);
}

/** One more running instance. False, and nothing done, where it cannot stand beside those before it. */
export function occupy(placement: i32): bool {
  const gpu = now();
  if (!has(free(gpu), placement)) return false;
  put(asked, gpu, placement, gpu + GPU_BYTES);
  store<i32>(running + ((<usize>runningCount) << 2), placement);
  runningCount++;
  return true;
}

/** One more wanted instance; `pin` -1 leaves the start open. False where more are wanted than any GPU holds. */
export function want(profile: i32, pin: i32): bool {
  if (wantedCount == MAX_INSTANCES) return false;
  setWant(wantedCount++, profile, pin);
  return true;
}
/** Takes back the last want. */
export function unwant(): void {
  wantedCount--;
}
export function setWantedCount(count: i32): void {
  wantedCount = count;
}
export function setWant(i: i32, profile: i32, pin: i32): void {
  store<i32>(wanted + ((<usize>i) << 3), profile);
  store<i32>(wanted + ((<usize>i) << 3), pin, 4);
}
export function wantedProfile(i: i32): i32 {
  return load<i32>(wanted + ((<usize>i) << 3));
}
/** The start it must have, or -1. */
export function wantedPin(i: i32): i32 {
  return load<i32>(wanted + ((<usize>i) << 3), 4);
}

/** The GPU with all running instances. */
export function now(): usize {
  return gpus + <usize>runningCount * GPU_BYTES;
}
export function runningAt(i: i32): i32 {
  return load<i32>(running + ((<usize>i) << 2));
}
/** Replaces what runs from instance `n` on: the next `occupy` is instance n. */
export function backTo(n: i32): void {
  runningCount = n;
}

export function answer(i: i32): i32 {
  return load<i32>(mailbox + ((<usize>i) << 2));
}
export function setAnswer(i: i32, value: i32): void {
  store<i32>(mailbox + ((<usize>i) << 2), value);
}

/** Memory slices taken in the low half, compute slices taken in the high half. */
export function slicesTaken(): u32 {
  return load<u32>(now());
}
/** Whether two placements share a slice. */
export function overlap(model: Model, a: i32, b: i32): bool {
  return (maskOf(model, a) & maskOf(model, b)) != 0;
}
