import { atTheDoor } from "../door.js";
import { askAbout } from "../gpu/running.js";
import type { Layout, Placement } from "../gpu/types.js";
import { type Vocabulary, vocabularyOf } from "../gpu/vocabulary.js";
import type { Demand, ModelRef } from "../model/types.js";
import { beyond, readCount, readDemand } from "./demand.js";
import { type Polytope, polytopeFor } from "./polytope.js";
import type { Certificate, Headroom, LayoutGroup, MinGpus, Packing } from "./types.js";

/** A demand put before the planner, with the polytope that judges it. */
interface Question {
  readonly words: Vocabulary;
  readonly polytope: Polytope;
  readonly counts: Float64Array;
  readonly empty: boolean;
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
    return Object.freeze({ ...least, groups: readGroups(question.words) });
  });
}

/**
 * What `gpus` GPUs that must also hold `demand` still take: how many more of each profile alone,
 * and by which factor the whole demand can grow. Profiles of which no more fits are left out. Where
 * the demand does not fit, that is all of them, and `scale` is below 1.
 *
 * @throws MigError as `minGpus`
 */
export function headroom(model: ModelRef, gpus: number, demand: Demand): Headroom {
  return atTheDoor(() => {
    const count = readCount(gpus, ["gpus"]);
    const question = ask(model, demand);
    const { planner, model: resolved } = question.words;
    const scale = question.empty ? null : planner.scaleFor(question.polytope.handle, count);
    const more = resolved.profiles.map(({ name }, number) => [name, moreOf(question, number, count)] as const);
    return Object.freeze({ more: Object.freeze(Object.fromEntries(more.filter(([, n]) => n > 0))), scale });
  });
}

function ask(model: ModelRef, demand: Demand): Question {
  const words = vocabularyOf(model);
  const { counts, profiles } = readDemand(words, demand);
  const polytope = polytopeFor(words, profiles);
  put(words, counts);
  return { words, polytope, counts, empty: profiles === 0 };
}

/** Writes the demand where the planner reads it. The view is made anew each time: it dies when the memory grows. */
function put({ planner }: Vocabulary, counts: Float64Array): void {
  new Float64Array(planner.memory.buffer, planner.demandAt(), counts.length).set(counts);
}

/** GPUs, and the proven bound, by search. */
function searched({ words, polytope }: Question): [gpus: number, proven: number] {
  words.planner.search(words.handle, polytope.handle);
  return [words.planner.searchedGpus.value, words.planner.searchedBound.value];
}

function answer(question: Question, bound: number, gpus: number, proven = bound): MinGpus {
  if (gpus > Number.MAX_SAFE_INTEGER) throw beyond(["demand"]);
  const { polytope, words, empty } = question;
  const facet = polytope.facets[words.planner.bindingFacet()] ?? NO_FACET;
  const certificate: Certificate = Object.freeze({
    kind: gpus === bound ? "inequality" : "search",
    weights: facet.weights,
    perGpu: facet.perGpu,
    value: bound,
    says: empty ? "nothing to place" : facet.says,
  });
  return Object.freeze({ gpus, lowerBound: proven, optimal: gpus === proven, certificate });
}

const NO_FACET: Polytope["facets"][number] = { weights: {}, perGpu: 1, says: "nothing to place" };

function readGroups(words: Vocabulary): readonly LayoutGroup[] {
  const { planner, model } = words;
  const rowBytes = planner.GROUP_BYTES.value;
  const start = planner.groupsAt();
  const rows = Array.from({ length: planner.groupCount() }, (_, i) => {
    const count = new Float64Array(planner.memory.buffer, start + i * rowBytes, 1)[0] ?? 0;
    return {
      count,
      counts: new Uint8Array(
        planner.memory.buffer.slice(start + i * rowBytes + 8, start + i * rowBytes + 8 + model.profiles.length),
      ),
    };
  });
  return Object.freeze(rows.map(({ count, counts }) => Object.freeze({ count, layout: layoutOf(words, counts) })));
}

const layoutsOf = new WeakMap<Vocabulary, Map<string, Layout>>();

/** The layout that `fit` gives a pattern on an empty GPU, profiles in the model's order. */
function layoutOf(words: Vocabulary, counts: Uint8Array): Layout {
  let known = layoutsOf.get(words);
  if (known === undefined) layoutsOf.set(words, (known = new Map()));
  const key = counts.join();
  const layout = known.get(key) ?? makeLayout(words, counts);
  known.set(key, layout);
  return layout;
}

function makeLayout(words: Vocabulary, counts: Uint8Array): Layout {
  const { planner } = words;
  const wants = [...counts].flatMap((count, profile) => Array.from({ length: count }, () => ({ profile, pin: -1 })));
  askAbout(words, { numbers: [], placements: [], name: "" }, wants);
  planner.fit(-1);
  const box = planner.mailbox();
  return Object.freeze(wants.map((_, i) => words.placed[box[i] as number] as Placement)); // the planner's numbers are ours
}

/** How many more of one profile: by the facets, which is exact for a certified polytope; else the most that a packing is found for. */
function moreOf(question: Question, number: number, gpus: number): number {
  const { words, polytope, counts } = question;
  const most = words.planner.roomFor(polytope.handle, number, gpus);
  if (most < 0) return 0;
  if (most > Number.MAX_SAFE_INTEGER) throw beyond(["gpus"]);
  if (polytope.certified) return most;
  const fits = (more: number) => {
    const grown = counts.slice();
    grown[number] = (grown[number] ?? 0) + more;
    put(words, grown);
    return searched(question)[0] <= gpus;
  };
  let low = 0;
  let high = most;
  if (!fits(0)) high = 0;
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  put(words, counts);
  return low;
}
