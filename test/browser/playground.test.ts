/** The playground in Chromium: what can be done by click and by key, what is seen, said and copied. */
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readLink } from "../../playground/src/link.js";
import { OUTPUT_KINDS } from "../../playground/src/outputs.js";
import { gpuModels, pack } from "../../src/index.js";
import { openChromium, openPage, type Watched } from "./support/chromium.js";
import { servePlayground } from "./support/playground.js";
import type { Site } from "./support/serve.js";

const EXAMPLE = "#gpu=H100-80GB&at=1g.10gb@0,2g.20gb@4";
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

let browser: Browser;
let site: Site;
let open: Watched[] = [];
beforeAll(async () => {
  [browser, site] = await Promise.all([openChromium(), servePlayground()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Whatever a test does: nothing goes wrong, nothing is kept out by the policy, and no other server is asked. */
afterEach(async () => {
  const seen = open;
  open = [];
  for (const { page } of seen) await page.context().close();
  expect(seen.flatMap(({ troubles }) => troubles)).toEqual([]);
  expect(seen.flatMap(({ requests }) => requests).filter((url) => !/^data:/.test(url) && !url.startsWith(site.url))).toEqual([]);
});

async function visit(hash: string, options: BrowserContextOptions = DESK): Promise<Page> {
  const watched = await openPage(browser, options);
  open.push(watched);
  await watched.page.goto(site.url + hash);
  await board(watched.page).waitFor();
  return watched.page;
}

const board = (page: Page) => page.getByRole("region", { name: /./ }).and(page.locator("#board"));
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const said = (page: Page) => page.getByRole("status").textContent();
const hash = (page: Page) => page.evaluate(() => location.hash);
/** What a button is called, or the id of anything else. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    return one?.tagName === "BUTTON" ? (one.getAttribute("aria-label") ?? one.textContent?.trim()) : one?.id;
  });
const instances = (page: Page) => page.locator(".instance").allTextContents();

describe("by click", () => {
  test("a profile is placed where the library puts it, at a chosen start, and removed again", async () => {
    const page = await visit("#gpu=H100-80GB");
    await button(page, "Place 3g.40gb").click();
    expect(await said(page)).toBe("3g.40gb placed at start 4");
    await button(page, "Place 1g.10gb at start 2").click();
    expect(await said(page)).toBe("1g.10gb placed at start 2");
    expect(await hash(page)).toBe("#gpu=H100-80GB&at=1g.10gb@2,3g.40gb@4");
    expect(await instances(page)).toEqual(["1g.10gb at start 2, memory slice 2", "3g.40gb at start 4, memory slices 4 to 7"]);
    await button(page, "3g.40gb at start 4, memory slices 4 to 7").click();
    expect(await said(page)).toBe("3g.40gb removed from start 4");
    expect(await hash(page)).toBe("#gpu=H100-80GB&at=1g.10gb@2");
  });

  test("both bitmaps are seen", async () => {
    const page = await visit("#gpu=H100-80GB&at=3g.40gb@0,3g.40gb@4");
    expect(await page.locator(".row-title").allTextContents()).toEqual([
      "memory slices 8 of 80b11111111",
      "compute slices 6 of 70b1110111",
    ]);
    expect(await page.locator(".compute > .idle").allTextContents()).toEqual(["3"]);
    expect(await page.locator(".compute > .none").count()).toBe(1);
  });

  test("what does not fit says why, of a profile and of a start, and changes nothing", async () => {
    const page = await visit(EXAMPLE);
    const why = "3g.40gb needs memory slices 0-3 or 4-7; slice 0 holds 1g.10gb, slices 4-5 hold 2g.20gb";
    await expectText(page, `${why}.`);
    // Out of use, and yet it answers; Playwright would wait for it to come into use.
    await button(page, "Place 3g.40gb").click({ force: true });
    expect(await said(page)).toBe(why);
    await button(page, "Place 3g.40gb at start 4").click({ force: true });
    expect(await said(page)).toBe("3g.40gb needs memory slices 4-7; slices 4-5 hold 2g.20gb");
    expect(await hash(page)).toBe(EXAMPLE);
  });

  test("what must move is told, and moved", async () => {
    const page = await visit(EXAMPLE);
    await expectText(page, "Room is made by recreating 1g.10gb@0 at 6.");
    await button(page, "Make room for 3g.40gb").click();
    expect(await said(page)).toBe("1g.10gb@0 recreated at 6; 3g.40gb placed at start 0");
    expect(await hash(page)).toBe("#gpu=H100-80GB&at=3g.40gb@0,2g.20gb@4,1g.10gb@6");
  });

  test("a start is shown on the board before it is taken", async () => {
    const page = await visit(EXAMPLE);
    await button(page, "Place 2g.20gb at start 2").hover();
    expect(await page.locator(".ghost").textContent()).toBe("2g.20gb");
    await button(page, "Place 2g.20gb at start 0").hover();
    expect(await page.locator(".ghost").count()).toBe(0);
  });

  test("the board is cleared", async () => {
    const page = await visit(EXAMPLE);
    await button(page, "Clear").click();
    expect(await said(page)).toBe("The board is empty");
    expect(await hash(page)).toBe("#gpu=H100-80GB");
  });

  test("every model can be chosen, and offers all its profiles", async () => {
    const page = await visit("#gpu=H100-80GB");
    for (const model of gpuModels()) {
      await page.getByLabel("GPU").selectOption(model.name);
      expect(await hash(page)).toBe(`#gpu=${model.name}`);
      expect(await page.locator(".place").allTextContents()).toEqual(model.profiles.map(({ name }) => name));
      expect(await page.locator(".place[aria-disabled=true]").count()).toBe(0);
    }
  });
});

describe("by keyboard", () => {
  test("an instance moves through free starts, keeps the focus, and goes with Delete", async () => {
    const page = await visit(EXAMPLE);
    while ((await focused(page)) !== "1g.10gb at start 0, memory slice 0") await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    expect(await said(page)).toBe("1g.10gb moved from start 0 to 1");
    for (const _ of [2, 3, 6]) await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toBe("1g.10gb at start 6, memory slice 6");
    await page.keyboard.press("ArrowRight");
    expect(await said(page)).toBe("1g.10gb has no free start after 6");
    await page.keyboard.press("Delete");
    expect(await hash(page)).toBe("#gpu=H100-80GB&at=2g.20gb@4");
    expect(await focused(page)).toBe("2g.20gb at start 4, memory slices 4 to 5");
    await page.keyboard.press("Enter");
    expect(await hash(page)).toBe("#gpu=H100-80GB");
    expect(await focused(page)).toBe("board");
  });

  test("a profile is placed with Enter, from the page's beginning, and the focus is seen all the way", async () => {
    const page = await visit("#gpu=A30-24GB");
    let steps = 0;
    while ((await focused(page)) !== "Place 2g.12gb") {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
      expect(outline).not.toBe("none");
      expect(++steps).toBeLessThan(40);
    }
    expect(await page.locator(".ghost").textContent()).toBe("2g.12gb");
    await page.keyboard.press("Enter");
    expect(await said(page)).toMatch(/^2g\.12gb placed at start \d$/);
    expect(await page.locator(".ghost").count()).toBe(0);
  });

  test("tabs are walked with arrows", async () => {
    const page = await visit(EXAMPLE);
    await page.getByRole("tab", { name: "nvidia-smi" }).focus();
    await page.keyboard.press("ArrowLeft");
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("SVG");
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("nvidia-smi");
  });
});

describe("what is taken along", () => {
  test("is what the library makes of the state, and is copied as it is shown", async () => {
    const page = await visit(EXAMPLE, { ...DESK, permissions: ["clipboard-read", "clipboard-write"] });
    for (const { name, outputs } of OUTPUT_KINDS) {
      await page.getByRole("tab", { name }).click();
      for (const { title, text } of outputs(readLink(EXAMPLE).state)) {
        expect(await page.getByRole("region", { name: title }).locator("pre").textContent()).toBe(text);
        await button(page, `Copy ${title.toLowerCase()}`).click();
        await expectText(page, `${title.toLowerCase()} copied`);
        expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
      }
    }
  });

  test("is copied where there is no clipboard, too", async () => {
    const page = await visit(EXAMPLE);
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.addEventListener("copy", () => document.body.setAttribute("data-copied", String(getSelection())));
    });
    await button(page, "Copy commands").click();
    await expectText(page, "commands copied");
    expect(await page.evaluate(() => document.body.dataset.copied)).toBe(
      "nvidia-smi mig -i 0 -cgi 19:0 -C\nnvidia-smi mig -i 0 -cgi 14:4 -C",
    );
    expect(await focused(page)).toBe("Copy commands");
  });

  test("commands begin from what runs", async () => {
    const page = await visit(EXAMPLE);
    await button(page, "Start from this board").click();
    await button(page, "Make room for 3g.40gb").click();
    await expectText(page, "1 destroyed, 2 created, 1 untouched. Whoever uses what is destroyed must have left.");
    expect(await instances(page)).toContain("2g.20gb running at start 4, memory slices 4 to 5");
    await button(page, "Start from none").click();
    await expectText(page, "3 created.");
  });
});

describe("a demand", () => {
  test("is packed on the fewest GPUs, and a layout of it is put on the board", async () => {
    const page = await visit("#gpu=H100-80GB");
    await page.getByLabel("3g.40gb", { exact: true }).fill("5");
    await page.getByLabel("1g.10gb", { exact: true }).fill("9");
    const { gpus, groups } = pack("H100-80GB", { "3g.40gb": 5, "1g.10gb": 9 });
    expect(await page.locator(".gpus").textContent()).toBe(`${gpus} GPUs`);
    expect(await page.locator(".times").allTextContents()).toEqual(groups.map(({ count }) => `${count} ×`));
    expect(await hash(page)).toBe("#gpu=H100-80GB&demand=1g.10gb:9,3g.40gb:5");
    await page.locator(".groups button").first().click();
    expect(await instances(page)).toHaveLength(groups[0]?.layout.length ?? 0);
  });

  test("that is none is refused in words", async () => {
    const page = await visit("#gpu=H100-80GB&demand=1g.10gb:9");
    await page.getByLabel("1g.10gb", { exact: true }).fill("-1");
    expect(await said(page)).toMatch(/1g\.10gb/);
    expect(await hash(page)).toBe("#gpu=H100-80GB&demand=1g.10gb:9");
  });
});

describe("a link", () => {
  test("brings another visitor to the same state", async () => {
    const page = await visit(EXAMPLE, { ...DESK, permissions: ["clipboard-read", "clipboard-write"] });
    await button(page, "Place 2g.20gb").click();
    await button(page, "Copy link").click();
    await expectText(page, "link copied");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await visit(new URL(link).hash, PHONE);
    expect(await instances(other)).toEqual(await instances(page));
  });

  test("that is pasted over another is followed, and one that is wrong says what is", async () => {
    const page = await visit(EXAMPLE);
    await page.evaluate(() => {
      location.hash = "#gpu=A30-24GB&at=2g.12gb@1,1g.6gb@0";
    });
    await expectText(page, /^The link cannot be read as it is: at\[0\]: 2g\.12gb never sits at 1/);
    expect(await hash(page)).toBe("#gpu=A30-24GB");
    const lost = await visit("#gpu=H1000");
    expect(await said(lost)).toMatch(/H1000/);
    expect(await instances(lost)).toHaveLength(2);
  });
});

describe.each([
  ["desk, light", { ...DESK, colorScheme: "light" }],
  ["desk, dark", { ...DESK, colorScheme: "dark" }],
  ["phone, light", { ...PHONE, colorScheme: "light" }],
  ["phone, dark", { ...PHONE, colorScheme: "dark" }],
] as const)("on a %s", (_, options) => {
  test("axe finds nothing, whatever is taken along, and nothing sticks out", async () => {
    const page = await visit("", options);
    for (const { name } of OUTPUT_KINDS) {
      await page.getByRole("tab", { name }).click();
      expect(await axeFindings(page)).toEqual([]);
      expect(await isNarrowEnough(page)).toBe(true);
    }
  });

  test.each(["#gpu=RTX-PRO-6000-96GB&at=1g.24gb+me.all@0,1g.24gb-me@3&running=1g.24gb-me@3", "#gpu=H100-80GB&at=1g.10gb@7"])(
    "nor does it on %s",
    async (link) => {
      const page = await visit(link, options);
      expect(await axeFindings(page)).toEqual([]);
      expect(await isNarrowEnough(page)).toBe(true);
    },
  );
});

describe("the reader's own wishes", () => {
  const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test("the theme is the system's until another is chosen, which is remembered", async () => {
    // Without motion there are no colours in between.
    const page = await visit(EXAMPLE, { ...DESK, colorScheme: "dark", reducedMotion: "reduce" });
    const dark = await ground(page);
    await button(page, "Dark").click();
    await expect.poll(() => ground(page)).not.toBe(dark);
    const light = await ground(page);
    await page.reload();
    await expect.poll(() => ground(page)).toBe(light);
  });

  test("nothing moves for those who want none of it", async () => {
    const still = await visit(EXAMPLE, { ...DESK, reducedMotion: "reduce" });
    const durations = (page: Page) =>
      page.evaluate(() => [
        ...new Set(Array.from(document.querySelectorAll("*"), (one) => getComputedStyle(one).transitionDuration)),
      ]);
    expect(await durations(still)).toEqual(["0s"]);
    expect((await durations(await visit(EXAMPLE))).length).toBeGreaterThan(1);
  });

  test("fingers have room, and the board stays in sight while profiles are placed", async () => {
    const page = await visit(EXAMPLE, PHONE);
    const sizes = await page.locator("button").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(28);
    await button(page, "Place 7g.80gb").tap({ force: true });
    expect(await page.locator(".track.memory").evaluate((track) => track.getBoundingClientRect().top >= 0)).toBe(true);
  });

  test("on the narrowest of screens nothing sticks out", async () => {
    const page = await visit("#gpu=RTX-PRO-6000-96GB&demand=1g.24gb+me.all:2,1g.24gb-me:9", {
      viewport: { width: 320, height: 600 },
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });
});

async function expectText(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text, { exact: true }).first().waitFor({ timeout: 5000 });
}

function isNarrowEnough(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
}

/** What axe has against the page, shortly. The policy of the page does not hold for what the browser itself evaluates. */
async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const violations = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as readonly axe.Result[]; // as axe gives them
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
