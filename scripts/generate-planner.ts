/**
 * build/planner.wasm -> src/generated/planner.ts: the planner travels inside the bundle as text,
 * so that importing the package needs no file, no fetch and no bundler plugin.
 */
import { readFileSync } from "node:fs";
import { emit } from "./emit.js";

const wasm = readFileSync("build/planner.wasm");
emit(
  "src/generated/planner.ts",
  "scripts/generate-planner.ts from assembly/",
  `/** The planner, ${wasm.length} bytes of WebAssembly. */\nexport const PLANNER_BASE64 =\n  "${wasm.toString("base64")}";\n`,
);
