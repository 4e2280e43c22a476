/**
 * `npm run check:runtimes`: the package as npm will serve it, in each line of Node that it is meant
 * for. A line that cannot be had here is said loudly and fails nothing; one that can and does not
 * give the same answers as this Node fails.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The oldest that `engines` allows, and the lines since. */
const LINES = ["20", "22", "24"];

const root = resolve(import.meta.dirname, "..");
const project = mkdtempSync(join(tmpdir(), "migpack-runtimes-"));

/** Both kinds of modules, both modules of the planner, and the solver. */
const SMOKE = `
import { createRequire } from "node:module";
import * as esm from "migpack";
const cjs = createRequire(import.meta.url)("migpack");
const said = [esm, cjs].map(({ fit, pack, Fleet }) => [
  fit("H100-80GB", ["3g.40gb"], { occupied: ["1g.10gb@0", "2g.20gb@4"] }),
  pack("H100-80GB", { "1g.10gb": 1200, "3g.40gb": 380 }),
  new Fleet([{ model: "A30-24GB", count: 2 }]).placeTogether(["2g.12gb", "4g.24gb"]),
]);
const { status, cost } = await esm.planFleet({
  pools: [{ model: "H100-80GB", price: 3 }],
  requests: [{ count: 3, accepts: [{ model: "H100-80GB", profile: "3g.40gb" }] }],
});
console.log(JSON.stringify([said, status, cost]));
`;

/** The executable of the newest Node of a line, through npm; null where it cannot be had. */
function nodeOf(line: string): string | null {
  if (process.versions.node.startsWith(`${line}.`)) return process.execPath;
  const print = ["--yes", `--package=node@${line}`, "--", "node", "--print", "process.execPath"];
  const { status, stdout } = spawnSync("npx", print, { cwd: project, encoding: "utf8", timeout: 300_000 });
  const file = stdout?.trim() ?? "";
  return status === 0 && file !== "" ? file : null;
}

function smoke(node: string): string {
  const { status, stdout, stderr } = spawnSync(node, ["smoke.mjs"], { cwd: project, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim().split("\n").slice(-6).join("\n"));
  return stdout;
}

function check(): number {
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", project];
  const [{ filename }] = JSON.parse(execFileSync("npm", pack, { cwd: root, encoding: "utf8" })) as [{ filename: string }];
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "stranger", private: true }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", `./${filename}`], { cwd: project, stdio: "ignore" });
  writeFileSync(join(project, "smoke.mjs"), SMOKE);
  const expected = smoke(process.execPath);
  let failed = 0;
  for (const line of LINES) {
    const node = nodeOf(line);
    if (node === null) {
      console.log(`\n!!! NODE ${line} WAS NOT AT HAND: nothing is known of it.\n`);
      continue;
    }
    const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
    try {
      if (smoke(node) !== expected) throw new Error(`its answers are not those of ${process.version}`);
      console.log(`Node ${version}: as expected`);
    } catch (error) {
      failed++;
      console.error(`Node ${version}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return failed;
}

try {
  process.exitCode = check() === 0 ? 0 : 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}
