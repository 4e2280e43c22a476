import { type Fault, MigError, type Path, pathText } from "../error.js";
import { compileModel, draftModel, type ModelGeometry, type Planner, planner } from "../planner/index.js";
import { gpuModel } from "./catalogue.js";
import { deepFreeze } from "./freeze.js";
import { boardFacts } from "./rows.js";
import { readSpec } from "./spec.js";
import { isTrusted, trustModel } from "./trusted.js";
import type { GpuModel, GpuModelSpec, ModelRef } from "./types.js";

/** Model objects seen, and the models made of them. */
const definedFrom = new WeakMap<object, GpuModel>();

/**
 * The model behind a reference: a built-in one by any of its names, or a model object, which is
 * validated the first time it is seen.
 *
 * @throws MigError UNKNOWN_MODEL, INVALID_MODEL
 */
export function resolveModel(ref: ModelRef): GpuModel {
  if (typeof ref === "string") return gpuModel(ref);
  if (typeof ref !== "object" || ref === null) return defineGpuModel(ref);
  if (isTrusted(ref)) return ref;
  const known = definedFrom.get(ref);
  if (known !== undefined) return known;
  const model = defineGpuModel(ref);
  definedFrom.set(ref, model);
  return model;
}

/**
 * A model of your own: up to 16 memory slices and 32 profiles. It goes the same way as a
 * built-in one. What can be derived may be left out:
 *
 * - `columns`: compute slice `floor(i * c / g)` under memory slice i where c divides g; else
 *   compute slice i under memory slice i, and none under those from c on (R3). A placement uses
 *   the first `computeSlices` distinct compute slices under its columns.
 * - `maxCount`: as many as an empty GPU holds; a larger number is lowered to that.
 * - `attributes`: those of the name. Everything else: empty, or null for "not known".
 *
 * `defineGpuModel(JSON.parse(JSON.stringify(m)))` behaves as `m`. Cost: under a
 * millisecond for a model like the built-in ones; more for many profiles with limits of their own.
 *
 * @throws MigError INVALID_MODEL, with every fault and the path to it
 */
export function defineGpuModel(spec: GpuModelSpec): GpuModel {
  const now = planner();
  const { read, faults } = readSpec(spec, now);
  if (read === null) throw invalid(faults);
  const geometry: ModelGeometry = read;
  draftModel(now, geometry);
  const misplaced = geometryFaults(now, geometry);
  if (misplaced.length > 0) throw invalid(misplaced);
  const columns = Array.from({ length: read.memorySlices }, (_, i) => {
    const slice = now.draftedColumn(i);
    return slice < 0 ? null : slice;
  });
  const { handle } = compileModel(geometry);
  const model: GpuModel = deepFreeze({
    name: read.name,
    productNames: read.productNames,
    pciDeviceIds: read.pciDeviceIds,
    architecture: read.architecture,
    ...boardFacts(read),
    memorySlices: read.memorySlices,
    computeSlices: read.computeSlices,
    maxInstances: now.maxInstances(handle),
    columns,
    budgets: read.budgets,
    profiles: read.profiles.map((profile, index) => ({ ...profile, maxCount: now.maxCount(handle, index) })),
    driver: read.driver,
    traits: read.traits,
    provenance: read.provenance,
  });
  return trustModel(model);
}

/** What the planner finds wrong with the drafted geometry. */
function geometryFaults(now: Planner, model: ModelGeometry): Fault[] {
  const faults: Fault[] = [];
  model.profiles.forEach((profile, p) => {
    const beyond = now.startsBeyondGrid(p);
    const short = now.startsShortOfCompute(p);
    profile.starts.forEach((start, s) => {
      const path: Path = ["profiles", p, "starts", s];
      if ((beyond >> start) & 1) {
        faults.push({
          path,
          message: `${profile.name} at start ${start} would end at memory slice ${start + profile.memorySlices - 1}, and the last one is ${model.memorySlices - 1}`,
        });
      }
      if ((short >> start) & 1) {
        faults.push({
          path,
          message: `${profile.name} takes ${profile.computeSlices} compute slices, and fewer lie under its memory slices at start ${start}; see columns`,
        });
      }
    });
  });
  return faults;
}

function invalid(faults: readonly Fault[]): MigError {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return new MigError(
    "INVALID_MODEL",
    `invalid GPU model: ${pathText(first?.path ?? [])}${first?.message ?? "not a model"}${more}`,
    { faults },
  );
}
