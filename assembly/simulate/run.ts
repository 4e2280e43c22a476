/**
 * One run: requests arrive, are placed or refused, and leave. What is counted begins after the
 * warm-up. Instances that leave at the moment another arrives make room for it.
 */
import { layoutOf } from "../fleet/gpus";
import { instancesOf } from "../fleet/layouts";
import { CODE_BITS, place, release } from "../fleet/place";
import { MAX_KINDS } from "../limits";
import { departure, kind, nextArrival, time, wantOf } from "./arrivals";
import { addDeparture, firstDeparture, reserveDeparture, takeDeparture } from "./departures";
import { moved, openRoom, placeWithMoves } from "./room";

/** i32[MAX_KINDS] each: requests by kind */
const offered = memory.data(MAX_KINDS * 4, 4);
const accepted = memory.data(MAX_KINDS * 4, 4);

let warmup: i32 = 0;
let arrivals: i32 = 0;
let maxMoves: i32 = 0;
let arrived: i32 = 0;
/** Instances recreated to let requests in. */
export let moves: f64 = 0;
let inUse: i32 = 0;
let searched: bool = false;
/** time of the last event; since when it is counted; GPUs in use, integrated over it */
let now: f64 = 0;
let since: f64 = 0;
let area: f64 = 0;

/** Begins a run over so many requests after a warm-up of so many; a refused request may have so many instances recreated. */
export function beginRun(warmupArrivals: i32, countedArrivals: i32, movesPerReject: i32): void {
  warmup = warmupArrivals;
  arrivals = warmupArrivals + countedArrivals;
  maxMoves = movesPerReject;
  openRoom();
}

/**
 * Goes on by at most so many requests; how many are still to come. A refusal for which room was searched ends it, since
 * that takes as long as thousands of requests.
 */
export function advance(most: i32): i32 {
  searched = false;
  for (let i = 0; i < most && !searched && arrived < arrivals && nextArrival(); i++) {
    elapse(time);
    if (arrived == warmup) beginCounting();
    arrived++;
    const isCounted = arrived > warmup;
    if (isCounted) countOne(offered);
    if (admit(isCounted) && isCounted) countOne(accepted);
  }
  return arrivals - arrived;
}

export function offeredOf(ofKind: i32): i32 {
  return load<i32>(offered + ((<usize>ofKind) << 2));
}
export function acceptedOf(ofKind: i32): i32 {
  return load<i32>(accepted + ((<usize>ofKind) << 2));
}
/** Mean over time, from the first counted arrival to the last. */
export function meanGpusInUse(): f64 {
  return now > since ? area / (now - since) : inUse;
}

function countOne(counts: usize): void {
  const at = counts + ((<usize>kind) << 2);
  store<i32>(at, load<i32>(at) + 1);
}

function beginCounting(): void {
  since = now;
  area = 0;
}

/** Lets everybody leave whose time has come. */
function elapse(until: f64): void {
  while (firstDeparture() <= until) {
    goTo(firstDeparture());
    const code = takeDeparture();
    const gpu = code >> CODE_BITS;
    release(gpu, code & ((1 << CODE_BITS) - 1));
    if (instancesOf(layoutOf(gpu)) == 0) inUse--;
  }
  goTo(until);
}

function goTo(moment: f64): void {
  area += <f64>inUse * (moment - now);
  now = moment;
}

/** Places the request that has just arrived; false where it is refused. */
function admit(isCounted: bool): bool {
  reserveDeparture();
  let code = place(wantOf(kind));
  if (code >= 0) {
    if (instancesOf(layoutOf(code >> CODE_BITS)) == 1) inUse++;
  } else {
    if (maxMoves == 0) return false;
    searched = true;
    code = placeWithMoves(wantOf(kind), maxMoves);
    if (code < 0) return false;
    if (isCounted) moves += moved;
  }
  if (departure < Infinity) addDeparture(departure, code);
  return true;
}
