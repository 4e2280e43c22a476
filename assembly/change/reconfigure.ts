/**
 * From what runs on one GPU to what is wanted on it, destroying the least: fewest instances, then
 * fewest memory slices, then the lowest starts of the result in the order of the wants.
 *
 * What stays is a set of running instances that each answer a want of their profile. Which want
 * of several equal ones decides nothing but the order of starts, and is settled last: from the
 * first want on, each takes the lowest start with which some set of the least hindrance remains.
 */
import { feasible } from "../layout/feasible";
import { asked, backTo, occupy, setAnswer, setWantedCount, want, wantedCount } from "../layout/question";
import { hindrance, ranAt, remember, rememberedPin, rememberedProfile, rememberPin } from "../layout/remembered";
import { ofProfile, placementAt, profileOf, startOf } from "../model/model";
import { nextOfBoth } from "../model/sets";

let ran: i32 = 0;
let wants: i32 = 0;

/**
 * The running instances to destroy, as bits; answers 0.. are where each want is in the end, in
 * place or created. -1 where no GPU holds all wants.
 */
export function reconfigure(): i32 {
  wants = wantedCount;
  ran = remember();
  const all = (1 << ran) - 1;
  if (!suffices(all)) return -1;
  let least = all;
  for (let set = 0; set < all; set++) if (hindrance(set) < hindrance(least) && suffices(set)) least = set;
  for (let i = 0; i < wants; i++) {
    const profile = rememberedProfile(i);
    if (rememberedPin(i) < 0) {
      const mine = ofProfile(asked, profile);
      let p = nextOfBoth(mine, mine, 0, asked.words);
      for (let found = -1; found < 0; p = nextOfBoth(mine, mine, p + 1, asked.words)) {
        rememberPin(i, startOf(asked, p));
        found = oneLike(least);
        if (found >= 0) least = found;
      }
    }
    setAnswer(i, placementAt(asked, profile, rememberedPin(i)));
  }
  return least;
}

/** A set of the hindrance of `least` that suffices for the wants as they are pinned now; -1: there is none. */
function oneLike(least: i32): i32 {
  if (suffices(least)) return least;
  for (let set = 0, end = 1 << ran; set < end; set++) {
    if (hindrance(set) == hindrance(least) && suffices(set)) return set;
  }
  return -1;
}

/** Whether the rest of the wants can be created beside the rest of what ran, once the members of `destroyed` are gone. */
function suffices(destroyed: i32): bool {
  let answered = 0;
  backTo(0);
  for (let i = 0; i < ran; i++) {
    if ((destroyed >> i) & 1) continue;
    const by = answeredBy(ranAt(i), answered);
    if (by < 0) return false;
    answered |= 1 << by;
    occupy(ranAt(i));
  }
  setWantedCount(0);
  for (let i = 0; i < wants; i++) if (!((answered >> i) & 1)) want(rememberedProfile(i), rememberedPin(i));
  return feasible();
}

/** The want that a running instance answers by staying: one pinned there, which nothing else could answer; else a free one. -1: none. */
function answeredBy(placement: i32, answered: i32): i32 {
  let free = -1;
  for (let i = 0; i < wants; i++) {
    if ((answered >> i) & 1 || rememberedProfile(i) != profileOf(asked, placement)) continue;
    if (rememberedPin(i) == startOf(asked, placement)) return i;
    if (rememberedPin(i) < 0) free = i;
  }
  return free;
}
