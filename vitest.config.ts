import { defineConfig } from "vitest/config";
import { sourceAliases } from "./scripts/source-aliases.js";

export default defineConfig({
  // Examples and the playground name the package as its users do; of Pepr there is a stand-in.
  resolve: {
    alias: [...sourceAliases, { find: "pepr", replacement: `${import.meta.dirname}/test/examples/pepr.ts` }],
  },
  test: {
    include: ["test/**/*.test.ts"],
    // These need Chromium and a build, and have a command of their own.
    exclude: ["test/browser/**"],
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 60_000,
    pool: "threads",
  },
});
