import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { sourceAliases } from "../../scripts/source-aliases.js";

export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  resolve: { alias: sourceAliases },
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
