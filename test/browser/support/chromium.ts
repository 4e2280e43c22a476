import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** The Chromium that scripts/test-browser.ts has found. */
export function openChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM;
  if (executablePath === undefined) throw new Error("npm run test:browser finds Chromium; vitest alone does not");
  return chromium.launch({ executablePath });
}

/** A page of its own, with nothing remembered, and what went wrong on it. */
export interface Watched {
  readonly page: Page;
  /** Errors of the console, exceptions that nobody caught, and what the content security policy has kept out. */
  readonly troubles: readonly string[];
  /** Addresses that it has asked for. */
  readonly requests: readonly string[];
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const troubles: string[] = [];
  const requests: string[] = [];
  // Chromium tells violations of the policy as errors of the console, those in a worker too.
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  return { page, troubles, requests };
}
