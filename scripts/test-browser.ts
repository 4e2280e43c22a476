/**
 * `npm run test:browser`: the playground and the bundles in a real Chromium, the one that CHROMIUM
 * names or else that of PATH. The library is taken from `dist`, as a bundler would.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");

function chromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "chromium")).find((file) => existsSync(file));
}

function run(): number {
  const found = chromium();
  if (found === undefined) {
    console.error("test:browser: no Chromium: apt-get install -y chromium, or let CHROMIUM name one");
    return 1;
  }
  if (!existsSync(join(root, "dist/index.js"))) {
    console.error("test:browser: no dist: npm run build");
    return 1;
  }
  const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/browser/vitest.config.ts"];
  const { status } = spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, CHROMIUM: found },
  });
  return status ?? 1;
}

process.exitCode = run();
