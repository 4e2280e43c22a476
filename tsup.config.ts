import { defineConfig } from "tsup";

/** Entries by what they cost: the core loads nothing unless a fleet is planned, systems that read YAML bring yaml, schemas zod, testing fast-check, the command line everything. */
export default defineConfig([
  {
    entry: {
      index: "src/index.ts",
      "nvidia-smi": "src/nvidia-smi/index.ts",
      "mig-parted": "src/mig-parted/index.ts",
      kubernetes: "src/kubernetes/index.ts",
      cdi: "src/cdi/index.ts",
      dcgm: "src/dcgm/index.ts",
      dra: "src/dra/index.ts",
      operator: "src/operator/index.ts",
      admission: "src/admission/index.ts",
      scheduler: "src/scheduler/index.ts",
      render: "src/render/index.ts",
      schemas: "src/schemas/index.ts",
      testing: "src/testing/index.ts",
    },
    format: ["esm", "cjs"],
    target: "es2022",
    platform: "neutral",
    external: ["fast-check", "highs", "yaml", "zod"],
    // Fleet is disposable; consumers whose `lib` is older still compile.
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
    clean: true,
    splitting: true,
    minify: true,
  },
  {
    // The worker stands beside the command line, which starts it by its file.
    entry: { cli: "src/cli/bin.ts", "simulate-worker": "src/cli/simulation/simulate-worker.ts" },
    format: ["esm"],
    target: "node20",
    platform: "node",
    external: ["commander", "csv-parse", "highs", "yaml", "zod"],
    minify: true,
  },
]);
