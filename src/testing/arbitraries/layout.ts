import fc from "fast-check";
import { freeStarts } from "../../gpu/free.js";
import type { Layout, Placement } from "../../gpu/types.js";
import type { GpuInstanceProfile, GpuModel, ModelRef } from "../../model/types.js";
import { arbitraryModel } from "./model.js";
import { modelOf, oneOf, simplestFirst } from "./profiles.js";

/** An instance that a layout takes up where it can. */
interface Wish {
  readonly profile: GpuInstanceProfile;
  /** It goes to the nearest start at or below. */
  readonly slice: number;
}

/**
 * A valid layout of the model (default: of any built-in one), by start; from empty GPUs to full
 * ones. Instances of which the planner says that they are not free are passed over, so that every
 * way of shrinking stays valid. Shrinks to fewest instances, plain profiles in the model's order
 * and low starts.
 *
 * @throws MigError UNKNOWN_MODEL, INVALID_MODEL
 */
export function arbitraryLayout(model?: ModelRef): fc.Arbitrary<Layout> {
  if (model === undefined) return arbitraryModel({ builtinOnly: true }).chain((each) => arbitraryLayout(each));
  const read = modelOf(model);
  const wish = fc.record({
    profile: oneOf(simplestFirst(read)),
    slice: fc.nat(read.memorySlices - 1),
  });
  // Twice as many wishes as there is room for: late ones mostly find their slices taken.
  return fc.array(wish, { maxLength: 2 * read.memorySlices, size: "max" }).map((wishes) => granted(read, wishes));
}

function granted(model: GpuModel, wishes: readonly Wish[]): Layout {
  const layout: Placement[] = [];
  for (const { profile, slice } of wishes) {
    const { name, memorySlices: size, starts } = profile;
    const start = starts.findLast((each) => each <= slice) ?? starts[0];
    if (start !== undefined && freeStarts(model, name, layout).includes(start)) layout.push({ profile: name, start, size });
  }
  return layout.sort((a, b) => a.start - b.start);
}
