/**
 * `migpack/testing`: for tests of code that talks to MIG. Arbitraries for fast-check, and a driver
 * that refuses as the real one does. fast-check is an optional peer dependency that this entry needs.
 *
 * @module migpack/testing
 */

export { arbitraryDemand } from "./arbitraries/demand.js";
export { arbitraryLayout } from "./arbitraries/layout.js";
export { arbitraryModel } from "./arbitraries/model.js";
export { arbitraryRequest } from "./arbitraries/request.js";
export { arbitraryTrace, type TraceStep } from "./arbitraries/trace.js";
export { MigDriver } from "./driver/mig-driver.js";
export type {
  ComputeInstance,
  CreatedComputeInstance,
  CreatedGpuInstance,
  DriverCall,
  DriverError,
  DriverResult,
  IdMap,
  MigDriverOptions,
} from "./driver/types.js";
