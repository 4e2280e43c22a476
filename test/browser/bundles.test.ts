/**
 * The library as published, in a page and in a worker of it, through three bundlers, under a content
 * security policy that allows scripts of the site and WebAssembly, and nothing else at all.
 */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium, openPage } from "./support/chromium.js";
import { serve } from "./support/serve.js";
import { BUNDLERS, type Project, planningPage, strangersProject } from "./support/stranger.js";

const SCRIPTS_ALONE = "default-src 'none'; script-src 'self'; worker-src 'self'; img-src data:";
const WITH_WASM = SCRIPTS_ALONE.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");

let browser: Browser;
let project: Project;
beforeAll(async () => {
  browser = await openChromium();
  project = await strangersProject();
});
afterAll(async () => {
  await browser.close();
  await project.remove();
});

/** What the page and its worker answer under a policy, and what went wrong there. */
async function visit(folder: string, policy: string) {
  const site = await serve(folder, { "content-security-policy": policy });
  try {
    const { page, troubles } = await openPage(browser);
    await page.goto(site.url);
    const [fromPage, fromWorker] = (await page.evaluate("Promise.all([fromPage, fromWorker])")) as [unknown, unknown]; // as page.js sets them
    return { fromPage, fromWorker, troubles: [...troubles] };
  } finally {
    await site.close();
  }
}

describe.each(Object.entries(BUNDLERS))("bundled by %s", (name, bundle) => {
  let out: string;
  beforeAll(async () => {
    out = join(project.folder, `out-${name}`);
    await bundle(project, out);
  });

  test("it answers in a page and in a worker as it does in Node, and the policy has nothing to keep out", async () => {
    const { fromPage, fromWorker, troubles } = await visit(out, WITH_WASM);
    expect(fromPage).toEqual(project.expected);
    expect(fromWorker).toEqual(project.expected);
    expect(troubles).toEqual([]);
  });

  test("under a policy without 'wasm-unsafe-eval' it says what is missing", async () => {
    const { fromPage, fromWorker } = await visit(out, SCRIPTS_ALONE);
    const missing = { code: "WASM_UNAVAILABLE", message: expect.stringContaining("'wasm-unsafe-eval'") };
    expect(fromPage).toEqual(missing);
    expect(fromWorker).toEqual(missing);
  });
});

test("a page plans a fleet as Node does, where an import map names the solver", async () => {
  const out = join(project.folder, "out-plan");
  await planningPage(project, out);
  const site = await serve(out);
  try {
    const { page, troubles } = await openPage(browser);
    await page.goto(site.url);
    expect(await page.evaluate("planned.then((plan) => JSON.parse(JSON.stringify(plan)))")).toEqual(project.expectedPlan);
    expect(troubles).toEqual([]);
  } finally {
    await site.close();
  }
});
