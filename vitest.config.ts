import { defineConfig } from "vitest/config";
import { sourceAliases } from "./scripts/source-aliases.js";

export default defineConfig({
  resolve: { alias: sourceAliases },
  test: {
    include: ["test/**/*.test.ts"],
    // These need Chromium and a build, and have a command of their own.
    exclude: ["test/browser/**"],
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 60_000,
    pool: "threads",
  },
});
