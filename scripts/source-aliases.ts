import { join } from "node:path";

const source = join(import.meta.dirname, "..", "src");

/** For Vite and vitest: `migpack` and its subpaths as the source, so that what imports them by name runs without a build. */
export const sourceAliases = [
  { find: /^migpack$/, replacement: join(source, "index.ts") },
  { find: /^migpack\/([\w-]+)$/, replacement: join(source, "$1", "index.ts") },
];
