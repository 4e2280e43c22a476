/** Counts -> layouts: each bin's instances packed on its GPUs by the planner, and laid out beside what runs there. */
import { askAbout, type Running } from "../../gpu/running.js";
import type { Layout, Placement } from "../../gpu/types.js";
import { readGroups, writeDemand } from "../../planner/index.js";
import { type Allotment, at } from "./allotment.js";
import type { Bin, Stand } from "./bins.js";
import type { Existing } from "./problem.js";
import type { PlannedGroup, PlannedPool } from "./types.js";

/** How many GPUs get how many more of each profile. */
interface Filling {
  count: number;
  readonly counts: readonly number[];
}

export function expand(allotment: Allotment): readonly PlannedPool[] {
  return allotment.board.stands.map((stand, i) => poolOf(allotment, stand, i));
}

function poolOf(allotment: Allotment, stand: Stand, index: number): PlannedPool {
  const { pool, bins } = stand;
  const onExisting = new Map<Existing, PlannedGroup[]>();
  const onNew: PlannedGroup[] = [];
  for (const bin of bins) {
    const fillings = packed(allotment, bin);
    // Existing GPUs are filled first; what is left of the fillings stands on new ones.
    for (const existing of bin.existing) {
      onExisting.set(
        existing,
        take(fillings, existing.count).map(({ count, counts }) => grouped(bin, existing.running, count, counts)),
      );
    }
    if (!bin.open) continue;
    const fresh = take(fillings, at(allotment.fresh, index));
    onNew.push(...fresh.map(({ count, counts }) => grouped(bin, NOTHING_RUNS, count, counts)));
  }
  const lent = at(allotment.lent, index);
  const emptied = at(allotment.emptied, index);
  const there = pool.existing.flatMap((existing) => onExisting.get(existing) ?? [untouched(existing)]);
  return {
    pool: pool.index,
    model: pool.words.model.name,
    gpus: at(allotment.fresh, index) + lent,
    wholeGpus: lent + emptied,
    groups: [...there, ...onNew, ...(lent > 0 ? [{ count: lent, layout: [], added: [] }] : [])],
  };
}

const NOTHING_RUNS: Running = { numbers: [], placements: [], name: "layout" };

function untouched({ count, running }: Existing): PlannedGroup {
  return { count, layout: running.placements, added: [] };
}

/** The fillings of a bin's GPUs, fullest patterns first; GPUs that none is left for stay as they are. */
function packed(allotment: Allotment, bin: Bin): Filling[] {
  const { planner, handle, model } = bin.pool.words;
  const counts = allotment.countsIn(bin);
  writeDemand(planner, counts);
  const known = allotment.patterns.get(bin);
  const isPeeled = bin.exactness === "facets" && planner.peel(bin.polytope, planner.lowerBound(bin.polytope)) !== 0;
  if (known !== undefined) {
    planner.beginPacking(bin.polytope);
    // Classes that fill a GPU have had theirs by now; their patterns are the last.
    for (let pattern = 0; pattern < planner.patternCount(bin.polytope); pattern++)
      planner.packPattern(bin.polytope, pattern, at(known, pattern));
  } else if (!isPeeled) planner.search(handle, bin.polytope);
  return readGroups(planner, model.profiles.length)
    .filter(({ counts }) => counts.some((count) => count > 0))
    .map(({ count, counts }) => ({ count, counts }));
}

/** Fillings for so many GPUs, off the list; the last of them may be empty. */
function take(fillings: Filling[], gpus: number): Filling[] {
  const taken: Filling[] = [];
  let left = gpus;
  while (left > 0) {
    const [first] = fillings;
    if (first === undefined) {
      taken.push({ count: left, counts: [] });
      break;
    }
    const count = Math.min(left, first.count);
    taken.push({ count, counts: first.counts });
    first.count -= count;
    left -= count;
    if (first.count === 0) fillings.shift();
  }
  return taken;
}

/** GPUs with these instances added where `fit` would put them. */
function grouped(bin: Bin, running: Running, count: number, counts: readonly number[]): PlannedGroup {
  const added = placed(bin, running, counts);
  return { count, layout: [...running.placements, ...added], added };
}

function placed({ pool: { words } }: Bin, running: Running, counts: readonly number[]): Layout {
  const wants = counts.flatMap((count, profile) => Array.from({ length: count }, () => ({ profile, pin: -1 })));
  if (wants.length === 0) return [];
  askAbout(words, running, wants);
  words.planner.fitAlone(-1);
  const box = words.planner.mailbox();
  return wants.map((_, i) => words.placed[box[i] as number] as Placement); // the planner's numbers are ours
}
