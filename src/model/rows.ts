/** The compact rows of src/generated/models.ts, and how models are made of them. */
import { deepFreeze } from "./freeze.js";
import type { Budget, ComputeInstanceProfile, GpuInstanceProfile, GpuModel, Provenance } from "./types.js";

/** attributes, compute slices, memory slices, starts, most on one GPU, compute instances: id, slices, starts, size, most */
export type ShapeRow = readonly [
  readonly string[],
  number,
  number,
  readonly number[],
  number,
  readonly (readonly [number | null, number, readonly number[], number, number])[],
];

/** name, id, shape, MiB, multiprocessors, engines, first driver, multiprocessors of the compute instances, aliases */
export type ProfileRow = readonly [
  string,
  number | null,
  number,
  number | null,
  number | null,
  readonly [number, number, number, number, number] | null,
  number | null,
  readonly (number | null)[],
  (readonly string[])?,
];

export interface ModelRow {
  readonly name: string;
  readonly productNames: readonly string[];
  readonly pciDeviceIds: readonly string[];
  readonly architecture: string;
  readonly computeCapability?: string;
  readonly memoryMiB?: number;
  /** First driver branch that knows the model; null: not known. */
  readonly minDriver: number | null;
  readonly memorySlices: number;
  readonly computeSlices: number;
  readonly maxInstances: number;
  readonly columns: readonly (number | null)[];
  readonly budgets: readonly Budget[];
  /** Budgets that drivers before a branch impose as well (R-table of driver gates). */
  readonly driverBudgets: readonly (Budget & { readonly below: number })[];
  readonly provenance: Provenance;
  readonly traits: readonly [boolean | null, number | null, boolean | null, boolean | null, boolean | null, boolean | null];
  readonly profiles: readonly ProfileRow[];
}

export interface UnplacedModel {
  readonly name: string;
  readonly productNames: readonly string[];
  readonly pciDeviceIds: readonly string[];
  readonly reason: string;
}

/** The model of a row, deeply frozen. */
export function modelOfRow(row: ModelRow, shapes: readonly ShapeRow[]): GpuModel {
  const [
    confidentialComputing,
    secureTenants,
    concurrentProfiling,
    decoderPerInstance,
    migModeNeedsReset,
    migModeSurvivesReboot,
  ] = row.traits;
  return deepFreeze({
    name: row.name,
    productNames: row.productNames,
    pciDeviceIds: row.pciDeviceIds,
    architecture: row.architecture,
    ...boardFacts(row),
    memorySlices: row.memorySlices,
    computeSlices: row.computeSlices,
    maxInstances: row.maxInstances,
    columns: row.columns,
    budgets: row.budgets,
    profiles: row.profiles.map((profile) => profileOfRow(profile, shapes)),
    driver: null,
    traits: {
      confidentialComputing,
      secureTenants,
      concurrentProfiling,
      decoderPerInstance,
      migModeNeedsReset,
      migModeSurvivesReboot,
    },
    provenance: row.provenance,
  });
}

/** What is not known stays away: a key without a value would not survive JSON. */
export function boardFacts({
  computeCapability,
  memoryMiB,
}: {
  readonly computeCapability?: string | undefined;
  readonly memoryMiB?: number | undefined;
}): Pick<GpuModel, "computeCapability" | "memoryMiB"> {
  return {
    ...(computeCapability === undefined ? {} : { computeCapability }),
    ...(memoryMiB === undefined ? {} : { memoryMiB }),
  };
}

function profileOfRow(row: ProfileRow, shapes: readonly ShapeRow[]): GpuInstanceProfile {
  const [name, id, shape, memoryMiB, multiprocessors, engines, minDriver, insideMultiprocessors, aliases = []] = row;
  const [attributes, computeSlices, memorySlices, starts, maxCount, inside] = shapes[shape] as ShapeRow; // the generator writes both
  const [copy = 0, decoder = 0, encoder = 0, jpeg = 0, ofa = 0] = engines ?? [];
  return {
    name,
    aliases,
    id,
    attributes,
    computeSlices,
    memorySlices,
    starts,
    maxCount,
    memoryMiB,
    multiprocessors,
    engines: engines === null ? null : { copy, decoder, encoder, jpeg, ofa },
    minDriver,
    computeInstances: inside.map(
      ([ciId, slices, ciStarts, size, most], i): ComputeInstanceProfile => ({
        name: computeInstanceName(name, slices, computeSlices),
        id: ciId,
        slices,
        starts: ciStarts,
        size,
        maxCount: most,
        multiprocessors: insideMultiprocessors[i] ?? null,
      }),
    ),
  };
}

/** "1c.3g.40gb", without attributes, which belong to the GPU instance; of full size, the name of the GPU instance itself (R42, R44). */
function computeInstanceName(gpuInstance: string, slices: number, computeSlices: number): string {
  return slices === computeSlices ? gpuInstance : `${slices}c.${gpuInstance.replace(/[+-].*$/, "")}`;
}
