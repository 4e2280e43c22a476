/** profiles/values/*.json -> src/generated/values.ts: tuned tables of the least-loss score, by the geometry they are for. */
import { readdirSync, readFileSync } from "node:fs";
import { gpuModel } from "../src/index.js";
import { geometryKey, type Scarce, scarceProfile, type Tuned, type Values } from "../src/planner/values.js";
import { emit } from "./emit.js";

/** A file that `npm run tune` made. */
interface TunedFile extends Tuned {
  readonly model: string;
  readonly driver: number | null;
}

const FOLDER = "profiles/values";
const rows = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as TunedFile) // files of this repository, written by bench/tune
  .map(({ model, driver, values, scarce }) => {
    const tuned = gpuModel(model, driver === null ? {} : { driver });
    const key = geometryKey(tuned);
    if (scarce !== undefined && scarceProfile(tuned, scarce) < 0) throw new Error(`${model} has no profile to tell scarcity by`);
    const rest = scarce === undefined ? "" : `    scarce: ${scarceSource(scarce)},\n`;
    return `  ${JSON.stringify(key)}: {\n    values: ${source(values)},\n${rest}  },\n`;
  });

function scarceSource({ atMost, memorySlices, starts, values }: Scarce): string {
  return `{ atMost: ${atMost}, memorySlices: ${memorySlices}, starts: ${JSON.stringify(starts)}, values: ${source(values)} }`;
}

function source(values: Values): string {
  return record(Object.entries(values).map(([taken, byInstances]) => [taken, record(Object.entries(byInstances))]));
}

function record(entries: readonly (readonly [string, unknown])[]): string {
  return `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(", ")} }`;
}

emit(
  "src/generated/values.ts",
  "scripts/generate-values.ts from profiles/values/",
  `import type { Tuned } from "../planner/values.js";

/** What was tuned for the least-loss score, by geometry. */
export const TUNED: Readonly<Record<string, Tuned>> = {
${rows.join("")}};
`,
);
