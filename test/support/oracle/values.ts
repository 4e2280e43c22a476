/** The pinned tables of the least-loss score as their files have them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GpuModel, gpuModel } from "../../../src/index.js";

const FOLDER = join(import.meta.dirname, "../../../profiles/values");

type Values = Readonly<Record<number, Readonly<Record<number, number>>>>;

interface Table {
  readonly model: GpuModel;
  readonly values: Values;
}

let tables: readonly Table[] | undefined;

function readTables(): readonly Table[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith(".json")) : [];
  return files.map((file) => {
    const { model, driver, values } = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
    return { model: gpuModel(model, driver === null ? {} : { driver }), values };
  });
}

/** By set of taken memory slices, then by number of instances; null where the model's instances sit on slices as those of no tuned model do. */
export function valuesOf(model: GpuModel): Values | null {
  tables ??= readTables();
  const same = tables.find((table) => placesOf(table.model) === placesOf(model));
  return same?.values ?? null;
}

function placesOf({ memorySlices, profiles }: GpuModel): string {
  const windows = profiles.flatMap(({ memorySlices: size, starts }) => starts.map((start) => `${start}-${start + size}`));
  return `${memorySlices} ${[...new Set(windows)].sort().join()}`;
}
