import { capacity, fit, freeStarts, type GpuInstanceProfile, gpuModel, type Misfit } from "migpack";
import type { State } from "./state.js";

/** One profile, beside what is on the board. */
export interface Offer {
  readonly profile: GpuInstanceProfile;
  /** How many more of it alone. */
  readonly more: number;
  /** Every start that it can have, and whether it is free now. */
  readonly starts: readonly { readonly start: number; readonly free: boolean }[];
  /** Where it would go; null where it does not fit. */
  readonly start: number | null;
  readonly refusal: Misfit | null;
}

/** All profiles of the model, in its order. */
export function offersOf({ model, placements }: State): readonly Offer[] {
  const more = capacity(model, placements);
  return gpuModel(model).profiles.map((profile) => {
    const free = freeStarts(model, profile.name, placements);
    const answer = fit(model, [profile.name], { occupied: placements });
    return {
      profile,
      more: more[profile.name] ?? 0,
      starts: profile.starts.map((start) => ({ start, free: free.includes(start) })),
      start: answer.fits ? (answer.placements[0]?.start ?? null) : null,
      refusal: answer.fits ? null : answer.reason,
    };
  });
}
