/**
 * Where new instances can go: GPUs that let in the same are one bin, however many they are. A
 * pool's existing GPUs fall into bins by what is left of them; empty and new ones share the last.
 *
 * How much a bin holds is said by the facets of its polytope: whole numbers x of instances fit on
 * N of its GPUs exactly where w . x <= c N for every facet, since the polytope has the integer
 * decomposition property. Of a model of someone's own it may not have it; then maximal patterns
 * take the facets' place, and where even those are too many, inequalities that are only necessary.
 *
 * How many of what go into which bin stays a question of whole numbers. On the seven-slice family its
 * answer is as good as with fractions: instances that fit on GPUs of all 27 kinds by the facets of
 * the sum of their polytopes fit whole. scripts/check-mixtures.ts reduces that to sums of five at a
 * time and has looked at all of six and fewer (test/mixtures-result.json). The solver is not told;
 * it finds relaxation and whole numbers agreeing, or closes what is between them.
 */
import type { PolytopeHandle } from "../../planner/index.js";
import { type Polytope, patternsOf, polytopeFor, residualFor } from "../polytope.js";
import { type Existing, type Pool, type Problem, WHOLE } from "./problem.js";

/** How the bin's rows describe what it holds: exactly by facets, exactly by patterns, or only necessarily. */
export type Exactness = "facets" | "patterns" | "necessary";

export interface Row {
  /** By profile number. */
  readonly weights: readonly number[];
  readonly perGpu: number;
}

export interface Bin {
  readonly pool: Pool;
  readonly polytope: PolytopeHandle;
  readonly exactness: Exactness;
  readonly rows: readonly Row[];
  /** With exactness "patterns" alone: the maximal ones, each by class number. */
  readonly patterns: readonly (readonly number[])[];
  /** By profile number: its class, or -1 where the bin takes none. */
  readonly classOf: readonly number[];
  /** Wanted profiles of which it takes some, by number. */
  readonly profiles: readonly number[];
  /** Existing GPUs in it. */
  readonly gpus: number;
  /** New GPUs join it, and whole GPUs are lent out of it. */
  readonly open: boolean;
  readonly existing: readonly Existing[];
}

export interface Stand {
  readonly pool: Pool;
  /** The open one last; without those that take nothing. */
  readonly bins: readonly Bin[];
  /** Existing GPUs of which nothing wanted fits. */
  readonly full: readonly Existing[];
  readonly wholeWanted: boolean;
}

/** What each pool has to offer to the requests. */
export function standsOf({ pools, requests }: Problem): readonly Stand[] {
  const wanted = pools.map(() => new Set<number>());
  for (const { goods } of requests) for (const { pool, profile } of goods) wanted[pool]?.add(profile);
  return pools.map((pool, i) => standOf(pool, wanted[i] ?? new Set()));
}

function standOf(pool: Pool, wanted: ReadonlySet<number>): Stand {
  const profiles = [...wanted].filter((profile) => profile !== WHOLE).sort((a, b) => a - b);
  const demanded = profiles.reduce((bits, profile) => bits | (1 << profile), 0);
  const full: Existing[] = [];
  const empty: Existing[] = [];
  const groups = new Map<string, { polytope: Polytope; existing: Existing[] }>();
  for (const each of pool.existing) {
    const { numbers } = each.running;
    if (numbers.length === 0) {
      empty.push(each);
      continue;
    }
    const polytope = residualFor(pool.words, numbers, demanded);
    const group = groups.get(polytope.key);
    if (group === undefined) groups.set(polytope.key, { polytope, existing: [each] });
    else group.existing.push(each);
  }
  const bins: Bin[] = [];
  for (const { polytope, existing } of groups.values()) {
    const bin = binOf(pool, polytope, profiles, existing, false);
    if (bin.profiles.length > 0) bins.push(bin);
    else full.push(...existing);
  }
  bins.push(binOf(pool, polytopeFor(pool.words, demanded), profiles, empty, true));
  return { pool, bins, full, wholeWanted: wanted.has(WHOLE) };
}

function binOf(pool: Pool, polytope: Polytope, wanted: readonly number[], existing: readonly Existing[], open: boolean): Bin {
  const { planner, model } = pool.words;
  const { handle } = polytope;
  const classOf = model.profiles.map((_, profile) => planner.classOfProfile(handle, profile));
  const exactness = polytope.certified ? "facets" : planner.patternsAreComplete(handle) !== 0 ? "patterns" : "necessary";
  return {
    pool,
    polytope: handle,
    exactness,
    rows: polytope.facets.map(({ weights, perGpu }) => ({
      weights: model.profiles.map(({ name }) => weights[name] ?? 0),
      perGpu,
    })),
    patterns: exactness === "patterns" ? patternsOf(pool.words, handle) : [],
    classOf,
    profiles: wanted.filter((profile) => (classOf[profile] ?? -1) >= 0),
    gpus: existing.reduce((sum, { count }) => sum + count, 0),
    open,
    existing,
  };
}
