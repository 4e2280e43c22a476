/**
 * Every code block of every page is checked: TypeScript is compiled and run, and each `// → value` is
 * what the line before gives; `$ migpack ...` prints what is shown; YAML and JSON are read. What cannot
 * run here has a language that says so, and is counted below: a page that shows more of it says so here.
 */
import * as fs from "node:fs";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import fastCheck from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import * as admission from "../../src/admission/index.js";
import * as cdi from "../../src/cdi/index.js";
import * as dcgm from "../../src/dcgm/index.js";
import * as dra from "../../src/dra/index.js";
import * as migpack from "../../src/index.js";
import * as kubernetes from "../../src/kubernetes/index.js";
import * as migParted from "../../src/mig-parted/index.js";
import * as nvidiaSmi from "../../src/nvidia-smi/index.js";
import * as operator from "../../src/operator/index.js";
import * as render from "../../src/render/index.js";
import * as scheduler from "../../src/scheduler/index.js";
import * as schemas from "../../src/schemas/index.js";
import * as testing from "../../src/testing/index.js";
import { migpack as program } from "../cli/program.js";
import { agrees, callsIn, shownIn } from "./commands.js";
import { anchorsOf, type Block, blocksOf, linksOf, type Page, pages, ROOT } from "./markdown.js";
import { claimsIn, faultsOf, runnable } from "./typescript.js";

/** Blocks that are shown and not run, by page and language. */
const SHOWN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "CONTRIBUTING.md": { sh: 1 },
  "README.md": { sh: 3 },
  "docs/cluster.md": { sh: 1 },
  "docs/creation-order.md": { sh: 1 },
  "docs/mathematics.md": { sh: 2 },
  "docs/models.md": { sh: 1 },
  "docs/testing.md": { sh: 1 },
  "vectors/README.md": { go: 1, python: 1 },
};
/** Languages that are never run here. */
const NOT_RUN = new Set(["sh", "go", "python"]);

const MODULES: Readonly<Record<string, unknown>> = {
  migpack,
  "migpack/admission": admission,
  "migpack/cdi": cdi,
  "migpack/dcgm": dcgm,
  "migpack/dra": dra,
  "migpack/kubernetes": kubernetes,
  "migpack/mig-parted": migParted,
  "migpack/nvidia-smi": nvidiaSmi,
  "migpack/operator": operator,
  "migpack/render": render,
  "migpack/scheduler": scheduler,
  "migpack/schemas": schemas,
  "migpack/testing": testing,
  "fast-check": fastCheck,
  "node:fs": fs,
};

/** Blocks may await. */
const AsyncFunction = (async () => {}).constructor as FunctionConstructor; // which makes functions that give promises

const every = pages.flatMap((page) => page.blocks.map((block) => ({ page, block, name: `${page.path}:${block.line}` })));
const inLanguage = (...languages: readonly string[]) => every.filter(({ block }) => languages.includes(block.language));

/** What a command of the page finds: examples of the project, and blocks with a title. */
function filesFor(page: Page, argv: readonly string[]): Readonly<Record<string, string>> {
  const titled = page.blocks.flatMap(({ title, text }) => (title === null ? [] : [[title, text]]));
  const examples = argv.flatMap((word) =>
    /^(examples|vectors)\//.test(word) ? [[word, readFileSync(join(ROOT, word), "utf8")]] : [],
  );
  return Object.fromEntries([...titled, ...examples]);
}

describe("every block is of a kind that is checked, or counted as shown", () => {
  test("languages are known", () => {
    const known = new Set(["ts", "text", "yaml", "json", ...NOT_RUN]);
    expect(every.filter(({ block }) => !known.has(block.language)).map(({ name, block }) => `${name} ${block.language}`)).toEqual(
      [],
    );
  });
  test("what is not run", () => {
    const shown: Record<string, Record<string, number>> = {};
    for (const { page, block } of every) {
      if (!NOT_RUN.has(block.language)) continue;
      const own = (shown[page.path] ??= {});
      own[block.language] = (own[block.language] ?? 0) + 1;
    }
    expect(shown).toEqual(SHOWN);
  });
  test("text is what a command of migpack prints", () => {
    const others = inLanguage("text").filter(({ block }) => shownIn(block.text) === null);
    expect(others.map(({ name }) => name)).toEqual([]);
  });
});

describe("TypeScript", () => {
  const blocks = inLanguage("ts");

  test("compiles", { timeout: 240_000 }, () => {
    expect(faultsOf(new Map(blocks.map(({ name, block }) => [`${name.replace(":", "-")}.mts`, block.text])))).toEqual([]);
  });

  test.each(blocks)("$name does what it says", async ({ block }) => {
    let checked = 0;
    const check = (actual: unknown, wanted: unknown) => {
      checked++;
      expect(JSON.parse(JSON.stringify(actual))).toEqual(JSON.parse(JSON.stringify(wanted)));
    };
    await new AsyncFunction("modules", "check", runnable(block.text))(MODULES, check);
    expect(checked).toBe(claimsIn(block.text));
  });
});

describe("the command line", () => {
  const commands = inLanguage("text").flatMap(({ page, block, name }) =>
    (shownIn(block.text) ?? []).map((shown) => ({ ...shown, page, name: `${name}, migpack ${shown.argv.join(" ")}` })),
  );

  test.each(commands)("$name", async ({ page, argv, output }) => {
    const { out, err } = await program(argv, { files: filesFor(page, argv) });
    if (!agrees(out + err, output)) expect((out + err).trimEnd()).toBe(output.trimEnd());
  });

  test.each(inLanguage("sh"))("$name names commands and options that there are", async ({ block }) => {
    for (const { command, options } of callsIn(block.text)) {
      const { out, status } = await program([command, "--help"]);
      expect([command, status]).toEqual([command, 0]);
      for (const option of options) expect(`${command}: ${out}`).toContain(` ${option.split("=")[0]}`);
    }
  });
});

describe("data", () => {
  test.each(inLanguage("yaml"))("$name is YAML", ({ block }) => {
    expect(parseAllDocuments(block.text).flatMap(({ errors }) => errors)).toEqual([]);
  });
  test.each(inLanguage("json"))("$name is JSON", ({ block }) => void JSON.parse(block.text));
});

describe("links within the project", () => {
  test.each(pages)("$path", (page) => {
    const broken = linksOf(page).filter(({ file, heading }) => {
      const target = file === "" ? page.path : normalize(join(dirname(page.path), file));
      if (!existsSync(join(ROOT, target))) return true;
      return heading !== "" && !anchorsOf(readFileSync(join(ROOT, target), "utf8")).has(heading);
    });
    expect(broken).toEqual([]);
  });
});

describe("the checks themselves", () => {
  const run = async (block: string) => {
    const seen: unknown[] = [];
    await new AsyncFunction("modules", "check", runnable(block))(
      { m: { two: 2 } },
      (...values: unknown[]) => void seen.push(values),
    );
    return seen;
  };

  test("blocks are found with language, title and line", () => {
    const text = "a\n```yaml title=x.yaml\nk: 1\n```\n````text\n```\n````\n```";
    const blocks: readonly Block[] = [
      { language: "yaml", title: "x.yaml", text: "k: 1\n", line: 2 },
      { language: "text", title: null, text: "```\n", line: 5 },
      { language: "", title: null, text: "", line: 8 },
    ];
    expect(blocksOf(text)).toEqual(blocks);
  });
  test("values are compared where they stand, of types none is left", async () => {
    const block = 'import { two as zwei, type T } from "m";\nzwei; // → 2\nconst a: number = 3; // → 4\nlet b = 1;';
    expect(claimsIn(block)).toBe(2);
    expect(await run(block)).toEqual([
      [2, 2],
      [3, 4],
    ]);
  });
  test("the compiler sees a wrong type", { timeout: 120_000 }, () => {
    const [fault, ...others] = faultsOf(new Map([["x.mts", 'import { fit } from "migpack";\nfit("A30-24GB", 1);']]));
    expect([fault, others]).toEqual([expect.stringContaining("not assignable"), []]);
  });
  test("outputs agree word by word, but for what ... stands for", () => {
    expect(agrees("a\nb\nc\n", "a\nb\nc")).toBe(true);
    expect(agrees("a\nb\nc\n", "a\n...\nc")).toBe(true);
    expect(agrees("a\nb\nc\n", "a\n...")).toBe(true);
    expect(agrees("a\nb\n", "a")).toBe(false);
    expect(agrees("a\nb\n", "a\nc")).toBe(false);
  });
  test("commands are found", () => {
    expect(shownIn("$ migpack fit 'A 30' 1g\nyes\n$ npx migpack models\nA30")).toEqual([
      { argv: ["fit", "A 30", "1g"], output: "yes\n" },
      { argv: ["models"], output: "A30\n" },
    ]);
    expect(shownIn("$ nvidia-smi\nyes")).toBeNull();
    expect(callsIn("npm i\ncat x | npx migpack check - --nodes n.yaml # --none\nmigpack serve \\\n  --cert a")).toEqual([
      { command: "check", options: ["--nodes"] },
      { command: "serve", options: ["--cert"] },
    ]);
  });
  test("headings have the anchors of GitHub, links are found outside of code", () => {
    expect(anchorsOf("# A b, `c`: d?\n```sh\n# no\n```")).toEqual(new Set(["a-b-c-d"]));
    const page = { path: "p.md", text: "[a](x.md#y) `[b](z)` [c](https://e.org)\n```ts\n[d](q)\n```", blocks: [] };
    expect(linksOf(page)).toEqual([{ file: "x.md", heading: "y" }]);
  });
});
