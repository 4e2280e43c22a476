/**
 * What npm will serve, tried as a stranger would: packs the package, checks what is in it,
 * installs it into an empty project, and runs the README's first example from it as an ES
 * module and as CommonJS, all examples through the type checker, and the command line.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const project = mkdtempSync(join(tmpdir(), "migpack-tarball-"));

function run(command: string, args: readonly string[], cwd = project): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** The TypeScript blocks of the README. */
const examples = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, block = ""]) => block,
);

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
  const strange = report.files
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/^(dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts)|vectors\/(\w+\/)?[\w.-]+\.(json|md)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
          path,
        ),
    );
  if (strange.length > 0) throw new Error(`the tarball holds ${strange.join(", ")}`);
  console.log(`tarball: ${report.files.length} files, none that do not belong`);

  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "stranger", private: true }));
  const dev = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies as Record<string, string>;
  const others = ["typescript", "fast-check"].map((name) => `${name}@${dev[name]}`);
  run("npm", ["install", "--no-audit", "--no-fund", `./${report.filename}`, ...others]);

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
