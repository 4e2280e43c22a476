import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

// Captures of real programs belong to other people, so they are tested against in place and never copied here.
const checkout = fileURLToPath(new URL("../../", import.meta.url));
const root = resolve(checkout, process.env.MIGPACK_FACTS ?? "../shared");

/** Where the facts lie, or null where this machine has none. */
export const factsRoot: string | null = existsSync(root) ? root : null;
export const hasFacts: boolean = factsRoot !== null;

/** The text of one facts file; throws where there are no facts. */
export function readFact(relPath: string): string {
  if (factsRoot === null) throw new Error(`no facts at ${root}; set MIGPACK_FACTS`);
  return readFileSync(join(factsRoot, relPath), "utf8");
}

/** `describe`, or a loud skip where there are no facts. */
export function describeWithFacts(name: string, fn: () => void): void {
  if (hasFacts) {
    describe(name, fn);
    return;
  }
  console.warn(`SKIPPED "${name}": no facts at ${root}; set MIGPACK_FACTS to run it`);
  describe.skip(name, fn);
}
