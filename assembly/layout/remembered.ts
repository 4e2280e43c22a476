/**
 * What ran and what was wanted when the question was asked, for those who then ask it anew with
 * fewer running instances.
 */
import { MAX_INSTANCES } from "../limits";
import { memorySize, profileOf } from "../model/model";
import { asked, runningAt, runningCount, setWant, setWantedCount, wantedCount, wantedPin, wantedProfile } from "./question";

const ran = memory.data(MAX_INSTANCES * 4);
const wants = memory.data(MAX_INSTANCES * 8);

/** Keeps what runs and what is wanted; the number of running instances. */
export function remember(): i32 {
  for (let i = 0; i < runningCount; i++) store<i32>(ran + ((<usize>i) << 2), runningAt(i));
  for (let i = 0; i < wantedCount; i++) {
    store<i32>(wants + ((<usize>i) << 3), wantedProfile(i));
    rememberPin(i, wantedPin(i));
  }
  return runningCount;
}

export function ranAt(i: i32): i32 {
  return load<i32>(ran + ((<usize>i) << 2));
}
export function rememberedProfile(i: i32): i32 {
  return load<i32>(wants + ((<usize>i) << 3));
}
/** The start it must have, or -1. */
export function rememberedPin(i: i32): i32 {
  return load<i32>(wants + ((<usize>i) << 3), 4);
}
export function rememberPin(i: i32, pin: i32): void {
  store<i32>(wants + ((<usize>i) << 3), pin, 4);
}

/** Puts the first `count` remembered wants back, from want `from` on. */
export function setWants(from: i32, count: i32): void {
  setWantedCount(from + count);
  for (let i = 0; i < count; i++) setWant(from + i, rememberedProfile(i), rememberedPin(i));
}

/** Orders sets of instances that ran: fewest instances, then fewest memory slices. */
export function hindrance(set: i32): i32 {
  let slices = 0;
  for (let rest = set; rest != 0; rest &= rest - 1) slices += memorySize(asked, profileOf(asked, ranAt(<i32>ctz<u32>(rest))));
  return ((<i32>popcnt<u32>(set)) << 8) + slices;
}
