import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  // Examples name the package as its users do, and Pepr, of which there is a stand-in.
  resolve: {
    alias: [
      { find: /^migpack\/([\w-]+)$/, replacement: `${root}/src/$1/index.ts` },
      { find: "pepr", replacement: `${root}/test/examples/pepr.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 60_000,
    pool: "threads",
  },
});
