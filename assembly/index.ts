/**
 * The planner: everything that can be decided about MIG geometry.
 *
 *   model/    a model in memory: placements, which of them exclude each other, states
 *   layout/   one GPU: fits, free starts, capacity, enumeration, the driver's own placement
 *   change/   one GPU: from one layout to another
 *   score/    which of the possible places is best
 *   pack/     many GPUs at once: facets, certificate, peeling patterns
 *
 * Only numbers cross this border. The host describes a model (`draft...`, `compile`), or asks
 * about one GPU (the mailbox, `ask`, a question, the mailbox), or about a demand.
 */

export { bytesUsed, exhausted } from "./arena";
export { reconfigure } from "./change/reconfigure";
export { capacity, freeStarts } from "./layout/capacity";
export { creationOrder, predictDriver } from "./layout/driver";
export { allow, allowNone, batchAt, nextLayouts } from "./layout/enumerate";
export { fitAlone } from "./layout/fit";
export { explain, moves, serve } from "./layout/misfit";
export { ask, MAILBOX_LENGTH, mailboxAt, overlap, slicesTaken, stateOfRunning } from "./layout/question";
export { resetTally, tallyChecked } from "./layout/tally";
export { MAX_BUDGET_TOTAL, MAX_BUDGETS, MAX_GPUS, MAX_INSTANCES, MAX_KINDS, MAX_PROFILES, MAX_SLICES } from "./limits";
export { compile } from "./model/compile";
export {
  draft,
  draftBudget,
  draftColumn,
  draftedColumn,
  draftProfile,
  draftUse,
  startsBeyondGrid,
  startsShortOfCompute,
} from "./model/draft";
export { maskOf, maxCount, maxInstances, placementAt } from "./model/model";
export { bindingFacet, demandAt, lowerBound, roomFor, scaleFor } from "./pack/demand";
export { GROUP_BYTES, groupCount, groupsAt } from "./pack/groups";
export {
  acceptFacets,
  beginFacets,
  classCount,
  classOfProfile,
  classWeight,
  deriveFacets,
  facetCount,
  facetsAreComplete,
  facetTotal,
  facetWeight,
  fingerprint,
  isCertified,
  patternCount,
  patternSize,
  patternsAreComplete,
  polytopeOf,
  residualOf,
} from "./pack/pack";
export { beginPacking, packPattern, peel } from "./pack/peel";
export { addFacet, setWeight } from "./pack/polytope";
export { search, searchedBound, searchedGpus } from "./pack/search";
export { scarceValuesAt, valuesAt } from "./score/score";
