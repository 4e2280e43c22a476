/**
 * How long an answer to large or hostile input may take. No figure of speed, which benchmarks give:
 * what grows with its input as it should ends within seconds on any machine, and what does not takes minutes.
 */
export const PATIENCE_MS = 30_000;
