import { MigError } from "../src/error.js";
import { MODELS } from "../src/generated/models.js";
import { gpuModel, gpuModels } from "../src/model/catalogue.js";
import type { GpuModel } from "../src/model/types.js";

/** Every branch at which something of any model changes. */
const GATES = new Set(
  MODELS.flatMap(({ minDriver, profiles, driverBudgets }) => [
    minDriver ?? [],
    profiles.map(([, , , , , , gate]) => gate ?? []),
    driverBudgets.flatMap(({ below }) => [below - 1, below]),
  ]).flat(2),
);

/** Every built-in model as it is, each followed by what each of these branches has of it. */
export function allVariants(): readonly GpuModel[] {
  return gpuModels().flatMap((model) => [
    model,
    ...[...GATES].sort((a, b) => a - b).flatMap((driver) => narrowed(model.name, driver)),
  ]);
}

function narrowed(name: string, driver: number): GpuModel[] {
  try {
    return [gpuModel(name, { driver })];
  } catch (error) {
    if (error instanceof MigError && error.code === "UNKNOWN_MODEL") return [];
    throw error;
  }
}
