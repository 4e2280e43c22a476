import { expect, test } from "vitest";
import { counted, quote, show } from "../../src/model/quote.js";

test("a text of 48 characters is quoted whole, a longer one shortened", () => {
  expect(quote("a".repeat(48))).toBe(`"${"a".repeat(48)}"`);
  expect(quote("a".repeat(49))).toBe(`"${"a".repeat(48)}…"`);
});

test("any value is shown on one line", () => {
  const values = ["a\nb", 7, true, undefined, null, [1], { a: 1 }, () => 1, 1n, Symbol("s")];
  expect(values.map(show)).toEqual([
    '"a\\nb"',
    "7",
    "true",
    "undefined",
    "null",
    "a list",
    "an object",
    "a function",
    "a bigint",
    "a symbol",
  ]);
});

test("one thing is one, and none are several", () => {
  expect([0, 1, 2].map((n) => counted(n, "memory slice"))).toEqual(["0 memory slices", "1 memory slice", "2 memory slices"]);
});
