import { expect, test } from "vitest";
import { warningsOf } from "../../../src/admission/review/warnings.js";

const finding = (name: string, text: string) =>
  ({ severity: "warning", code: "SEVERAL_DEVICES", message: `${name} ${text}`, path: ["spec"] }) as const;
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(" ");
const told = (warnings: readonly string[]) => warnings.join(" ").replaceAll(" … ", " ");

test("texts of four lines that end alike are told to their end", () => {
  const text = words(66);
  const warnings = warningsOf(["a", "b", "c"].map((name) => finding(name, text)));
  expect(warningsOf([finding("a", text)]).length).toBe(4);
  for (const name of ["a", "b", "c"]) expect(told(warnings)).toContain(`spec: ${name} ${text}`);
  expect(new Set(warnings).size).toBe(warnings.length);
});

test("texts without a space that end alike are told to their end", () => {
  const text = Array.from({ length: 300 }, (_, i) => i % 7).join("");
  const warnings = warningsOf(["a", "b", "c"].map((name) => finding(name, text)));
  for (const name of ["a", "b", "c"]) expect(told(warnings).replaceAll(" ", "")).toContain(`spec:${name}${text}`);
});

test("of more than are told the rest is counted", () => {
  const warnings = warningsOf(Array.from({ length: 10_000 }, (_, i) => finding(`${i}`, words(30))));
  expect(warnings.length).toBe(30);
  expect(warnings.at(-1)).toMatch(/^and \d+ more warnings$/);
});
