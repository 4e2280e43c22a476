/**
 * Who leaves when: a binary heap by time.
 *
 *   times   f64[room]
 *   codes   i32[room]: where the instance is, as GPU * 64 + start
 */
import { allocate } from "../arena";

let times: usize = 0;
let codes: usize = 0;
let room: i32 = 0;
export let waiting: i32 = 0;

const FIRST_ROOM: i32 = 1 << 10;

function timeAt(i: i32): f64 {
  return load<f64>(times + ((<usize>i) << 3));
}
function codeAt(i: i32): i32 {
  return load<i32>(codes + ((<usize>i) << 2));
}
function put(i: i32, time: f64, code: i32): void {
  store<f64>(times + ((<usize>i) << 3), time);
  store<i32>(codes + ((<usize>i) << 2), code);
}

/** Makes room for one more, so that `addDeparture` cannot fail. */
export function reserveDeparture(): void {
  if (waiting < room) return;
  const wanted = max(FIRST_ROOM, room << 1);
  const newTimes = allocate((<usize>wanted) << 3);
  const newCodes = allocate((<usize>wanted) << 2);
  memory.copy(newTimes, times, (<usize>waiting) << 3);
  memory.copy(newCodes, codes, (<usize>waiting) << 2);
  times = newTimes;
  codes = newCodes;
  room = wanted;
}

export function addDeparture(time: f64, code: i32): void {
  let i = waiting++;
  while (i > 0 && timeAt((i - 1) >> 1) > time) {
    put(i, timeAt((i - 1) >> 1), codeAt((i - 1) >> 1));
    i = (i - 1) >> 1;
  }
  put(i, time, code);
}

/** When the first leaves; infinity where nobody does. */
export function firstDeparture(): f64 {
  return waiting == 0 ? Infinity : timeAt(0);
}

/** Takes the first out; where it is. */
export function takeDeparture(): i32 {
  const code = codeAt(0);
  const last = --waiting;
  const time = timeAt(last);
  let i = 0;
  while (true) {
    let child = 2 * i + 1;
    if (child >= last) break;
    if (child + 1 < last && timeAt(child + 1) < timeAt(child)) child++;
    if (timeAt(child) >= time) break;
    put(i, timeAt(child), codeAt(child));
    i = child;
  }
  put(i, time, codeAt(last));
  return code;
}

/** The instance that was at one place is now at another. A scan: moves are few, and whoever never leaves is not here. */
export function redirect(from: i32, to: i32): void {
  for (let i = 0; i < waiting; i++) {
    if (codeAt(i) != from) continue;
    store<i32>(codes + ((<usize>i) << 2), to);
    return;
  }
}
