/** Which counters of a GPU bind beyond its memory slices. */
import { MigError } from "../error.js";
import { layouts } from "../gpu/enumerate.js";
import { defineGpuModel } from "../model/define.js";
import type { Budget, GpuModelSpec } from "../model/types.js";

/** What the planner takes as a total. */
const MAX_TOTAL = 65_535;
/** Real boards have some thousand maximal layouts; beyond so many a counter is kept, which is never wrong. */
const MAX_LAYOUTS = 20_000;

/**
 * The counters without which some layout would go through that the scheduler refuses, as budgets.
 * Those that the memory slices (or counters before them) already keep are left out: on most boards
 * all but the OFA. Scarce counters come first; of equal ones the last by name.
 *
 * @throws MigError INVALID_MODEL where the devices make no model; INVALID_INPUT for a counter too finely divided
 */
export function bindingBudgets(spec: GpuModelSpec, counters: readonly Budget[]): readonly Budget[] {
  const order = counters.map(inWholeUnits).sort((a, b) => a.total - b.total || (a.name < b.name ? 1 : -1));
  const kept: Budget[] = [];
  for (const counter of order) if (binds({ ...spec, budgets: kept }, counter)) kept.push(counter);
  return kept;
}

function binds(spec: GpuModelSpec, { name, total, uses }: Budget): boolean {
  const users = Object.keys(uses).length;
  if (users === 0) return false;
  let looked = 0;
  for (const layout of layouts(defineGpuModel(spec), { maximal: true, profiles: spec.profiles.map((profile) => profile.name) })) {
    const used = layout.reduce((sum, { profile }) => sum + (Object.hasOwn(uses, profile) ? (uses[profile] ?? 0) : 0), 0);
    if (used > total || ++looked > MAX_LAYOUTS) {
      if (total <= MAX_TOTAL) return true;
      throw new MigError("INVALID_INPUT", `the counter ${name} binds, and is divided more finely than into ${MAX_TOTAL} parts`);
    }
  }
  return false;
}

/** Bytes in as many as all uses are multiples of; counts stay what they are, for messages to tell. */
function inWholeUnits(counter: Budget): Budget {
  if (counter.total <= MAX_TOTAL) return counter;
  const unit = Object.values(counter.uses).reduce(greatestCommonDivisor, counter.total);
  return {
    ...counter,
    total: counter.total / unit,
    uses: Object.fromEntries(Object.entries(counter.uses).map(([profile, use]) => [profile, use / unit])),
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
