/** How many instances and how much of each budget a set of profiles uses, and what that exceeds. */
import { MAX_BUDGETS, MAX_PROFILES } from "../limits";
import { budgetTotal, budgetUse, Model, maxCount } from "../model/model";

/** Bits of `exceededBy`: bit BUDGET + b stands for budget b. */
export const COUNT: i32 = 0;
export const INSTANCES: i32 = 1;
export const BUDGET: i32 = 2;

const counts = memory.data(MAX_PROFILES * 4);
const used = memory.data(MAX_BUDGETS * 4);
let total: i32 = 0;

export function resetTally(): void {
  memory.fill(counts, 0, MAX_PROFILES * 4);
  memory.fill(used, 0, MAX_BUDGETS * 4);
  total = 0;
}

/** What one more of the profile would exceed, as bits. */
export function exceededBy(model: Model, profile: i32): i32 {
  let bits = 0;
  if (countOf(profile) + 1 > maxCount(model, profile)) bits |= 1 << COUNT;
  if (total + 1 > model.maxInstances) bits |= 1 << INSTANCES;
  for (let b = 0; b < model.budgets; b++) {
    const use = budgetUse(model, b, profile);
    if (use != 0 && usedOf(b) + use > budgetTotal(model, b)) bits |= 1 << (BUDGET + b);
  }
  return bits;
}

export function tally(model: Model, profile: i32): void {
  store<i32>(counts + ((<usize>profile) << 2), countOf(profile) + 1);
  total++;
  for (let b = 0; b < model.budgets; b++) {
    store<i32>(used + ((<usize>b) << 2), usedOf(b) + budgetUse(model, b, profile));
  }
}

/** Adds one of the profile all the same, and says as bits what that exceeds. */
export function tallyChecked(model: Model, profile: i32): i32 {
  const bits = exceededBy(model, profile);
  tally(model, profile);
  return bits;
}

export function countOf(profile: i32): i32 {
  return load<i32>(counts + ((<usize>profile) << 2));
}
export function usedOf(budget: i32): i32 {
  return load<i32>(used + ((<usize>budget) << 2));
}
export function instanceCount(): i32 {
  return total;
}
