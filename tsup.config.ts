import { defineConfig } from "tsup";

/** Entries by what they cost: the core depends on nothing, schemas bring zod, the command line brings everything. */
export default defineConfig([
  {
    entry: {
      index: "src/index.ts",
      "nvidia-smi": "src/nvidia-smi/index.ts",
      render: "src/render/index.ts",
      schemas: "src/schemas/index.ts",
    },
    format: ["esm", "cjs"],
    target: "es2022",
    platform: "neutral",
    external: ["zod"],
    // Fleet is disposable; consumers whose `lib` is older still compile.
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
    clean: true,
    splitting: true,
    minify: true,
  },
  {
    entry: { cli: "src/cli/bin.ts" },
    format: ["esm"],
    target: "node20",
    platform: "node",
    external: ["commander", "yaml", "zod"],
    minify: true,
  },
]);
