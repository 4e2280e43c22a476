import { defineConfig, type Options } from "tsup";

/**
 * What is named in a variable is for the host to find, and no bundler is to follow it: the comments
 * that say so in src/fleet/plan/solver.ts are lost when esbuild minifies. Without them webpack warns,
 * and fails where the solver would load.
 */
const leftToTheHost: NonNullable<Options["plugins"]>[number] = {
  name: "left-to-the-host",
  renderChunk: (code) => ({
    code: code.replace(/\bimport\((?=[\w$]+\.name\))/g, "import(/*webpackIgnore:true*//*@vite-ignore*/"),
  }),
};

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
    plugins: [leftToTheHost],
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
