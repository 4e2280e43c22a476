/** profiles/values/*.json -> src/generated/values.ts: tuned tables of the least-loss score, by the geometry they are for. */
import { readdirSync, readFileSync } from "node:fs";
import { gpuModel } from "../src/index.js";
import { geometryKey, type Values } from "../src/planner/values.js";
import { emit } from "./emit.js";

/** A file that `npm run tune` made. */
interface ValuesFile {
  readonly model: string;
  readonly driver: number | null;
  readonly values: Values;
}

const FOLDER = "profiles/values";
const rows = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as ValuesFile) // files of this repository, written by bench/tune
  .map(({ model, driver, values }) => {
    const key = geometryKey(gpuModel(model, driver === null ? {} : { driver }));
    const written = Object.entries(values).map(([taken, byInstances]) => `${taken}: ${record(byInstances)}`);
    return `  ${JSON.stringify(key)}: {\n    ${written.join(", ")},\n  },\n`;
  });

/** As source code. */
function record(numbers: Readonly<Record<number, number>>): string {
  return `{ ${Object.entries(numbers)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }`;
}

emit(
  "src/generated/values.ts",
  "scripts/generate-values.ts from profiles/values/",
  `/** Tuned tables of the least-loss score, by geometry: what a GPU is worth by the memory slices taken of it, then by its instances. */
export const VALUES: Readonly<Record<string, Readonly<Record<number, Readonly<Record<number, number>>>>>> = {
${rows.join("")}};
`,
);
