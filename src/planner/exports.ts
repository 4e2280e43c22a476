/**
 * What the planner exports, as `assembly/index.ts` defines it (and of a fleet, see fleet.ts). Integers in, integers out; a
 * boolean comes back as 0 or 1. A `Handle` names a compiled model inside one instance.
 */
export type Handle = number & { readonly handle: unique symbol };

/** A polytope of one compiled model, inside the same instance. */
export type PolytopeHandle = number & { readonly polytope: unique symbol };

/** What both modules export: limits, and models from draft to handle. */
export interface ModelCompiler {
  readonly memory: WebAssembly.Memory;
  readonly exhausted: WebAssembly.Global<"i32">;
  readonly MAX_SLICES: WebAssembly.Global<"i32">;
  readonly MAX_PROFILES: WebAssembly.Global<"i32">;
  readonly MAX_INSTANCES: WebAssembly.Global<"i32">;
  readonly MAX_GPUS: WebAssembly.Global<"i32">;
  readonly MAX_KINDS: WebAssembly.Global<"i32">;
  readonly MAX_BUDGETS: WebAssembly.Global<"i32">;
  readonly MAX_BUDGET_TOTAL: WebAssembly.Global<"i32">;
  /** Numbers in and out of questions about one GPU, as `assembly/layout/question.ts` lays them out. Good until the next call. */
  mailbox(): Int32Array;
  bytesUsed(): number;
  draft(memorySlices: number, computeSlices: number, maxInstances: number): void;
  draftColumn(column: number, slice: number): void;
  draftedColumn(column: number): number;
  draftProfile(memorySlices: number, computeSlices: number, starts: number, maxCount: number, plain: number): void;
  draftBudget(total: number): void;
  draftUse(profile: number, amount: number): void;
  startsBeyondGrid(profile: number): number;
  startsShortOfCompute(profile: number): number;
  compile(): Handle;
  valuesAt(model: Handle): number;
  scarceValuesAt(model: Handle, profile: number, atMost: number): number;
  maxCount(model: Handle, profile: number): number;
  maxInstances(model: Handle): number;
  placementAt(model: Handle, profile: number, start: number): number;
}

/** The module of the planner. */
export interface Planner extends ModelCompiler {
  maskOf(model: Handle, placement: number): number;
  overlap(model: Handle, a: number, b: number): number;
  resetTally(): void;
  tallyChecked(model: Handle, profile: number): number;

  ask(model: Handle, running: number, wanted: number): number;
  stateOfRunning(model: Handle, running: number): number;
  slicesTaken(): number;
  capacity(profile: number): number;
  freeStarts(profile: number): number;
  fitAlone(score: number): number;
  serve(profile: number, pin: number): number;
  explain(profile: number, pin: number): void;
  moves(profile: number, pin: number): number;
  reconfigure(): number;
  predictDriver(): number;
  creationOrder(): number;
  allowNone(): void;
  allow(profile: number): void;
  nextLayouts(first: number, maximal: number, limit: number): number;
  batchAt(): number;

  readonly GROUP_BYTES: WebAssembly.Global<"i32">;
  readonly searchedGpus: WebAssembly.Global<"f64">;
  readonly searchedBound: WebAssembly.Global<"f64">;
  polytopeOf(model: Handle, allowed: number): PolytopeHandle;
  /** Of what can be added to the GPU of the last `ask`. */
  residualOf(allowed: number): PolytopeHandle;
  fingerprint(polytope: PolytopeHandle): bigint;
  beginFacets(polytope: PolytopeHandle, count: number): void;
  addFacet(polytope: PolytopeHandle, total: number): void;
  setWeight(polytope: PolytopeHandle, index: number, weight: number): void;
  acceptFacets(polytope: PolytopeHandle, certified: number): void;
  deriveFacets(model: Handle, polytope: PolytopeHandle): void;
  isCertified(polytope: PolytopeHandle): number;
  facetsAreComplete(polytope: PolytopeHandle): number;
  patternCount(polytope: PolytopeHandle): number;
  patternSize(polytope: PolytopeHandle, pattern: number, profile: number): number;
  patternsAreComplete(polytope: PolytopeHandle): number;
  classOfProfile(polytope: PolytopeHandle, profile: number): number;
  classCount(polytope: PolytopeHandle): number;
  classWeight(polytope: PolytopeHandle, facet: number, index: number): number;
  facetCount(polytope: PolytopeHandle): number;
  facetWeight(polytope: PolytopeHandle, facet: number, profile: number): number;
  facetTotal(polytope: PolytopeHandle, facet: number): number;
  demandAt(): number;
  lowerBound(polytope: PolytopeHandle): number;
  bindingFacet(): number;
  roomFor(polytope: PolytopeHandle, profile: number, gpus: number): number;
  scaleFor(polytope: PolytopeHandle, gpus: number): number;
  peel(polytope: PolytopeHandle, gpus: number): number;
  beginPacking(polytope: PolytopeHandle): void;
  packPattern(polytope: PolytopeHandle, pattern: number, gpus: number): number;
  search(model: Handle, polytope: PolytopeHandle): void;
  groupCount(): number;
  groupsAt(): number;
}
