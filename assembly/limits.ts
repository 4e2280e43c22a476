/** Sizes that data layouts rest on. The host reads those it needs from the module's exports. */

/** Memory slices of a grid; compute slices likewise. */
export const MAX_SLICES: i32 = 16;
/** GPU-instance profiles of a model. */
export const MAX_PROFILES: i32 = 32;
/** Budgets that a model may declare. */
export const MAX_BUDGETS: i32 = 16;
/** Largest total of a budget, and the largest use of one. */
export const MAX_BUDGET_TOTAL: i32 = 65535;
/** (profile, start) pairs of a model. */
export const MAX_PLACEMENTS: i32 = MAX_PROFILES * MAX_SLICES;
/** u64 words of a set of placements. */
export const MAX_WORDS: i32 = MAX_PLACEMENTS / 64;
/** Instances on one GPU: every instance takes a memory slice. */
export const MAX_INSTANCES: i32 = MAX_SLICES;
/** GPUs of a fleet: what three levels of bitmaps over blocks of 16 hold. */
export const MAX_GPUS: i32 = 1 << 24;
/** Kinds of requests of a simulation. */
export const MAX_KINDS: i32 = 256;
/** Limits of a compiled model: declared budgets, one instance count, one count a profile. */
export const MAX_LIMITS: i32 = MAX_BUDGETS + 1 + MAX_PROFILES;
