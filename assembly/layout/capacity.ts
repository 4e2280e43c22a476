/** What an occupied GPU still takes. */
import { MAX_INSTANCES } from "../limits";
import { mostOf } from "../model/compile";
import { copyGpu, free, GPU_BYTES } from "../model/gpu";
import { ofProfile, startOf } from "../model/model";
import { nextOfBoth } from "../model/sets";
import { asked, now } from "./question";

const frames = memory.data(<i32>(GPU_BYTES * (MAX_INSTANCES + 1)), 16);

/** How many more of the profile alone fit: the Free column of `nvidia-smi mig -lgip` (R6). */
export function capacity(profile: i32): i32 {
  copyGpu(asked, now(), frames);
  return mostOf(asked, frames, ofProfile(asked, profile), 0);
}

/** Starts, as bits, at which the profile can be created now. */
export function freeStarts(profile: i32): i32 {
  let starts = 0;
  let p = nextOfBoth(free(now()), ofProfile(asked, profile), 0, asked.words);
  while (p >= 0) {
    starts |= 1 << startOf(asked, p);
    p = nextOfBoth(free(now()), ofProfile(asked, profile), p + 1, asked.words);
  }
  return starts;
}
