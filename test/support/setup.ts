/**
 * Random tests begin from one seed, so that a change is judged by what it changes and not by
 * luck: MIGPACK_SEED, or a fixed one. The full run draws a new seed and keeps it with its result.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.MIGPACK_SEED ?? 20_261_124) });
