/** The only room that knows pointers, bytes and handles of the WebAssembly module. */
export {
  type Aim,
  BestAims,
  Exchange,
  type GpuClass,
  type Offer,
  readExchanges,
  writeAims,
  writeClasses,
  writePrices,
} from "./changes.js";
export { type CompiledModel, compileInto, compileModel, draftModel, type ModelGeometry } from "./compile.js";
export type { Handle, ModelCompiler, Planner, PolytopeHandle } from "./exports.js";
export { type FleetPlanner, fleetPlanner, type LayoutNumber } from "./fleet.js";
export { planner } from "./instance.js";
export {
  putQuestion,
  readGroups,
  readLayouts,
  type Slices,
  slicesOfPlacement,
  slicesTaken,
  stateNumber,
  type Want,
  writeDemand,
} from "./questions.js";
