import { describe, expect, it } from "vitest";
import { centre, labelLines, shorten } from "../../src/gpu/label.js";

describe("a name in little room", () => {
  it.each([
    ["1g.10gb", 7, "1g.10gb"],
    ["1g.10gb", 6, "1g.10…"],
    ["1g.10gb", 4, "1g…"],
    ["1g.10gb", 1, "…"],
    ["1g.10gb", 0, ""],
    ["1g.10gb+me", 10, "1g.10gb+me"],
    ["1g.10gb+me", 9, "1g.10…+me"],
    ["1g.10gb+me", 7, "1g…+me"],
    ["1g.10gb+me", 6, "1g…+me"],
    ["1g.10gb+me", 5, "1g.1…"],
    ["1g.24gb-me", 6, "1g…-me"],
    ["+me", 2, "+…"],
  ])("%s in %i characters is %s", (name, room, text) => expect(shorten(name, room)).toBe(text));

  it.each([
    ["1g.10gb+me", 10, ["1g.10gb+me"]],
    ["1g.10gb+me", 9, ["1g.10gb", "+me"]],
    ["1g.10gb+me", 6, ["1g.10…", "+me"]],
    ["1g.10gb", 6, ["1g.10…"]],
    ["+me.all", 4, ["+me…"]],
  ])("%s in lines of %i characters is %j", (name, room, lines) => expect(labelLines(name, room)).toEqual(lines));
});

it("the odd space stands to the right", () => {
  expect(centre("ab", 6)).toBe("  ab  ");
  expect(centre("ab", 5)).toBe(" ab  ");
  expect(centre("ab", 5, "-")).toBe("-ab--");
  expect(centre("ab", 1)).toBe("ab");
});
