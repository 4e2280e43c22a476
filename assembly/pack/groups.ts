/**
 * The packing being made: runs of GPUs that hold the same. Packing decides in classes; which
 * twin takes which place is decided here, so that groups stay few.
 *
 *   Group: [ f64 count of GPUs | u8[MAX_PROFILES] count of each profile ]
 */
import { MAX_PROFILES } from "../limits";
import { wantedOf } from "./demand";
import { classOf, Polytope } from "./polytope";

const MAX_GROUPS: i32 = 1 << 11;
export const GROUP_BYTES: i32 = 8 + MAX_PROFILES;

const groups = memory.data(MAX_GROUPS * GROUP_BYTES, 16);
/** u64[MAX_PROFILES]: what of each profile has no place yet */
const unplaced = memory.data(MAX_PROFILES * 8, 16);
let count: i32 = 0;

export function groupsAt(): usize {
  return groups;
}
export function groupCount(): i32 {
  return count;
}
export function beginGroups(): void {
  count = 0;
  for (let p = 0; p < MAX_PROFILES; p++) store<u64>(unplaced + ((<usize>p) << 3), wantedOf(p));
}

function unplacedOf(profile: i32): u64 {
  return load<u64>(unplaced + ((<usize>profile) << 3));
}

/**
 * `gpus` GPUs with room for `pattern` (u8[classes]) each: fills them from what has no place yet,
 * profile by profile in the model's order. False where more groups are needed than there is room for.
 */
export function addGroups(polytope: Polytope, gpus: u64, pattern: usize): bool {
  while (gpus > 0) {
    if (count == MAX_GROUPS) return false;
    const group = groups + <usize>(count * GROUP_BYTES);
    const row = group + 8;
    memory.fill(row, 0, MAX_PROFILES);
    // As many GPUs in a row can hold the same as the scarcest profile in it lasts.
    let run = gpus;
    for (let p = 0; p < MAX_PROFILES; p++) {
      const index = classOf(polytope, p);
      if (index < 0) continue;
      const places = <u64>load<u8>(pattern + <usize>index) - placed(polytope, row, index, p);
      const take = min(places, unplacedOf(p));
      store<u8>(row + <usize>p, <u8>take);
      if (take > 0) run = min(run, unplacedOf(p) / take);
    }
    store<f64>(group, <f64>run);
    for (let p = 0; p < MAX_PROFILES; p++) {
      const used = run * <u64>load<u8>(row + <usize>p);
      store<u64>(unplaced + ((<usize>p) << 3), unplacedOf(p) - used);
    }
    gpus -= run;
    count++;
  }
  return true;
}

/** Places of a class that profiles before `end` take in the row. */
function placed(polytope: Polytope, row: usize, index: i32, end: i32): u64 {
  let sum: u64 = 0;
  for (let p = 0; p < end; p++) if (classOf(polytope, p) == index) sum += <u64>load<u8>(row + <usize>p);
  return sum;
}
