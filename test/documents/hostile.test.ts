/** Whatever the text: an answer or an INVALID_INPUT, in little time. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDocuments, readFirstDocument } from "../../src/documents/yaml.js";
import { MigError } from "../../src/error.js";
import { junk } from "../support/junk.js";
import { READ, REFUSED, SCALARS } from "./cases.js";

function outcome(text: unknown): string {
  try {
    readFirstDocument(text as string, "x"); // on purpose anything
    return "read";
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    expect(error.code).toBe("INVALID_INPUT");
    return error.message;
  }
}

const LIMIT = 1_048_576;
const full = (unit: string) => unit.repeat(Math.floor((LIMIT - 10) / unit.length));
const letters = [..."abcdefghijk"];
const bomb = letters
  .map((letter, i) => `${letter}: &${letter} [${(i === 0 ? "x," : `*${letters[i - 1]},`).repeat(9)}]\n`)
  .join("");

describe("limits", () => {
  test.each([
    ["a megabyte and a byte", "x".repeat(LIMIT + 1), /larger than 1 MiB/],
    ["a megabyte of what is longer in UTF-8", "é".repeat(LIMIT / 2 + 1), /larger than 1 MiB/],
    ["a megabyte", `#${"x".repeat(LIMIT - 1)}`, /^read$/],
    ["tokens", `[${"a,".repeat(75_001)}]`, /more than 150000 tokens/],
    ["fewer tokens", `[${"a,".repeat(74_900)}]`, /^read$/],
    ["brackets", "[".repeat(201), /nested more than 200 deep/],
    ["fewer brackets", `${"[".repeat(200)}${"]".repeat(200)}`, /^read$/],
    ["blocks", "- ".repeat(201), /nested more than 200 deep/],
    ["aliases", `- &a x\n- [${"*a,".repeat(1001)}]`, /more than 1000 aliases/],
    ["fewer aliases", `- &a x\n- [${"*a,".repeat(1000)}]`, /^read$/],
    [
      "depth through aliases",
      `- &a ${"[".repeat(150)}${"]".repeat(150)}\n- ${"[".repeat(100)}*a${"]".repeat(100)}`,
      /nested more than 200 deep/,
    ],
    ["a bomb", bomb, /excessive aliasing/],
    ["a flat bomb", `- &a [${"x,".repeat(60_000)}]\n- [${"*a,".repeat(900)}]`, /excessive aliasing/],
    ["a bomb of merges", `a: &a {${letters.map((x) => `${x}: 1`).join(", ")}}\nb: {${"<<: *a,".repeat(900)}}`, /^read$/],
    ["a circle", "&a [{x: *a}]", /contains itself/],
    ["a circle of merges", "&a {<<: *a}", /contains itself/],
  ])("%s", (_, text, expected) => {
    expect(outcome(text)).toMatch(expected);
  });

  const whole = ["[", "&a ", "[]", "a\n", "''", "|\n", "\r", "1_", "!<%41"].map((unit) => [unit, full(unit)]);
  // What goes furthest: nearly as many tokens as are read.
  const read = ["a: 1\n", "--- a\n", "- @\n", "b #\n"].map((unit) => [unit, unit.repeat(30_000)]);

  test.each([...whole, ...read] as [string, string][])("%j again and again takes little time", (_, text) => {
    const start = performance.now();
    try {
      readDocuments(text, "x");
    } catch (error) {
      expect(error).toBeInstanceOf(MigError);
    }
    // A tenth of it where no one else computes.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe("nothing but MigError", () => {
  test.each(junk)("%s", (_, text) => void outcome(text));

  test("texts with mistakes in them", () => {
    const texts = [...READ.map(([, text]) => text), ...REFUSED.map(([text]) => text), ...SCALARS.map(([text]) => `- ${text}\n`)];
    const pieces = fc.constantFrom(
      ..."\n\t :-?#[]{},&*!|>%@`'\"\\",
      "- ",
      ": ",
      "<<: ",
      "---\n",
      "...\n",
      "&a ",
      "*a",
      "!!int ",
      "\r\n",
      "\0",
      "\ufeff",
      "\ud800",
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(80), pieces, fc.nat(2)), { maxLength: 4 }),
        (text, edits) => {
          let spoilt = text;
          for (const [at, piece, gone] of edits) spoilt = spoilt.slice(0, at) + piece + spoilt.slice(at + gone);
          outcome(spoilt);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
