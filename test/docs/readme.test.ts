/** Every TypeScript block of the README runs, and every `// → value` in it is what the line before it gives. */
import { readFileSync } from "node:fs";
import fastCheck from "fast-check";
import { describe, expect, test } from "vitest";
import * as admission from "../../src/admission/index.js";
import * as dcgm from "../../src/dcgm/index.js";
import * as migpack from "../../src/index.js";
import * as kubernetes from "../../src/kubernetes/index.js";
import * as migParted from "../../src/mig-parted/index.js";
import * as nvidiaSmi from "../../src/nvidia-smi/index.js";
import * as render from "../../src/render/index.js";
import * as scheduler from "../../src/scheduler/index.js";
import * as testing from "../../src/testing/index.js";
import { line } from "../cli/program.js";

const MODULES: Readonly<Record<string, unknown>> = {
  migpack,
  "migpack/admission": admission,
  "migpack/dcgm": dcgm,
  "migpack/kubernetes": kubernetes,
  "migpack/mig-parted": migParted,
  "migpack/nvidia-smi": nvidiaSmi,
  "migpack/render": render,
  "migpack/scheduler": scheduler,
  "migpack/testing": testing,
  "fast-check": fastCheck,
};
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");

/** A block as the body of a function of (modules, check): imports become look-ups, `expression; // → value` becomes a check. */
function runnable(block: string): string {
  return block
    .replace(/import (\{[^}]*\}) from "([^"]+)";/g, 'const $1 = modules["$2"];')
    .replace(/^(?!const|\s*\/\/)(.+);\s*\/\/ → (.+)$/gm, "check(($1), $2);")
    .replace(/^(const (\w+) = .+?;)\s*\/\/ → (.+)$/gm, "$1 check($2, $3);");
}

/** Blocks may await. */
const AsyncFunction = (async () => {}).constructor as FunctionConstructor; // which makes functions that give promises

describe("README", () => {
  test("has examples with values to check", () => {
    expect(blocks.length).toBeGreaterThanOrEqual(6);
    expect(blocks.filter((block) => block.includes("// → ")).length).toBeGreaterThanOrEqual(5);
  });
  blocks.forEach((block, i) => {
    test(`block ${i + 1} does what it says`, async () => {
      let checked = 0;
      const check = (actual: unknown, wanted: unknown) => {
        checked++;
        expect(JSON.parse(JSON.stringify(actual))).toEqual(JSON.parse(JSON.stringify(wanted)));
      };
      await new AsyncFunction("modules", "check", runnable(block))(MODULES, check);
      expect(checked).toBe(block.split("// → ").length - 1);
    });
  });
});

/** Outputs of the command line that the README shows, on the examples of the project; "..." at the end stands for more. */
describe("commands of the README", () => {
  const shown = [...readme.matchAll(/\$ npx migpack (.*(?:examples\/).*)\n([\s\S]*?)```/g)];

  test("there are some", () => expect(shown.length).toBeGreaterThan(0));

  test.each(shown.map(([, command = "", output = ""]) => [command, output]))("migpack %s", async (command, output) => {
    const names = command.split(" ").filter((word) => word.startsWith("examples/"));
    const files = Object.fromEntries(
      names.map((name) => [name, readFileSync(new URL(`../../${name}`, import.meta.url), "utf8")]),
    );
    const { out } = await line(command, { files });
    const [whole = "", more] = output.trimEnd().split(/\n(\.\.\.)$/);
    expect(more === undefined ? out.trimEnd() : out.slice(0, whole.length)).toBe(whole);
  });
});
