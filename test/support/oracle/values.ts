/** The pinned tables of the least-loss score as their files have them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GpuModel, gpuModel } from "../../../src/index.js";

const FOLDER = join(import.meta.dirname, "../../../profiles/values");

export type Values = Readonly<Record<number, Readonly<Record<number, number>>>>;

interface Tuned {
  /** By set of taken memory slices, then by number of instances. */
  readonly values: Values;
  /** Instead of them where at most so many GPUs take an instance of so many slices at these starts. */
  readonly scarce?: {
    readonly atMost: number;
    readonly memorySlices: number;
    readonly starts: readonly number[];
    readonly values: Values;
  };
}

interface Table extends Tuned {
  readonly model: GpuModel;
}

let tables: readonly Table[] | undefined;

function readTables(): readonly Table[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith(".json")) : [];
  return files.map((file) => {
    const { model, driver, values, scarce } = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
    return { model: gpuModel(model, driver === null ? {} : { driver }), values, scarce };
  });
}

/** null where the model's instances sit on slices as those of no tuned model do. */
export function tunedFor(model: GpuModel): Tuned | null {
  tables ??= readTables();
  return tables.find((table) => placesOf(table.model) === placesOf(model)) ?? null;
}

function placesOf({ memorySlices, profiles }: GpuModel): string {
  const windows = profiles.flatMap(({ memorySlices: size, starts }) => starts.map((start) => `${start}-${start + size}`));
  return `${memorySlices} ${[...new Set(windows)].sort().join()}`;
}
