import type { Finding } from "../documents/finding.js";

/**
 * What can be wrong with a config file that mig-parted accepts.
 *
 * - `IMPOSSIBLE_LAYOUT`: no placement holds the instances, so that applying leaves the GPU empty
 * - `UNKNOWN_PROFILE`: the GPU has no such profile
 * - `SPELLING`: not the driver's name of the profile, so that what was applied is never recognised
 * - `ZERO_COUNT`: a count of 0 beside others, with the same consequence
 * - `NOTHING_MATCHES`: no GPU is concerned
 * - `UNREADABLE_FILTER`: a device filter that no GPU can match
 * - `NO_SUCH_DEVICE`: an index that no GPU has
 * - `SHADOWED`: every GPU of the entry is set anew by later ones
 * - `REPEATED_KEY`: of equal keys the last counts
 * - `MIG_MODES`: one entry turns MIG on and another turns it off, where applying always fails
 * - `NO_MIG`: a board without MIG is to have it
 * - `INCOMPLETE_COVER`: GPUs that no entry matches, so that what was applied is never recognised
 * - `LABEL_NAME`: a config that no label can select
 * - `NO_INSTANCES`: MIG on, and nothing on the GPU
 * - `SINGLE_STRATEGY`: what the strategy "single" does not allow
 * - `COMPUTE_INSTANCES`: parts of GPU instances, which the strategy "mixed" does not allow
 * - `SOME_MODELS`: which models an entry suits, where it does not suit all
 * - `UNKNOWN_DEVICE`: a filter for boards that no built-in model is
 */
export type MigConfigCode =
  | "IMPOSSIBLE_LAYOUT"
  | "UNKNOWN_PROFILE"
  | "SPELLING"
  | "ZERO_COUNT"
  | "NOTHING_MATCHES"
  | "UNREADABLE_FILTER"
  | "NO_SUCH_DEVICE"
  | "SHADOWED"
  | "REPEATED_KEY"
  | "MIG_MODES"
  | "NO_MIG"
  | "INCOMPLETE_COVER"
  | "LABEL_NAME"
  | "NO_INSTANCES"
  | "SINGLE_STRATEGY"
  | "COMPUTE_INSTANCES"
  | "SOME_MODELS"
  | "UNKNOWN_DEVICE";

export type MigConfigFinding = Finding<MigConfigCode>;
