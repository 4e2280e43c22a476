import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gpuModel, gpuModels, layouts, pack } from "../../src/index.js";
import { renderFleet, renderLayout } from "../../src/render/index.js";
import { THEMES } from "../../src/render/palette.js";

/** A reader of the XML that is written here: elements, quoted attributes, the five entities. Throws where a parser would. */
function wellFormed(xml: string): void {
  // Char of XML 1.0: no control characters, no lone surrogates.
  if (!/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(xml))
    throw new Error("a character that XML cannot hold");
  const open: string[] = [];
  let at = 0;
  for (const { 0: tag, index } of xml.matchAll(/<(?:\/[a-z]+|[a-zA-Z]+(?: [a-zA-Z-]+="[^"<]*")*\/?)>/g)) {
    const between = xml.slice(at, index);
    if (/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/.test(between + tag.slice(1, -1))) throw new Error(`unescaped: ${between}${tag}`);
    at = index + tag.length;
    if (tag.startsWith("</")) {
      if (open.pop() !== tag.slice(2, -1)) throw new Error(`closes nothing: ${tag}`);
    } else if (!tag.endsWith("/>")) open.push(/^<([a-zA-Z]+)/.exec(tag)?.[1] ?? "");
  }
  if (open.length > 0 || at !== xml.length) throw new Error(`left over: ${open.join()} ${xml.slice(at)}`);
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("one GPU as SVG", () => {
  it("says what it shows to those who do not see it", () => {
    const svg = renderLayout("H100-80GB", ["3g.40gb@4", "1g.10gb@0"], { format: "svg" });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*role="img"/);
    const words = "1g.10gb on memory slice 0; 3g.40gb on memory slices 4-7; free: memory slices 1-3";
    expect(svg).toContain(`aria-label="H100-80GB: 1g.10gb@0,3g.40gb@4: ${words}"`);
    expect(svg).toContain("<title>H100-80GB: 1g.10gb@0,3g.40gb@4</title>");
    expect(svg).toContain(`<desc>${words}</desc>`);
  });

  it("stands alone: no script, style, id or reference", () => {
    const svg = renderLayout("RTX-PRO-6000-96GB", ["2g.48gb@0"], { format: "svg" });
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/<style|<script|href|url\(|id=|http/);
  });

  it("is well-formed and shows every free slice, for every maximal layout and theme", () => {
    for (const model of gpuModels()) {
      for (const layout of [[], ...layouts(model, { maximal: true })]) {
        for (const theme of ["light", "dark"] as const) {
          const svg = renderLayout(model, layout, { format: "svg", theme });
          wellFormed(svg);
          expect(svg).not.toMatch(/NaN|undefined|…/);
          expect(count(svg, "<g>")).toBe(layout.length);
        }
      }
    }
  });

  it("escapes whatever a title holds", () => {
    const hostile = `</title><script>alert("1")</script>&'\u0000\ud800\u001b`;
    const svg = renderLayout("A30-24GB", [], { format: "svg", title: hostile });
    wellFormed(svg);
    expect(svg).not.toContain("<script");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (title) => {
        wellFormed(renderLayout("A30-24GB", ["1g.6gb@0"], { format: "svg", title }));
      }),
    );
  });

  it("keeps to its width", () => {
    for (const width of [200, 760, 2000]) {
      const svg = renderLayout("H100-80GB", ["1g.10gb+me@0", "3g.40gb@4"], { format: "svg", width });
      expect(svg).toContain(`width="${width}"`);
      for (const [, x, w] of svg.matchAll(/<rect x="([\d.]+)" width="([\d.]+)"/g))
        expect(Number(x) + Number(w)).toBeLessThanOrEqual(width);
    }
  });
});

describe("a fleet as SVG", () => {
  it("is well-formed, with one row for each group", () => {
    const model = gpuModel("H100-80GB");
    const { groups, gpus } = pack(model, { "1g.10gb": 100, "3g.40gb": 41, "1g.10gb+me": 3 });
    for (const theme of ["light", "dark"] as const) {
      const svg = renderFleet({ model, groups }, { format: "svg", theme });
      wellFormed(svg);
      expect(svg).toContain(`<title>H100-80GB: ${gpus} GPUs</title>`);
      expect(count(svg, "<g>")).toBe(groups.length);
    }
  });
});

describe("colours", () => {
  it.each(Object.entries(THEMES))("of the %s theme can be read (4.5 to 1)", (_, { background, text, muted, onFill, fills }) => {
    for (const fill of fills) expect(contrast(onFill, fill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(muted, background)).toBeGreaterThanOrEqual(4.5);
    expect(new Set(fills).size).toBe(fills.length);
  });
});

/** WCAG 2 contrast ratio of two colours. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
