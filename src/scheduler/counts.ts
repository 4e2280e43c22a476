/** Static MIG: devices are there or not, and a pod takes of what is free. */
import { dottedProfile } from "../kubernetes/names.js";
import type { Demand } from "../model/types.js";
import { MAX_SCORE, scoreOf, type Verdict } from "./verdict.js";

/** What a node offers and what pods hold of it, by device. */
export interface Offer {
  readonly allocatable: Demand;
  readonly allocated: Demand;
}

/** An offer as read. */
export interface ReadOffer extends Offer {
  /** Equal for equal counts. */
  readonly key: string;
}

/**
 * A node passes where allocatable minus allocated covers what is asked. Preemption frees no more than
 * is allocatable. Scored is the share of all its devices that is then in use: full nodes first, so
 * that the others stay whole for pods that ask for much, and for mig-manager, which divides only
 * GPUs on which nothing runs.
 */
export function judgeCounts(asked: Demand, offer: Offer): Verdict {
  const short = Object.entries(asked).map(([device, count]) => lackOf(device, count, offer));
  const lack = short.find((each) => each !== null && !each.isResolvable) ?? short.find((each) => each !== null);
  return lack ?? { passes: true, score: scoreOf(shareInUse(asked, offer), 1, MAX_SCORE) };
}

function lackOf(device: string, count: number, { allocatable, allocated }: Offer): (Verdict & { passes: false }) | null {
  const all = amount(allocatable, device);
  const free = Math.max(0, all - amount(allocated, device));
  if (count <= free) return null;
  const name = deviceName(device);
  if (all === 0) return { passes: false, isResolvable: false, reason: `no ${name}` };
  if (count > all) return { passes: false, isResolvable: false, reason: `only ${all} ${name}, ${count} needed` };
  const needed = count === 1 ? "" : `, ${count} needed`;
  return { passes: false, isResolvable: true, reason: `${free} of ${all} ${name} free${needed}` };
}

/** 0 to 1, with what is asked in use too. */
export function shareInUse(asked: Demand, { allocatable, allocated }: Offer): number {
  let all = 0;
  let used = 0;
  for (const [device, count] of Object.entries(allocatable)) {
    all += count;
    used += Math.min(count, amount(allocated, device) + amount(asked, device));
  }
  return all === 0 ? 0 : used / all;
}

/** Both counts together, device by device: own and shared ones are one number in what a node offers. */
export function sumOf(a: Demand, b: Demand): Demand {
  const sums = new Map(Object.entries(a));
  for (const [device, count] of Object.entries(b)) sums.set(device, (sums.get(device) ?? 0) + count);
  return Object.fromEntries(sums);
}

/** How many of a device; 0 where it is not counted, also under a name that every object has. */
export function amount(counts: Demand, device: string): number {
  return Object.hasOwn(counts, device) ? (counts[device] ?? 0) : 0;
}

/** "mig-1g.10gb.me", or "gpu". */
export function deviceName(device: string): string {
  return device === "gpu" ? device : dottedProfile(device);
}
