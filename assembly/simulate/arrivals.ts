/**
 * What arrives: requests drawn from a mix at Poisson times, or those of a trace. The next one
 * stands in `time`, `kind` and `departure`.
 *
 *   rates   f64[MAX_KINDS]: the sum of the rates up to this kind
 *   wants   i32[MAX_KINDS]
 *   trace   f64[3] a request, by arrival: arrival, departure or infinity, kind
 */
import { allocate } from "../arena";
import { MAX_KINDS } from "../limits";
import { exponential, LIFETIMES, normal, PROFILES, seedStreams, TIMES, uniform } from "./random";

export const EXPONENTIAL: i32 = 0;
export const UNIFORM: i32 = 1;
export const LOGNORMAL: i32 = 2;
export const NONE: i32 = 3;
const TRACE_BYTES: usize = 24;

const rates = memory.data(MAX_KINDS * 8, 8);
const wants = memory.data(MAX_KINDS * 4, 8);
export let kinds: i32 = 0;
let rate: f64 = 0;
let law: i32 = 0;
let trace: usize = 0;
let traced: i32 = 0;
let next: i32 = 0;

/** Of the next request. Lifetimes have mean 1, whatever their law. */
export let time: f64 = 0;
export let kind: i32 = 0;
export let departure: f64 = 0;

/** Adds a kind of request with its rate: so many of it arrive in a mean lifetime. */
export function addKind(want: i32, perLifetime: f64): void {
  rate += perLifetime;
  store<f64>(rates + ((<usize>kinds) << 3), rate);
  store<i32>(wants + ((<usize>kinds) << 2), want);
  kinds++;
}
export function wantOf(ofKind: i32): i32 {
  return load<i32>(wants + ((<usize>ofKind) << 2));
}

/** Requests of the kinds added so far, drawn at random. */
export function drawArrivals(lifetimes: i32, seed: f64): void {
  law = lifetimes;
  seedStreams(seed);
}

/** Room for a trace of so many requests, for the host to fill, by arrival. It takes the place of drawn ones. */
export function traceAt(requests: i32): usize {
  trace = allocate(<usize>requests * TRACE_BYTES);
  traced = requests;
  next = 0;
  return trace;
}

/** Makes the next request; false where a trace has ended. */
export function nextArrival(): bool {
  if (trace != 0) return nextTraced();
  time += exponential(TIMES) / rate;
  const at = uniform(PROFILES) * rate;
  kind = 0;
  while (kind < kinds - 1 && load<f64>(rates + ((<usize>kind) << 3)) < at) kind++;
  departure = time + lifetime();
  return true;
}

function nextTraced(): bool {
  if (next == traced) return false;
  const row = trace + <usize>next * TRACE_BYTES;
  time = load<f64>(row);
  departure = load<f64>(row, 8);
  kind = <i32>load<f64>(row, 16);
  next++;
  return true;
}

/** exp(normal - 1/2) has mean 1. */
function lifetime(): f64 {
  switch (law) {
    case UNIFORM:
      return 2 * uniform(LIFETIMES);
    case LOGNORMAL:
      return NativeMath.exp(normal(LIFETIMES) - 0.5);
    case NONE:
      return Infinity;
    default:
      return exponential(LIFETIMES);
  }
}
