import { MigError } from "../error.js";
import { counted, show } from "../model/quote.js";
import type { GpuInstanceProfile } from "../model/types.js";
import { computeInstanceFaults } from "./compute-instances.js";
import { type ReadPlacement, readPlacement } from "./read-placement.js";
import type { LayoutFault, LayoutFaultCode, PlacementInput } from "./types.js";
import { placementNumber, profileNumber, type Vocabulary } from "./vocabulary.js";

/** The bits of the planner's `tallyChecked`, as `assembly/layout/tally.ts` numbers them. */
const COUNT_BIT = 0;
const INSTANCES_BIT = 1;
const FIRST_BUDGET_BIT = 2;

interface Entry {
  readonly index: number;
  readonly profile: number;
  readonly name: string;
  /** -1: not at a legal start, or of a wrong size */
  readonly placement: number;
}

/** Every fault of a layout, by entry. The geometry is the planner's; this only asks it and words the answer. */
export function layoutFaults(words: Vocabulary, layout: readonly PlacementInput[], withComputeInstances: boolean): LayoutFault[] {
  const faults: LayoutFault[] = [];
  const entries: Entry[] = [];
  // Array.from, since forEach would pass over the holes of a sparse list.
  Array.from(layout).forEach((input, index) => {
    const read = readPlacement(input, ["layout", index]);
    const entry = readEntry(words, read, index, faults);
    if (entry === null) return;
    entries.push(entry);
    if (!withComputeInstances || read.computeInstances === undefined) return;
    for (const message of computeInstanceFaults(words, entry.profile, read.computeInstances)) {
      faults.push({ code: "COMPUTE_INSTANCES", message, index, others: [] });
    }
  });
  faults.push(...overlaps(words, entries), ...excesses(words, entries));
  return faults.sort((a, b) => a.index - b.index);
}

function readEntry(words: Vocabulary, read: ReadPlacement, index: number, faults: LayoutFault[]): Entry | null {
  const fault = (code: LayoutFaultCode, message: string) => void faults.push({ code, message, index, others: [] });
  let profile: number;
  try {
    profile = profileNumber(words, read.profile, []);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    fault("UNKNOWN_PROFILE", error.message);
    return null;
  }
  const { name, memorySlices, starts } = words.model.profiles[profile] as GpuInstanceProfile; // number of a profile
  const number = placementNumber(words, profile, read.start as number); // -1 for whatever is no start
  const legal = number >= 0;
  const sized = read.size === undefined || read.size === memorySlices;
  if (!legal) fault("ILLEGAL_START", `${name} never sits at ${show(read.start)}; its starts are ${starts.join(", ")}`);
  if (!sized) fault("WRONG_SIZE", `${name} takes ${counted(memorySlices, "memory slice")}, not ${show(read.size)}`);
  return { index, profile, name, placement: legal && sized ? number : -1 };
}

/** One fault for each entry that shares a slice with an earlier one. */
function overlaps(words: Vocabulary, entries: readonly Entry[]): LayoutFault[] {
  const placed = entries.flatMap(({ index, name, placement }) => {
    const at = words.placed[placement];
    return at === undefined ? [] : [{ index, placement, text: `${name}@${at.start}` }];
  });
  return placed.flatMap(({ index, placement, text }, i) => {
    const under = placed.slice(0, i).filter((other) => words.planner.overlap(words.handle, placement, other.placement) !== 0);
    if (under.length === 0) return [];
    const message = `${text} overlaps ${under.map((other) => other.text).join(" and ")}`;
    return [{ code: "OVERLAP", message, index, others: under.map((other) => other.index) }];
  });
}

/** One fault for each entry with which a count, the instance limit or a budget is exceeded. */
function excesses(words: Vocabulary, entries: readonly Entry[]): LayoutFault[] {
  const { planner, model } = words;
  const faults: LayoutFault[] = [];
  planner.resetTally();
  entries.forEach((entry, i) => {
    const exceeded = planner.tallyChecked(words.handle, entry.profile);
    const earlier = entries.slice(0, i);
    const push = (code: LayoutFaultCode, message: string, others: readonly Entry[]) =>
      void faults.push({ code, message, index: entry.index, others: others.map((other) => other.index) });
    const { maxCount } = model.profiles[entry.profile] as GpuInstanceProfile; // number of a profile
    if ((exceeded >> COUNT_BIT) & 1) {
      const same = earlier.filter((other) => other.profile === entry.profile);
      push("MAX_COUNT", `one ${model.name} holds at most ${maxCount} ${entry.name}`, same);
    }
    if ((exceeded >> INSTANCES_BIT) & 1) {
      push("INSTANCE_LIMIT", `one ${model.name} holds at most ${model.maxInstances} GPU instances`, earlier);
    }
    model.budgets.forEach((budget, b) => {
      if (!((exceeded >> (FIRST_BUDGET_BIT + b)) & 1)) return;
      const users = earlier.filter((other) => (budget.uses[other.name] ?? 0) > 0);
      push(
        "MEDIA_ENGINES",
        `${entry.name} takes ${budget.uses[entry.name]} of ${budget.name}, and the GPU has ${budget.total}`,
        users,
      );
    });
  });
  return faults;
}
