/**
 * What npm will serve, tried as a stranger would: packs the package, checks what is in it,
 * installs it into an empty project, and runs the README's first example from it as an ES
 * module and as CommonJS, the examples of all pages through the type checker, and the command line.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const project = mkdtempSync(join(tmpdir(), "migpack-tarball-"));

function run(command: string, args: readonly string[], cwd = project): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];

/** The TypeScript blocks of a page. */
function examplesOf(page: string): readonly string[] {
  return [...readFileSync(join(root, page), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
}

/** What the package promises to hold, and nothing else: by the file, or by the folder where files of a kind belong; what entries share has a hash in its name. */
const BELONGS =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|profiles\/README\.md|docs\/[\w-]+\.md|examples\/(Dockerfile|[\w-]+\.(yaml|json|ts))|vectors\/(\w+\/)?[\w.-]+\.(json|md)|dist\/[\w-]+-[\w-]{8}\.(js|cjs|d\.ts|d\.cts))$/;

/** Files of `dist` by their entries: every target of `exports`, what the command line is made of, and what they share. */
function distFiles({ exports, bin }: Manifest): ReadonlySet<string> {
  const targets = Object.values(exports).flatMap((entry) =>
    typeof entry === "string" ? [] : Object.values(entry).flatMap((way) => Object.values(way)),
  );
  const program = [bin.migpack, "./dist/simulate-worker.js"];
  return new Set([...targets, ...program].map((file) => file.replace("./", "")));
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly bin: Readonly<Record<"migpack", string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest; // this package's own

/** Links of a page that lead to files of the project; a stranger has the tarball alone. */
function linksOf(page: string): readonly string[] {
  const prose = readFileSync(join(root, page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
  return [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].flatMap(([, file = ""]) =>
    /^[a-z]+:/.test(file) ? [] : [join(dirname(page), file)],
  );
}

function expect(what: string, actual: string, wanted: RegExp): void {
  if (!wanted.test(actual)) throw new Error(`${what}: printed ${actual.trim().slice(0, 400)}`);
  console.log(`${what}: as expected`);
}

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

try {
  const [report] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", project], root)) as [PackReport];
  const held = new Set(report.files.map(({ path }) => path));
  const built = distFiles(manifest);
  const strange = [...held].filter((path) => !built.has(path) && !BELONGS.test(path));
  if (strange.length > 0) throw new Error(`the tarball holds ${strange.join(", ")}`);
  const lacking = [...built].filter((path) => !held.has(path));
  if (lacking.length > 0) throw new Error(`the tarball lacks ${lacking.join(", ")}`);
  const dead = linksOf("README.md").filter((file) => file !== "CONTRIBUTING.md" && !held.has(file));
  if (dead.length > 0) throw new Error(`README.md points at ${dead.join(", ")}, which the tarball lacks`);
  console.log(`tarball: ${report.files.length} files, all that are promised and none that do not belong`);

  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "stranger", private: true }));
  const others = ["typescript", "fast-check"].map((name) => `${name}@${manifest.devDependencies[name]}`);
  run("npm", ["install", "--no-audit", "--no-fund", `./${report.filename}`, ...others]);

  // What asks for Node's own modules asks for its types too, which a stranger may not have.
  const examples = pages.flatMap(examplesOf).filter((block) => !block.includes('"node:'));
  const [example = ""] = examples;
  const wanted = /"fits":\s*true/;
  const print = "\nconsole.log(JSON.stringify(answer));\n";
  writeFileSync(join(project, "example.mjs"), example + print);
  expect("ES module", run("node", ["example.mjs"]), wanted);
  const required = example.replace(/import (\{[^}]*\}) from ("[^"]+");/g, "const $1 = require($2);");
  writeFileSync(join(project, "example.cjs"), required + print);
  expect("CommonJS", run("node", ["example.cjs"]), wanted);

  // CommonJS has no await at the top level.
  const typed = examples.flatMap((block, i) =>
    (block.includes("await ") ? ["mts"] : ["mts", "cts"]).map((extension) => ({ file: `example-${i}.${extension}`, block })),
  );
  for (const { file, block } of typed) writeFileSync(join(project, file), block);
  const compilerOptions = {
    strict: true,
    module: "node16",
    moduleResolution: "node16",
    target: "es2022",
    lib: ["es2023"],
    outDir: "out",
    types: [],
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: typed.map(({ file }) => file) }));
  run("npx", ["tsc", "-p", "."]);
  console.log(`TypeScript, ${examples.length} examples as ES modules and as CommonJS: compile`);

  writeFileSync(
    join(project, "both.cjs"),
    `const a = require("migpack");
import("migpack").then((b) => {
  try { a.gpuModel("no such GPU"); } catch (error) { console.log(error instanceof b.MigError, error instanceof a.MigError, error.code); }
});`,
  );
  expect("one error class over both builds", run("node", ["both.cjs"]), /true true UNKNOWN_MODEL/);
  expect("command line", run("npx", ["migpack", "fit", "H100-80GB", "3g.40gb", "1g.10gb", "--json"]), wanted);

  const spec = {
    fleet: [{ model: "A30-24GB", count: 2 }],
    mix: "uniform",
    load: 1,
    arrivals: 100,
    seeds: [1, 2],
    scores: ["mfi"],
  };
  writeFileSync(join(project, "spec.json"), JSON.stringify(spec));
  expect("worker threads", run("npx", ["migpack", "simulate", "spec.json", "--jobs", "2"]), /100 requests under each of 2 seeds/);
  writeFileSync(join(project, "traced.json"), JSON.stringify({ fleet: spec.fleet, scores: spec.scores }));
  writeFileSync(join(project, "trace.csv"), "arrival,departure,profile\n0,2,1g.6gb\n1,,4g.24gb\n");
  expect("a trace", run("npx", ["migpack", "simulate", "traced.json", "--trace", "trace.csv"]), /2 requests/);
} finally {
  rmSync(project, { recursive: true, force: true });
}
