/** The tests that Stryker runs for the rooms of stryker.config.json: theirs and those of pictures alone, since each mutant meets them anew. */
import { defineConfig } from "vitest/config";
import all from "./vitest.config.js";

export default defineConfig({
  test: {
    ...all.test,
    include: ["test/gpu/**/*.test.ts", "test/model/**/*.test.ts", "test/render/**/*.test.ts"],
    // Two of the exhaustive ones take as long as all others together, and are of the planner more than of src/.
    testNamePattern: /^(?!.*(eight profiles.*RTX-PRO|every pair of A30 layouts))/,
  },
});
