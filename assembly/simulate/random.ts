/**
 * Random numbers that are the same everywhere: splitmix64, in integers until the last step. Each
 * use has a stream of its own, so that what arrives when does not depend on how long it stays.
 */

const STEP: u64 = 0x9e3779b97f4a7c15;
const streams = memory.data(8 * 3, 8);

/** When the next request comes; what it asks for; how long it stays. */
export const TIMES: i32 = 0;
export const PROFILES: i32 = 1;
export const LIFETIMES: i32 = 2;

/** Begins all streams from one seed, a whole number up to 2^53 - 1. */
export function seedStreams(seed: f64): void {
  for (let s = TIMES; s <= LIFETIMES; s++) store<u64>(at(s), mix(<u64>seed * 3 + <u64>s));
}

function at(stream: i32): usize {
  return streams + ((<usize>stream) << 3);
}

function mix(x: u64): u64 {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/** Uniform over 53-bit fractions in (0, 1], so that its logarithm is finite. */
export function uniform(stream: i32): f64 {
  const next = load<u64>(at(stream)) + STEP;
  store<u64>(at(stream), next);
  return <f64>((mix(next) >> 11) + 1) * (1.0 / 9007199254740992.0);
}

/** Exponential with mean 1. */
export function exponential(stream: i32): f64 {
  return -NativeMath.log(uniform(stream));
}

/** Normal with mean 0 and deviation 1: the polar method of Marsaglia, one of its pair. */
export function normal(stream: i32): f64 {
  while (true) {
    const x = 2 * uniform(stream) - 1;
    const y = 2 * uniform(stream) - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * NativeMath.sqrt((-2 * NativeMath.log(square)) / square);
  }
}
