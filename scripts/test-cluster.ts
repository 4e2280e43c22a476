/**
 * `npm run test:cluster`: the webhook end to end, on a real kube-apiserver with etcd. Both are taken
 * from the folder that KUBEBUILDER_ASSETS names, as envtest does it; else they are built once into
 * the user's cache, where Debian's sources can be had. Where they cannot, one loud line says so and
 * the recordings still run; a build that breaks is a failure like any other.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "migpack", "apiserver");

/** What build.sh ends with where the sources cannot be had. */
const NO_SOURCES = 3;

/** null: they cannot be had here. */
function assets(): string | null {
  const named = process.env.KUBEBUILDER_ASSETS;
  if (named) return named;
  const built = join(cache, "bin");
  if (existsSync(join(built, "kube-apiserver"))) return built;
  console.log(`building kube-apiserver and etcd into ${cache}, once; ten to thirty minutes`);
  // Its hundreds of lines matter only where it fails, and then the last ones.
  const { status, stderr } = spawnSync("bash", [join(root, "scripts", "apiserver", "build.sh"), cache], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return built;
  console.log(stderr.split("\n").slice(-12).join("\n"));
  if (status === NO_SOURCES) return null;
  console.log("building kube-apiserver failed; KUBEBUILDER_ASSETS may name a folder that has it");
  process.exit(1);
}

const found = assets();
if (found === null)
  console.log(
    "\n!!! NO KUBE-APISERVER: the end-to-end tests do NOT run; only recordings are replayed. Set KUBEBUILDER_ASSETS.\n",
  );

const { status } = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "test/cluster-e2e"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, ...(found === null ? {} : { MIGPACK_APISERVER: found }) },
});
process.exitCode = status ?? 1;
