/**
 * vectors/: what this library answers, for projects in any language to test against. The seed is an
 * argument (`--seed 7`); the files in the repository are those of the default. `--check` compares.
 */
import { readdirSync, rmSync } from "node:fs";
import { gpuModels } from "../src/index.js";
import { emitText, isCheck, reportStale } from "./emit.js";
import { geometries, geometryFile } from "./vectors/geometries.js";
import { packingsFile } from "./vectors/packings.js";
import { requestsFile } from "./vectors/requests.js";

const SCRIPT = "generate:vectors";
const seedAt = process.argv.indexOf("--seed");
const seed = seedAt < 0 ? 1 : Number(process.argv[seedAt + 1]);
if (!Number.isSafeInteger(seed)) throw new Error("--seed needs a whole number");

/** One key a line and one row a line, so that a change shows as what it is. */
function text(file: Readonly<Record<string, unknown>>, depth = 0): string {
  const indent = "  ".repeat(depth + 1);
  const entries = Object.entries(file).map(([key, value]) => {
    const isNest = typeof value === "object" && value !== null && !Array.isArray(value) && depth === 0;
    const isTable = Array.isArray(value) && value.some((row) => typeof row === "object" && row !== null);
    const shown = isNest
      ? text(value as Record<string, unknown>, depth + 1) // an object that is no list
      : isTable
        ? `[\n${value.map((row) => `${indent}  ${JSON.stringify(row)}`).join(",\n")}\n${indent}]`
        : JSON.stringify(value);
    return `${indent}${JSON.stringify(key)}: ${shown}`;
  });
  return `{\n${entries.join(",\n")}\n${"  ".repeat(depth)}}`;
}

function write(kind: string, files: readonly (readonly [title: string, file: Readonly<Record<string, unknown>>])[]): void {
  const folder = `vectors/${kind}`;
  for (const [title, file] of files) {
    emitText(`${folder}/${title}.json`, `${text({ $schema: `../schema/${kind}.schema.json`, ...file })}\n`, SCRIPT);
  }
  const names = new Set(files.map(([title]) => `${title}.json`));
  for (const left of readdirSync(folder).filter((name) => !names.has(name))) {
    if (isCheck) reportStale(`${folder}/${left}`, SCRIPT);
    else rmSync(`${folder}/${left}`);
  }
}

write(
  "geometries",
  geometries().map((geometry) => [geometry.title, geometryFile(geometry)]),
);
write(
  "requests",
  gpuModels().map((model) => [model.name, requestsFile(model, seed)]),
);
write(
  "packings",
  gpuModels().map((model) => [model.name, packingsFile(model, seed)]),
);
