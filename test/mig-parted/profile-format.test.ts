import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gpuModels, parseProfile } from "../../src/index.js";
import { profileFormatFault, readProfileName } from "../../src/mig-parted/profile-format.js";
import { PATIENCE_MS } from "../support/patience.js";

describe("what go-nvlib takes for no profile name", () => {
  test.each([
    ["", "profile is the empty string"],
    ["1g.10gb+me-gfx", "profile '1g.10gb+me-gfx' contains both '+/-' attributes"],
    ["1g", "cannot parse fields of '1g': parsed wrong number of fields, expected 2 or 3"],
    ["1g.10gb.me", "cannot parse fields of '1g.10gb.me': missing 'c' from '%dc'"],
    ["a.b", "cannot parse fields of 'a.b': missing 'g' from '%dg'"],
    ["1g.10GB", "cannot parse fields of '1g.10GB': missing 'gb' from '%dgb'"],
    ["1g.-10gb", "cannot parse fields of '1g.-10gb': missing 'gb' from '%dgb'"],
    [" 1g.10gb", "cannot parse fields of ' 1g.10gb': leading or trailing spaces on '%dg'"],
    ["1g.10gb\u0085", "cannot parse fields of '1g.10gb\u0085': leading or trailing spaces on '%dgb'"],
    ["g.10gb", "cannot parse fields of 'g.10gb': malformed number in '%dg'"],
    ["1_0g.10gb", "cannot parse fields of '1_0g.10gb': malformed number in '%dg'"],
    ["9223372036854775808g.1gb", "cannot parse fields of '9223372036854775808g.1gb': malformed number in '%dg'"],
    ["xc.1g.1gb", "cannot parse fields of 'xc.1g.1gb': malformed number in '%dc'"],
    ["1g.10gb+", "cannot parse attributes of '1g.10gb+': empty attribute in list"],
    ["1g.10gb+me,", "cannot parse attributes of '1g.10gb+me,': empty attribute in list"],
    ["1g.10gb+me,me", "cannot parse attributes of '1g.10gb+me,me': non unique attribute in list"],
    ["1g.10gb+me ", "cannot parse attributes of '1g.10gb+me ': leading or trailing spaces in attribute"],
    ["1g.10gb+9", "cannot parse attributes of '1g.10gb+9': attribute begins with a number"],
    ["1g.10gb-.me", "cannot parse attributes of '1g.10gb-.me': attribute begins/ends with a dot"],
    ["1g.10gb+me.", "cannot parse attributes of '1g.10gb+me.': attribute begins/ends with a dot"],
    ["1g.10gb+m_e", "cannot parse attributes of '1g.10gb+m_e': non alpha-numeric character or digit in attribute"],
    ["1g.10gb+me+me", "cannot parse attributes of '1g.10gb+me+me': non alpha-numeric character or digit in attribute"],
  ])("%j: %s", (text, fault) => {
    expect(profileFormatFault(text)).toBe(fault);
    expect(readProfileName(text)).toBeNull();
  });
});

describe("how a profile is spelled", () => {
  test.each([
    ["1g.10gb", "1g.10gb"],
    ["1c.1g.10gb", "1g.10gb"],
    ["01g.010gb", "1g.10gb"],
    ["1c.3g.40gb", "1c.3g.40gb"],
    ["07c.7g.80gb", "7g.80gb"],
    ["1g.10gb+me,gfx", "1g.10gb+me,gfx"],
    ["1g.10gb+gfx,me", "1g.10gb+gfx,me"],
    ["1g.24gb-me", "1g.24gb-me"],
    ["1g.10gb+ME,bogus.all", "1g.10gb+ME,bogus.all"],
    ["0g.0gb", "0g.0gb"],
    ["99g.9223372036854775807gb", "99g.9223372036854775807gb"],
    ["8c.1g.10gb", "8c.1g.10gb"],
  ])("%s is %s", (text, name) => {
    expect(profileFormatFault(text)).toBeNull();
    expect(readProfileName(text)?.name).toBe(name);
  });

  test("every profile of every model is spelled as it is, and means the same as elsewhere", () => {
    for (const model of gpuModels()) {
      for (const { name } of model.profiles) expect(readProfileName(name)).toEqual(parseProfile(name));
    }
  });

  test("a spelling is its own spelling", () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/);
    const text = fc
      .tuple(fc.option(fc.nat()), fc.nat(), fc.nat(), fc.constantFrom("+", "-"), fc.uniqueArray(word, { maxLength: 3 }))
      .map(
        ([c, g, gb, sign, words]) =>
          `${c === null ? "" : `${c}c.`}${g}g.${gb}gb${words.length === 0 ? "" : sign + words.join(",")}`,
      );
    fc.assert(
      fc.property(text, (each) => {
        const name = readProfileName(each)?.name ?? "";
        expect(name).not.toBe("");
        expect(readProfileName(name)).toEqual(readProfileName(each));
      }),
    );
  });

  test("long texts take no time", () => {
    const start = performance.now();
    for (const part of ["0", "1", "+", ",", "a,", ".", " "])
      profileFormatFault(`${part.repeat(500_000)}g.1gb+${part.repeat(500_000)}`);
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
  });
});
