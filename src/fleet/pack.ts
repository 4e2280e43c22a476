import { atTheDoor } from "../door.js";
import { askAbout } from "../gpu/running.js";
import type { Layout, Placement } from "../gpu/types.js";
import { type Vocabulary, vocabularyOf } from "../gpu/vocabulary.js";
import type { Demand, ModelRef } from "../model/types.js";
import { readGroups, writeDemand } from "../planner/index.js";
import { beyond, readCount, readDemand } from "./demand.js";
import { largest } from "./largest.js";
import { type Polytope, polytopeFor } from "./polytope.js";
import type { Certificate, Headroom, LayoutGroup, MinGpus, Packing } from "./types.js";

/** A demand put before the planner, with the polytope that judges it. */
interface Question {
  readonly words: Vocabulary;
  readonly polytope: Polytope;
  readonly counts: Float64Array;
  /** Bits of the profiles that are wanted at all. */
  readonly profiles: number;
}

/**
 * The fewest GPUs of one model that hold a demand, and why no fewer can.
 *
 * The answer is the best facet of the model's packing polytope, rounded up, wherever the
 * polytope has the integer decomposition property, as those of all built-in models have. Else an
 * exact search closes the gap; where its fixed number of steps does not suffice, `optimal` is
 * false and `lowerBound < gpus`.
 *
 * Cost: under a microsecond for built-in models, whatever the counts.
 *
 * @throws MigError UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_INPUT; RANGE where a count or the result passes 2^53 - 1
 */
export function minGpus(model: ModelRef, demand: Demand): MinGpus {
  return atTheDoor(() => {
    const question = ask(model, demand);
    const bound = question.words.planner.lowerBound(question.polytope.handle);
    if (question.polytope.certified) return answer(question, bound, bound);
    return answer(question, bound, ...searched(question));
  });
}

/**
 * An optimal packing, run-length coded: groups of GPUs that share a layout. It sums to exactly
 * `demand` and uses exactly `minGpus` GPUs. Layouts are those that `fit` gives on an empty GPU.
 *
 * Cost: well under a millisecond for built-in models, whatever the counts: the number of groups
 * depends on the model, not on the demand.
 *
 * @throws MigError as `minGpus`
 */
export function pack(model: ModelRef, demand: Demand): Packing {
  return atTheDoor(() => {
    const question = ask(model, demand);
    const { planner } = question.words;
    const bound = planner.lowerBound(question.polytope.handle);
    if (bound > Number.MAX_SAFE_INTEGER) throw beyond(["demand"]);
    const peeled = question.polytope.certified && planner.peel(question.polytope.handle, bound) !== 0;
    const least = peeled ? answer(question, bound, bound) : answer(question, bound, ...searched(question));
    return Object.freeze({ ...least, groups: groupsOf(question.words) });
  });
}

/**
 * What `gpus` GPUs that must also hold `demand` still take: how many more of each profile alone,
 * and by which factor the whole demand can grow. Profiles of which no more fits are left out. Where
 * the demand does not fit, that is all of them, and `scale` is below 1.
 *
 * Exact for built-in models. For a model whose polytope is not certified `more` is what packings
 * were found for, and `scale` counts fractions of instances.
 *
 * @throws MigError as `minGpus`
 */
export function headroom(model: ModelRef, gpus: number, demand: Demand): Headroom {
  return atTheDoor(() => {
    const count = readCount(gpus, ["gpus"]);
    const question = ask(model, demand);
    const scale = scaleOf(question, count);
    const more = question.words.model.profiles.map(({ name }, number) => [name, moreOf(question, number, count)] as const);
    return Object.freeze({ more: Object.freeze(Object.fromEntries(more.filter(([, n]) => n > 0))), scale });
  });
}

function ask(model: ModelRef, demand: Demand): Question {
  const words = vocabularyOf(model);
  const { counts, profiles } = readDemand(words, demand);
  const polytope = polytopeFor(words, profiles);
  writeDemand(words.planner, counts);
  return { words, polytope, counts, profiles };
}

/** GPUs, and the proven bound, by search. */
function searched({ words, polytope }: Question): [gpus: number, proven: number] {
  words.planner.search(words.handle, polytope.handle);
  return [words.planner.searchedGpus.value, words.planner.searchedBound.value];
}

function answer(question: Question, bound: number, gpus: number, proven = bound): MinGpus {
  if (gpus > Number.MAX_SAFE_INTEGER) throw beyond(["demand"]);
  const { polytope, words, profiles } = question;
  const facet = polytope.facets[words.planner.bindingFacet()] ?? NO_FACET;
  const certificate: Certificate = Object.freeze({
    kind: gpus === bound ? "inequality" : "search",
    weights: facet.weights,
    perGpu: facet.perGpu,
    value: bound,
    says: profiles === 0 ? "nothing to place" : facet.says,
  });
  return Object.freeze({ gpus, lowerBound: proven, optimal: gpus === proven, certificate });
}

const NO_FACET: Polytope["facets"][number] = { weights: {}, perGpu: 1, says: "nothing to place" };

function groupsOf(words: Vocabulary): readonly LayoutGroup[] {
  // All rows are read before the first layout is asked for.
  const rows = readGroups(words.planner, words.model.profiles.length);
  return Object.freeze(rows.map(({ count, counts }) => Object.freeze({ count, layout: layoutOf(words, counts) })));
}

const layoutsOf = new WeakMap<Vocabulary, Map<string, Layout>>();

/** The layout that `fit` gives a pattern on an empty GPU, profiles in the model's order. */
function layoutOf(words: Vocabulary, counts: readonly number[]): Layout {
  let known = layoutsOf.get(words);
  if (known === undefined) layoutsOf.set(words, (known = new Map()));
  const key = counts.join();
  const layout = known.get(key) ?? makeLayout(words, counts);
  known.set(key, layout);
  return layout;
}

function makeLayout(words: Vocabulary, counts: readonly number[]): Layout {
  const { planner } = words;
  const wants = counts.flatMap((count, profile) => Array.from({ length: count }, () => ({ profile, pin: -1 })));
  askAbout(words, { numbers: [], placements: [], name: "" }, wants);
  planner.fitAlone(-1);
  const box = planner.mailbox();
  return Object.freeze(wants.map((_, i) => words.placed[box[i] as number] as Placement)); // the planner's numbers are ours
}

/** The factor by the facets, which are all of P; where a search says that not even the demand fits, no more than what it needs allows. */
function scaleOf({ words, polytope, profiles, counts }: Question, gpus: number): number | null {
  if (profiles === 0) return null;
  const scale = words.planner.scaleFor(polytope.handle, gpus);
  if (polytope.certified || scale < 1) return scale;
  const [needed] = searched({ words, polytope, profiles, counts });
  return needed > gpus ? gpus / needed : scale;
}

/**
 * How many more of one profile: by the facets, which is exact for a certified polytope; else the
 * most that a packing is found for.
 */
function moreOf(asked: Question, number: number, gpus: number): number {
  const { words, counts } = asked;
  // A polytope of demanded profiles alone says nothing of others: this one is demanded too.
  const question = { ...asked, polytope: polytopeFor(words, asked.profiles | (1 << number)) };
  const most = words.planner.roomFor(question.polytope.handle, number, gpus);
  if (most < 0) return 0;
  if (most > Number.MAX_SAFE_INTEGER) throw beyond(["gpus"]);
  if (question.polytope.certified) return most;
  const fits = (more: number) => {
    const grown = counts.slice();
    grown[number] = (grown[number] ?? 0) + more;
    writeDemand(words.planner, grown);
    return searched(question)[0] <= gpus;
  };
  const found = largest(most, fits);
  writeDemand(words.planner, counts);
  return found;
}
