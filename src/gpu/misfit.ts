import type { GpuInstanceProfile } from "../model/types.js";
import { askAbout, type Running } from "./running.js";
import type { Fit, Layout, Misfit, MisfitCode, Move, Placement } from "./types.js";
import type { Vocabulary, Want } from "./vocabulary.js";

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
  const [reason = 0, requested = 0, used = 0, capacity = 0, budgetNumber = 0, blocking = 0] = planner.mailbox();
  const code = CODES[reason] as (typeof CODES)[number]; // the planner's reasons are numbered as above
  const numbers = { requested, used, capacity };
  const budget = model.budgets[budgetNumber]?.name ?? "";
  const blockers = members(blocking, running);
  const profile = model.profiles[want.profile] as GpuInstanceProfile; // number of a profile
  // Recreating instances changes no count and no sum, so only a missing start can be helped by it.
  const moves = code === "NO_START" ? movesFor(words, want, running) : null;
  const message = sentence(code, profile, want.pin, numbers, budget, running, blockers, model.name);
  return Object.freeze({ code, message, profile: profile.name, index, ...numbers, blockers: Object.freeze(blockers), moves });
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

function sentence(
  code: (typeof CODES)[number],
  profile: GpuInstanceProfile,
  pin: number,
  { requested, used, capacity }: { requested: number; used: number; capacity: number },
  budget: string,
  running: Layout,
  blockers: Layout,
  model: string,
): string {
  switch (code) {
    case "MAX_COUNT":
      return `${profile.name} can exist ${times(capacity)} on one ${model}, and ${used} ${used === 1 ? "is" : "are"} there or wanted before`;
    case "INSTANCE_LIMIT":
      return `one ${model} holds at most ${capacity} GPU instances, and ${used} are there or wanted before`;
    case "MEDIA_ENGINES":
      return `${profile.name} needs ${requested} of ${budget}; the GPU has ${capacity}, of which ${used} ${used === 1 ? "is" : "are"} taken`;
    case "MEMORY_SLICES":
      return `${profile.name} needs ${count(requested, "memory slice")}; ${used} of ${capacity} are taken`;
    case "COMPUTE_SLICES":
      return `${profile.name} needs ${count(requested, "compute slice")}; ${used} of ${capacity} are taken`;
    case "NO_START":
      return `${profile.name} needs memory slices ${windows(profile, pin)}; ${hindrances(profile, pin, running, blockers)}`;
  }
}

/** "0-3 or 4-7" */
function windows(profile: GpuInstanceProfile, pin: number): string {
  const starts = pin < 0 ? profile.starts : [pin];
  return either(
    starts.map((start) => (profile.memorySlices === 1 ? `${start}` : `${start}-${start + profile.memorySlices - 1}`)),
  );
}

/** "slice 0 holds 1g.10gb, slice 5 holds 2g.20gb": the lowest slice of each running instance that reaches into a window. */
function hindrances(profile: GpuInstanceProfile, pin: number, running: Layout, blockers: Layout): string {
  const starts = pin < 0 ? profile.starts : [pin];
  const inside = running.filter(({ start, size }) => starts.some((s) => start < s + profile.memorySlices && s < start + size));
  const held = [...(inside.length > 0 ? inside : blockers)].sort((a, b) => a.start - b.start);
  if (held.length === 0) return "those wanted before it leave no such start";
  const text = held.map(
    ({ start, size, profile: name }) => `slice${size === 1 ? ` ${start} holds` : `s ${start}-${start + size - 1} hold`} ${name}`,
  );
  return text.join(", ");
}

function either(options: readonly string[]): string {
  return options.length < 2 ? options.join("") : `${options.slice(0, -1).join(", ")} or ${options.at(-1)}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function times(n: number): string {
  return n === 1 ? "once" : `${n} times`;
}
