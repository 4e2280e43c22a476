import { counted } from "../model/quote.js";
import type { GpuInstanceProfile } from "../model/types.js";
import type { Want } from "../planner/index.js";
import { askAbout, type Running } from "./running.js";
import type { Fit, Layout, Misfit, MisfitCode, Move, Placement } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** Reasons as `assembly/layout/misfit.ts` numbers them. */
const CODES = [
  "MAX_COUNT",
  "INSTANCE_LIMIT",
  "MEDIA_ENGINES",
  "MEMORY_SLICES",
  "COMPUTE_SLICES",
  "NO_START",
] as const satisfies readonly MisfitCode[];

/** Serves the wants one by one, starts free to change, and says of each that cannot be served why. */
export function misfits(words: Vocabulary, wants: readonly Want[], running: Running): Fit {
  askAbout(words, running);
  const reasons: Misfit[] = [];
  wants.forEach((want, index) => {
    if (words.planner.serve(want.profile, want.pin) === 0) reasons.push(misfit(words, want, index, running.placements));
  });
  // The planner refused the wants together, and "together" is what serving them one by one ends with.
  const [reason] = reasons as [Misfit];
  return Object.freeze({ fits: false, reason, reasons: Object.freeze(reasons) });
}

function misfit(words: Vocabulary, want: Want, index: number, running: Layout): Misfit {
  const { planner, model } = words;
  planner.explain(want.profile, want.pin);
  const [
    reason = 0,
    requested = 0,
    used = 0,
    capacity = 0,
    budget = 0,
    blocking = 0,
    overMemory = 0,
    overCompute = 0,
    served = 0,
  ] = planner.mailbox();
  const code = CODES[reason] as (typeof CODES)[number]; // the planner's reasons are numbered as above
  const profile = model.profiles[want.profile] as GpuInstanceProfile; // number of a profile
  const message = sentence({
    code,
    profile,
    requested,
    used,
    capacity,
    budget: model.budgets[budget]?.name ?? "",
    model: model.name,
    starts: want.pin < 0 ? profile.starts : [want.pin],
    overMemory: members(overMemory, running),
    overCompute: members(overCompute, running),
    servedOver: served > 0,
  });
  const blockers = Object.freeze(members(blocking, running));
  // Recreating instances changes no count and no sum, so only a missing start can be helped by it.
  const moves = code === "NO_START" ? movesFor(words, want, running) : null;
  return Object.freeze({ code, message, profile: profile.name, index, requested, used, capacity, blockers, moves });
}

function movesFor(words: Vocabulary, want: Want, running: Layout): readonly Move[] | null {
  const set = words.planner.moves(want.profile, want.pin);
  if (set === 0) return null;
  const box = words.planner.mailbox();
  return Object.freeze(
    members(set, running).map((from, i) => Object.freeze({ from, to: words.placed[box[i] as number] as Placement })), // our numbers
  );
}

function members(bits: number, running: Layout): Placement[] {
  return running.filter((_, i) => (bits >> i) & 1);
}

/** What a sentence is made of. */
interface Told {
  readonly code: (typeof CODES)[number];
  readonly profile: GpuInstanceProfile;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
  readonly budget: string;
  readonly model: string;
  readonly starts: readonly number[];
  /** Running instances over the memory slices of any start, and those only over its compute slices. */
  readonly overMemory: Layout;
  readonly overCompute: Layout;
  /** Whether entries served before are over a start. */
  readonly servedOver: boolean;
}

function sentence(told: Told): string {
  const { code, profile, requested, used, capacity, budget, model } = told;
  const are = used === 1 ? "is" : "are";
  switch (code) {
    case "MAX_COUNT":
      return `${profile.name} can exist ${times(capacity)} on one ${model}, and ${used} ${are} there or wanted before`;
    case "INSTANCE_LIMIT":
      return `one ${model} holds at most ${capacity} GPU instances, and ${used} are there or wanted before`;
    case "MEDIA_ENGINES":
      return `${profile.name} needs ${requested} of ${budget}; the GPU has ${capacity}, of which ${used} ${are} taken`;
    case "MEMORY_SLICES":
      return `${profile.name} needs ${counted(requested, "memory slice")}; ${used} of ${capacity} are taken`;
    case "COMPUTE_SLICES":
      return `${profile.name} needs ${counted(requested, "compute slice")}; ${used} of ${capacity} are taken`;
    case "NO_START":
      return `${profile.name} needs ${windows(told)}; ${hindrances(told)}`;
  }
}

/** "memory slices 0-3 or 4-7" */
function windows({ profile: { memorySlices }, starts }: Told): string {
  const each = starts.map((start) => (memorySlices === 1 ? `${start}` : `${start}-${start + memorySlices - 1}`));
  return `${each.length * memorySlices === 1 ? "memory slice" : "memory slices"} ${either(each)}`;
}

/** "slice 0 holds 1g.10gb, slices 4-5 hold 2g.20gb" */
function hindrances({ overMemory, overCompute, servedOver }: Told): string {
  const held = [...overMemory].sort((a, b) => a.start - b.start).map(holds);
  const shared = overCompute.map(({ profile, start }) => `${profile}@${start} has compute slices under them`);
  return [...held, ...shared, ...(servedOver ? ["what is wanted before takes the rest"] : [])].join(", ");
}

function holds({ start, size, profile }: Placement): string {
  return size === 1 ? `slice ${start} holds ${profile}` : `slices ${start}-${start + size - 1} hold ${profile}`;
}

function either(options: readonly string[]): string {
  return options.length < 2 ? options.join("") : `${options.slice(0, -1).join(", ")} or ${options.at(-1)}`;
}

function times(n: number): string {
  return n === 1 ? "once" : `${n} times`;
}
