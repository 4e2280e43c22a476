/** Which instances are idle or larger than their use. */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { show } from "../model/quote.js";
import { smallestProfile } from "../model/smallest.js";
import type { GpuInstanceProfile } from "../model/types.js";
import { type ModelLookup, modelLookup, profileOrNull } from "./models.js";
import { readSamples } from "./read-samples.js";
import type { DcgmSample } from "./samples.js";

/** An instance that could be smaller, or go. */
export interface RightSizing {
  /** As in the samples; null: the exporter prints none. */
  readonly host: string | null;
  /** DCGM's GPU id. */
  readonly gpu: number;
  /** GPU instance id. */
  readonly instanceId: number;
  /** As the exporter spells it. */
  readonly profile: string;
  /** The profile that would do, by the model's name for it; null: none is needed, the instance is idle. */
  readonly suggestion: string | null;
  /** Why, with the numbers; begins with "idle" where the instance is. */
  readonly reason: string;
}

/** What counts as idle, and as enough. */
export interface RightSizeOptions {
  /** Activity from 0 to 1 below which an instance is idle; default 0.05. */
  readonly idleBelow?: number;
  /** Memory to leave free above the most that was used, as a fraction of that, from 0; default 0.2. */
  readonly memoryHeadroom?: number;
  /** Fewer samples of a metric of an instance than this say nothing; a whole number from 1, default 3. */
  readonly minSamples?: number;
}

/** The fraction of time, from 0 to 1, in which the instance's engines were active (DCGM field 1001). */
const ACTIVITY = "DCGM_FI_PROF_GR_ENGINE_ACTIVE";
/** Framebuffer that is used, in MiB. */
const MEMORY = "DCGM_FI_DEV_FB_USED";

/**
 * Instances that sit idle, or are larger than their use, over the samples of several scrapes put
 * together, oldest first; sorted by host, GPU and instance id. What is as large as it must be is
 * not listed, nor what cannot be judged: fewer than `minSamples` samples of a metric, no activity
 * measured (DCGM_FI_PROF_GR_ENGINE_ACTIVE), and, unless it is idle, no memory measured
 * (DCGM_FI_DEV_FB_USED), a model or profile that is not built in, or one whose memory is not known.
 *
 * The largest value of each metric counts. A suggestion is the smallest profile of the same model,
 * with the same attributes (`+me`, `+gfx`), whose memory holds the use with headroom, and whose
 * compute slices are at least the busy part of the present ones: half of four slices busy need two,
 * which will then be busy all the time. It says nothing about where it fits; ask `reconfigure`.
 *
 * Where an id comes back with another profile or on another GPU, only what follows counts.
 *
 * @throws MigError INVALID_INPUT with the path to what is no sample or no option
 */
export function rightSize(samples: readonly DcgmSample[], options: RightSizeOptions = {}): readonly RightSizing[] {
  return atTheDoor(() => {
    const limits = { ...readOptions(options), modelOf: modelLookup() };
    const uses = new Map<string, Use>();
    for (const sample of readSamples(samples)) {
      const { host, gpu, uuid, profile, instanceId } = sample;
      if (profile === null || instanceId === null) continue;
      const key = JSON.stringify([host, gpu, instanceId]);
      const known = uses.get(key);
      const use = known?.profile === profile && known.uuid === uuid ? known : { host, gpu, uuid, profile, instanceId, seen: [] };
      uses.set(key, use);
      use.seen.push(sample);
    }
    return Object.freeze([...uses.values()].sort(byPlace).flatMap((use) => judged(use, limits) ?? []));
  });
}

/** One instance and its samples. */
interface Use {
  readonly host: string | null;
  readonly gpu: number;
  readonly uuid: string;
  readonly profile: string;
  readonly instanceId: number;
  readonly seen: DcgmSample[];
}
type Limits = Required<RightSizeOptions> & { readonly modelOf: ModelLookup };

function judged(use: Use, limits: Limits): RightSizing | null {
  const activity = most(use.seen, ACTIVITY, limits);
  if (activity === null) return null;
  const memory = most(use.seen, MEMORY, limits);
  const advice = activity < limits.idleBelow ? idle(activity, memory) : smaller(use, activity, memory, limits);
  const { host, gpu, instanceId, profile } = use;
  return advice === null ? null : Object.freeze({ host, gpu, instanceId, profile, ...advice });
}

type Advice = Pick<RightSizing, "suggestion" | "reason">;

function idle(activity: number, memory: number | null): Advice {
  const held = memory === null ? "" : `, at most ${memory} MiB used`;
  return { suggestion: null, reason: `idle: at most ${percent(activity)} active${held}` };
}

function smaller(
  { profile, seen }: Use,
  activity: number,
  memory: number | null,
  { memoryHeadroom, modelOf }: Limits,
): Advice | null {
  const { modelName = "", driver } = seen.at(-1) ?? {};
  const model = modelOf(modelName, driver);
  const own = model === null ? null : profileOrNull(model, profile);
  if (model === null || own === null || memory === null) return null;
  // DCGM's ratios pass 1 by rounding; no one needs more than there is.
  const minComputeSlices = Math.min(1, activity) * own.profile.computeSlices;
  const minMemoryMiB = memory * (1 + memoryHeadroom);
  const enough = smallestProfile(model, { minMemoryMiB, minComputeSlices, attributes: own.attributes });
  if (enough === null || !isSmaller(enough, own.profile)) return null;
  const used = `at most ${memory} MiB used (${Math.ceil(minMemoryMiB)} with headroom)`;
  const busy = `${percent(activity)} of ${own.profile.computeSlices} compute slices active`;
  return {
    suggestion: enough.name,
    reason: `${used} and ${busy}: ${enough.name} has ${enough.memoryMiB} MiB and ${enough.computeSlices}`,
  };
}

/** In the order of `smallestProfile`. */
function isSmaller(a: GpuInstanceProfile, b: GpuInstanceProfile): boolean {
  return (a.memorySlices - b.memorySlices || a.computeSlices - b.computeSlices) < 0;
}

/** null: measured too rarely to say. */
function most(samples: readonly DcgmSample[], metric: string, { minSamples }: Limits): number | null {
  const values = samples.flatMap(({ metrics }) => {
    const value = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    return typeof value === "number" && Number.isFinite(value) && value >= 0 ? [value] : [];
  });
  return values.length < minSamples ? null : values.reduce((a, b) => Math.max(a, b));
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1000) / 10} %`;
}

function byPlace(a: Use, b: Use): number {
  const hosts = (a.host ?? "") < (b.host ?? "") ? -1 : (a.host ?? "") > (b.host ?? "") ? 1 : 0;
  return hosts || a.gpu - b.gpu || a.instanceId - b.instanceId;
}

function readOptions(options: RightSizeOptions): Required<RightSizeOptions> {
  const { idleBelow = 0.05, memoryHeadroom = 0.2, minSamples = 3 } = options;
  check("idleBelow", idleBelow, idleBelow >= 0 && idleBelow <= 1, "a number from 0 to 1");
  check("memoryHeadroom", memoryHeadroom, memoryHeadroom >= 0 && Number.isFinite(memoryHeadroom), "a number from 0");
  check("minSamples", minSamples, Number.isSafeInteger(minSamples) && minSamples >= 1, "a whole number from 1");
  return { idleBelow, memoryHeadroom, minSamples };
}

function check(name: string, value: unknown, holds: boolean, needed: string): void {
  if (typeof value === "number" && holds) return;
  throw new MigError("INVALID_INPUT", `${name}: ${needed} is needed, not ${show(value)}`, { path: ["options", name] });
}
