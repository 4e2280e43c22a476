import { MigError } from "../../error.js";
import { gpuModel } from "../../model/catalogue.js";
import type { GpuModel } from "../../model/types.js";

/** The built-in model of a product, a label value or a PCI id, as a driver branch knows it; null: there is none. */
export function builtIn(name: string, driver?: number | null): GpuModel | null {
  try {
    return gpuModel(name, driver === undefined || driver === null ? {} : { driver });
  } catch (error) {
    if (error instanceof MigError) return null;
    throw error;
  }
}
