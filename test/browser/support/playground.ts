import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { type Site, serve } from "./serve.js";

/** The playground, built as for publication and served as plain files. */
export async function servePlayground(): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), "migpack-playground-"));
  const configFile = join(import.meta.dirname, "../../../playground/vite.config.ts");
  await build({ configFile, logLevel: "error", build: { outDir } });
  const site = await serve(outDir);
  const close = async () => {
    await site.close();
    await rm(outDir, { recursive: true, force: true });
  };
  return { url: site.url, close };
}
