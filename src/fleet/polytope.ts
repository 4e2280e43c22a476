import { FACETS } from "../generated/facets.js";
import type { Vocabulary } from "../gpu/vocabulary.js";
import { type Planner, type PolytopeHandle, putQuestion, stateNumber } from "../planner/index.js";
import type { Certificate } from "./types.js";

/** The packing polytope of a model, and what its facets say in words. */
export interface Polytope {
  readonly handle: PolytopeHandle;
  /** true: the best facet, rounded up, is the answer (see assembly/pack/certify.ts) */
  readonly certified: boolean;
  /** by facet, everything of a certificate but its value */
  readonly facets: readonly Pick<Certificate, "weights" | "perGpu" | "says">[];
}

const ALL_PROFILES = -1;

/** By vocabulary, then by the set of profiles (bits) the polytope is of. */
const polytopes = new WeakMap<Vocabulary, Map<number, Polytope>>();

/**
 * The polytope to pack these profiles with: that of all the model's profiles, or, where that is
 * too large to describe, that of the demanded ones alone.
 */
export function polytopeFor(words: Vocabulary, demanded: number): Polytope {
  let known = polytopes.get(words);
  if (known === undefined) polytopes.set(words, (known = new Map()));
  const whole = cached(known, ALL_PROFILES, words);
  const complete = words.planner.facetsAreComplete(whole.handle) !== 0;
  return complete || demanded === 0 ? whole : cached(known, demanded, words);
}

function cached(known: Map<number, Polytope>, profiles: number, words: Vocabulary): Polytope {
  const polytope = known.get(profiles) ?? describe(words, words.planner.polytopeOf(words.handle, profiles));
  known.set(profiles, polytope);
  return polytope;
}

/** What GPUs in one state still let in. */
export interface Residual extends Polytope {
  /** Equal for states of the model that let in the same, whatever runs there. */
  readonly key: string;
}

/** By vocabulary, then by state and set of profiles. */
const residuals = new WeakMap<Vocabulary, Map<string, Residual>>();

/**
 * The polytope of what can be added beside running instances (placement numbers that can stand
 * together), of these profiles (bits). Every polytope of what is left of a built-in model is
 * certified, as the whole one is: scripts/check-mixtures.ts and a test derive them all.
 */
export function residualFor(words: Vocabulary, running: readonly number[], demanded: number): Residual {
  let known = residuals.get(words);
  if (known === undefined) residuals.set(words, (known = new Map()));
  const state = stateNumber(words.planner, words.handle, running);
  const place = `${state} ${demanded}`;
  const residual = known.get(place) ?? makeResidual(words, running, demanded, state);
  known.set(place, residual);
  return residual;
}

function makeResidual(words: Vocabulary, running: readonly number[], demanded: number, state: number): Residual {
  const { planner, model } = words;
  putQuestion(planner, words.handle, running, []);
  const handle = planner.residualOf(demanded);
  const classes = model.profiles.map((_, number) => planner.classOfProfile(handle, number)).join();
  const isKnown = planner.patternsAreComplete(handle) !== 0;
  return { ...describe(words, handle), key: isKnown ? `${fingerprintOf(planner, handle)} ${classes}` : `state ${state}` };
}

/** Maximal patterns, each by class number; a class that fills a GPU by itself is in none of the planner's, and is one of its own. */
export function patternsOf({ planner, model }: Vocabulary, polytope: PolytopeHandle): readonly (readonly number[])[] {
  const classOf = model.profiles.map((_, profile) => planner.classOfProfile(polytope, profile));
  const members = Array.from({ length: planner.classCount(polytope) }, (_, index) => classOf.indexOf(index));
  const patterns = Array.from({ length: planner.patternCount(polytope) }, (_, pattern) =>
    members.map((member) => planner.patternSize(polytope, pattern, member)),
  );
  const alone = members.flatMap((_, index) => (patterns.some((pattern) => (pattern[index] ?? 0) > 0) ? [] : [index]));
  return [...patterns, ...alone.map((index) => members.map((_, other) => (other === index ? 1 : 0)))];
}

function describe(words: Vocabulary, handle: PolytopeHandle): Polytope {
  const { planner } = words;
  const rows = FACETS[fingerprintOf(planner, handle)];
  if (rows === undefined) planner.deriveFacets(words.handle, handle);
  else enterFacets(planner, handle, rows);
  const facets = Array.from({ length: planner.facetCount(handle) }, (_, facet) => describeFacet(words, handle, facet));
  return { handle, certified: planner.isCertified(handle) !== 0, facets };
}

/** The key of a polytope among the generated facets: its classes and patterns, hashed. */
export function fingerprintOf(planner: Planner, handle: PolytopeHandle): string {
  return BigInt.asUintN(64, planner.fingerprint(handle)).toString(16);
}

/** Facets that were derived and certified when the package was built; each row is the weights by class, then the total. */
function enterFacets(planner: Planner, handle: PolytopeHandle, rows: readonly (readonly number[])[]): void {
  planner.beginFacets(handle, rows.length);
  for (const row of rows) {
    planner.addFacet(handle, row.at(-1) ?? 0);
    row.slice(0, -1).forEach((weight, index) => {
      planner.setWeight(handle, index, weight);
    });
  }
  planner.acceptFacets(handle, 1);
}

function describeFacet(words: Vocabulary, handle: PolytopeHandle, facet: number): Polytope["facets"][number] {
  const { planner, model } = words;
  const perGpu = planner.facetTotal(handle, facet);
  const weights = model.profiles.map((_, number) => planner.facetWeight(handle, facet, number));
  const named = model.profiles
    .map(({ name }, number) => [name, weights[number] ?? 0] as const)
    .filter(([, weight]) => weight > 0);
  return Object.freeze({ weights: Object.freeze(Object.fromEntries(named)), perGpu, says: inWords(words, weights, perGpu) });
}

/** What an inequality counts: slices, a budget, or else the places of the smallest profile with weight. */
function inWords({ model }: Vocabulary, weights: readonly number[], perGpu: number): string {
  const counts = (of: (profile: (typeof model.profiles)[number]) => number) =>
    model.profiles.every((profile, i) => weights[i] === 0 || weights[i] === of(profile));
  const all = weights.every((weight) => weight > 0);
  if (all && perGpu === model.memorySlices && counts(({ memorySlices }) => memorySlices)) return "memory slices";
  if (all && perGpu === model.computeSlices && counts(({ computeSlices }) => computeSlices)) return "compute slices";
  const budget = model.budgets.find(({ uses, total }) => perGpu === total && counts(({ name }) => uses[name] ?? 0));
  if (budget !== undefined) return budget.name;
  const least = Math.min(...model.profiles.filter((_, i) => (weights[i] ?? 0) > 0).map(({ memorySlices }) => memorySlices));
  if (weights.every((weight, i) => weight === Math.floor((model.profiles[i]?.memorySlices ?? 0) / least))) {
    return `units of ${least} memory slices`;
  }
  if (weights.every((weight, i) => weight === ((model.profiles[i]?.memorySlices ?? 0) >= least ? 1 : 0))) {
    return `instances of ${least} or more memory slices`;
  }
  const smallest = model.profiles
    .filter((_, i) => (weights[i] ?? 0) > 0)
    .reduce((least, profile) => (profile.memorySlices < least.memorySlices ? profile : least));
  const short = `${smallest.computeSlices}g`;
  const unique = model.profiles.every(({ name }) => name === smallest.name || !name.startsWith(short));
  return `${unique ? short : smallest.name} starts`;
}
