/** A project that is not ours: it has `migpack` among its modules, as published, and a page and a worker that use it. */
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";

const root = join(import.meta.dirname, "../../..");

export interface Project {
  readonly folder: string;
  /** What its answers are in Node, and its plan. */
  readonly expected: unknown;
  readonly expectedPlan: unknown;
  readonly remove: () => Promise<void>;
}

export async function strangersProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "migpack-stranger-"));
  await cp(join(root, "test/browser/stranger"), folder, { recursive: true });
  await install(join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  await writeFile(join(folder, "index.html"), htmlFor('<script type="module" src="./page.js"></script>'));
  const print =
    'import { answers } from "./answers.js"; import { plan } from "./plan.js"; console.log(JSON.stringify([answers(), await plan()]));';
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", print], { cwd: folder, encoding: "utf8" });
  const [expected, expectedPlan] = JSON.parse(printed) as [unknown, unknown]; // as printed
  return { folder, expected, expectedPlan, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** As npm would have it there: the built files, and beside them what they depend on. */
async function install(modules: string): Promise<void> {
  const { dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { dependencies: object };
  await mkdir(join(modules, "migpack"), { recursive: true });
  for (const part of ["dist", "package.json"]) await cp(join(root, part), join(modules, "migpack", part), { recursive: true });
  for (const name of Object.keys(dependencies)) await symlink(join(root, "node_modules", name), join(modules, name));
}

function htmlFor(script: string): string {
  // The icon keeps the browser from asking for one.
  return `<!doctype html><html lang="en"><head><title>stranger</title><link rel="icon" href="data:," />${script}</head><body></body></html>`;
}

/** A page that plans a fleet: bundled without the solver, which an import map names and the site holds as its package has it. */
export async function planningPage({ folder }: Project, outdir: string): Promise<void> {
  await esbuild({ entryPoints: [join(folder, "plan-page.js")], outdir, bundle: true, format: "esm", logLevel: "warning" });
  for (const file of ["highs.mjs", "highs.wasm"]) await cp(join(root, "node_modules/highs/build", file), join(outdir, file));
  const map = '<script type="importmap">{ "imports": { "highs": "./highs.mjs" } }</script>';
  await writeFile(join(outdir, "index.html"), htmlFor(`${map}<script type="module" src="./plan-page.js"></script>`));
}

/** Bundler -> how it makes a page of the project, in a folder of its own. */
export const BUNDLERS: Readonly<Record<string, (project: Project, out: string) => Promise<void>>> = {
  Vite: async ({ folder }, outDir) => {
    await vite({ root: folder, configFile: false, logLevel: "error", build: { outDir, modulePreload: { polyfill: false } } });
  },
  esbuild: async ({ folder }, outdir) => {
    const entryPoints = [join(folder, "page.js"), join(folder, "worker.js")];
    await esbuild({ entryPoints, outdir, bundle: true, format: "esm", splitting: true, minify: true, logLevel: "warning" });
    await cp(join(folder, "index.html"), join(outdir, "index.html"));
  },
  webpack: async ({ folder }, path) => {
    const compiler = webpack({
      mode: "production",
      context: folder,
      entry: "./page.js",
      output: { path, filename: "page.js" },
      // How small a page can be made is not the question here, and takes most of a minute.
      performance: false,
      optimization: { minimize: false },
    });
    const stats = await new Promise<webpack.Stats | undefined>((done, failed) =>
      compiler?.run((error, result) => (error ? failed(error) : done(result))),
    );
    const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
    if (errors.length + warnings.length > 0) throw new Error([...errors, ...warnings].map(({ message }) => message).join("\n"));
    await writeFile(join(path, "index.html"), htmlFor('<script defer src="./page.js"></script>'));
  },
};
