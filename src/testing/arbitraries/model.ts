import fc from "fast-check";
import { MigError } from "../../error.js";
import { gpuModels } from "../../model/catalogue.js";
import { defineGpuModel } from "../../model/define.js";
import type { ComputeInstanceProfile, GpuInstanceProfileSpec, GpuModel, GpuModelSpec } from "../../model/types.js";
import { oneOf } from "./profiles.js";

/**
 * A GPU model: a built-in one, or (unless `builtinOnly`) one that no one builds, of up to 12 memory
 * slices and 5 profiles, some with an attribute of which a GPU has one, and with compute instances.
 * Shrinks to the first built-in model; of the others, to few profiles on a small grid.
 */
export function arbitraryModel(options?: { readonly builtinOnly?: boolean }): fc.Arbitrary<GpuModel> {
  const builtin = oneOf(gpuModels());
  return options?.builtinOnly === true ? builtin : fc.oneof({ withCrossShrink: true }, builtin, customModel());
}

/** What a made-up profile begins as; the planner says which of its starts are possible. */
interface Draft {
  readonly size: number;
  readonly slices: number;
  readonly step: number;
  readonly special: boolean;
}

const MAX_GRID = 12;
const MAX_PROFILES = 5;

function customModel(): fc.Arbitrary<GpuModel> {
  const upTo = (max: number) => fc.integer({ min: 1, max });
  const draft = fc.record({ size: upTo(MAX_GRID), slices: upTo(MAX_GRID), step: upTo(4), special: fc.boolean() });
  return fc
    .record({
      memorySlices: upTo(MAX_GRID),
      computeSlices: upTo(MAX_GRID),
      drafts: fc.uniqueArray(draft, { selector: nameOf, minLength: 1, maxLength: MAX_PROFILES }),
      needsReset: fc.boolean(),
    })
    .map(({ memorySlices, computeSlices, drafts, needsReset }) => {
      const profiles = drafts.map((each, id) => profileOf(each, id, memorySlices));
      return possible({
        name: `custom ${memorySlices}`,
        memorySlices,
        computeSlices,
        profiles,
        traits: { migModeNeedsReset: needsReset, migModeSurvivesReboot: needsReset },
      });
    })
    .filter((model) => model !== null);
}

function nameOf({ size, slices, special }: Draft): string {
  return `${slices}g.${size}gb${special ? "+me" : ""}`;
}

function profileOf(draft: Draft, id: number, grid: number): GpuInstanceProfileSpec {
  const name = nameOf(draft);
  return {
    name,
    id,
    memorySlices: draft.size,
    computeSlices: draft.slices,
    starts: Array.from({ length: Math.ceil(grid / draft.step) }, (_, i) => i * draft.step),
    computeInstances: computeInstances(name, draft.slices),
  };
}

/** Single slices anywhere, and the one of full size. */
function computeInstances(gpuInstance: string, slices: number): readonly ComputeInstanceProfile[] {
  const single = { name: `1c.${gpuInstance}`, id: 0, slices: 1, starts: [...Array(slices).keys()], size: 1, maxCount: slices };
  const whole = { name: gpuInstance, id: slices - 1, slices, starts: [0], size: slices, maxCount: 1 };
  return (slices === 1 ? [whole] : [single, whole]).map((each) => ({ ...each, multiprocessors: null }));
}

/** The model of what is possible in the draft: whatever the library calls a fault is taken out and the rest tried again. null: nothing is. */
function possible(spec: GpuModelSpec): GpuModel | null {
  const special = spec.profiles.map(({ name }) => name).filter((name) => name.includes("+"));
  const budgets = [{ name: "OFA", total: 1, uses: Object.fromEntries(special.map((name) => [name, 1])) }];
  try {
    return defineGpuModel({ ...spec, budgets });
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const wrong = new Set(error.faults.map(({ path }) => path.join(".")));
    const isWrong = (path: string) => [...wrong].some((fault) => fault === path || fault.startsWith(`${path}.`));
    const profiles = spec.profiles
      .map((profile, p) => {
        const bad = ["memorySlices", "computeSlices"].some((key) => isWrong(`profiles.${p}.${key}`));
        return { ...profile, starts: bad ? [] : profile.starts.filter((_, s) => !isWrong(`profiles.${p}.starts.${s}`)) };
      })
      .filter(({ starts }) => starts.length > 0);
    const isLess = JSON.stringify(profiles) !== JSON.stringify(spec.profiles);
    return profiles.length > 0 && isLess ? possible({ ...spec, profiles }) : null;
  }
}
