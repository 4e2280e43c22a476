import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MigError, parseProfile } from "../../src/index.js";
import { describeWithFacts, hasFacts, readFact } from "../support/facts.js";

const parses = (text: string) => {
  try {
    parseProfile(text);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(MigError);
    expect((error as MigError).code).toBe("INVALID_PROFILE"); // checked on the line before
    return false;
  }
};

describe("parseProfile", () => {
  test.each([
    ["3g.40gb", { computeInstanceSlices: null, computeSlices: 3, memoryGb: 40, attributes: [], name: "3g.40gb" }],
    ["1c.3g.40gb", { computeInstanceSlices: 1, computeSlices: 3, memoryGb: 40, attributes: [], name: "1c.3g.40gb" }],
    ["3c.3g.40gb", { computeInstanceSlices: null, computeSlices: 3, memoryGb: 40, attributes: [], name: "3g.40gb" }],
    ["MIG 1g.10gb+me", { computeInstanceSlices: null, computeSlices: 1, memoryGb: 10, attributes: ["+me"], name: "1g.10gb+me" }],
    ["mig-1g.10gb.me", { computeInstanceSlices: null, computeSlices: 1, memoryGb: 10, attributes: ["+me"], name: "1g.10gb+me" }],
    [
      "nvidia.com/mig-1g.24gb.me.all",
      { computeInstanceSlices: null, computeSlices: 1, memoryGb: 24, attributes: ["+me.all"], name: "1g.24gb+me.all" },
    ],
    [
      "nvidia.com/mig-1g.24gb-me",
      { computeInstanceSlices: null, computeSlices: 1, memoryGb: 24, attributes: ["-me"], name: "1g.24gb-me" },
    ],
  ])("%s", (text, parts) => {
    expect(parseProfile(text)).toEqual(parts);
  });

  test("a name survives its own spelling", () => {
    const attribute = fc.constantFrom("", "+me", "+gfx", "+me.all", "-me", "+me,gfx");
    const numbers = fc.tuple(fc.nat(9), fc.nat(16), fc.nat(999), attribute);
    fc.assert(
      fc.property(numbers, ([c, g, gb, attributes]) => {
        const { name } = parseProfile(`${c}c.${g}g.${gb}gb${attributes}`);
        expect(parseProfile(name).name).toBe(name);
        expect(parseProfile(`nvidia.com/mig-${name.replaceAll("+", ".")}`).name).toBe(name);
      }),
    );
  });

  test("refuses an attribute that stands twice, and a name longer than any", () => {
    expect(parses("1g.10gb+me,gfx")).toBe(true);
    expect(parses("1g.10gb+me,me")).toBe(false);
    const long = (length: number) => "1g.1gb+".padEnd(length, "a");
    expect([parses(long(128)), parses(long(129))]).toEqual([true, false]);
  });

  test.each<[unknown, string]>([
    [null, "a profile name is needed, not null"],
    [7, "a profile name is needed, not number"],
    ["1g", '"1g" is no profile name; they read 1g.10gb, 1c.3g.40gb or 1g.10gb+me'],
    ["1g.1gb+", '"1g.1gb+" has attributes that cannot be read; they read +me, +gfx, +me.all or -me'],
  ])("says of %j what would work", (text, message) => {
    expect(() => parseProfile(text as string)).toThrow(message); // as callers in JavaScript pass it
  });

  test.each([["x".repeat(10_000_000)], ["1g.10gb\n"], ["1g.10gb\0"], [""], [null], [7], [{}]])("refuses %.20s", (text) => {
    expect(parses(text as string)).toBe(false); // wrong types included, as JavaScript callers pass them
  });
});

describeWithFacts("parseProfile against the device library's own parser", () => {
  // A file of known shape, or the tests below fail.
  const { cases } = JSON.parse(hasFacts ? readFact("vectors/peers/go_nvlib_profile_parse.json") : '{"cases":[]}') as {
    cases: readonly { profile: string; validFormat: boolean }[];
  };
  test.each(cases.map(({ profile, validFormat }) => [profile, validFormat] as const))("%j: %s", (profile, valid) => {
    expect(parses(profile)).toBe(valid);
  });
});
