/**
 * build/*.wasm -> src/generated/: the modules travel inside the bundle as text, so that importing
 * the package needs no file, no fetch and no bundler plugin.
 */
import { readFileSync } from "node:fs";
import { emit } from "./emit.js";

for (const [name, about] of [
  ["planner", "One GPU, and many at once"],
  ["fleet", "A fleet, GPU by GPU"],
] as const) {
  const wasm = readFileSync(`build/${name}.wasm`);
  emit(
    `src/generated/${name}.ts`,
    "scripts/generate-planner.ts from assembly/",
    `/** ${about}: ${wasm.length} bytes of WebAssembly. */\nexport const ${name.toUpperCase()}_BASE64 =\n  "${wasm.toString("base64")}";\n`,
  );
}
