/**
 * migpack answers questions about NVIDIA MIG geometry exactly, without a GPU: what fits, where,
 * in which order, and how many GPUs a demand needs.
 *
 * Results are plain, deeply frozen, JSON-serialisable data; inputs are neither frozen nor kept.
 */

export { type Fault, MigError, type MigErrorCode, type Path } from "./error.js";
export type * from "./fleet/types.js";
export type * from "./gpu/types.js";
export type * from "./model/types.js";
