/**
 * migpack answers questions about NVIDIA MIG geometry exactly, without a GPU: what fits, where,
 * in which order, and how many GPUs a demand needs.
 *
 * Results are plain, deeply frozen, JSON-serialisable data; inputs are neither frozen nor kept.
 * Equal questions may return the same frozen object.
 *
 * @module migpack
 */

export { type Fault, MigError, type MigErrorCode, type Path } from "./error.js";
export { gpuOf, startOf } from "./fleet/codes.js";
export { compact } from "./fleet/compact/compact.js";
export type * from "./fleet/compact/types.js";
export { Fleet } from "./fleet/fleet.js";
export { headroom, minGpus, pack } from "./fleet/pack.js";
export { planFleet } from "./fleet/plan/plan.js";
export type * from "./fleet/plan/types.js";
export { whatIf } from "./fleet/plan/what-if.js";
export { makeRoom, makeRoomTogether } from "./fleet/room/room.js";
export type * from "./fleet/room/types.js";
export { mergeReports } from "./fleet/simulation/merge.js";
export { simulationRequests } from "./fleet/simulation/requests.js";
export { type SimulateOptions, simulate } from "./fleet/simulation/simulate.js";
export type * from "./fleet/simulation/types.js";
export type * from "./fleet/types.js";
export { fitComputeInstances } from "./gpu/compute-instances.js";
export { creationOrder, predictDriver } from "./gpu/driver.js";
export { layouts, profileSets } from "./gpu/enumerate.js";
export { explain } from "./gpu/explain.js";
export { fit } from "./gpu/fit.js";
export { capacity, freeStarts } from "./gpu/free.js";
export { bitmaps, checkLayout, formatLayout, parseLayout } from "./gpu/layout.js";
export { reconfigure } from "./gpu/reconfigure.js";
export type * from "./gpu/types.js";
export { gpuModel, gpuModels } from "./model/catalogue.js";
export { defineGpuModel } from "./model/define.js";
export { parseProfile } from "./model/names.js";
export { type ProfileNeed, smallestProfile } from "./model/smallest.js";
export type * from "./model/types.js";
