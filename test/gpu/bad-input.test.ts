/** Where in the input a fault is said to be. */
import { describe, expect, it } from "vitest";
import { checkLayout, fit, formatLayout, freeStarts, type Layout, type MigErrorCode, parseLayout } from "../../src/index.js";

const H100 = "H100-80GB";
/** What callers without types may give. */
const odd = (value: unknown) => value as never;

describe("a MigError says where", () => {
  it.each<[string, () => unknown, MigErrorCode, readonly (string | number)[]]>([
    ["a text that is none", () => parseLayout(H100, odd(7)), "INVALID_INPUT", ["text"]],
    ["a text with a placement that is none", () => parseLayout(H100, "1g.10gb@0,1g.10gb"), "INVALID_INPUT", ["text", 1]],
    ["a layout that is no list", () => formatLayout(odd(7)), "INVALID_INPUT", ["layout"]],
    ["an entry that is no placement", () => formatLayout(odd(["1g.10gb@0", 7])), "INVALID_INPUT", ["layout", 1]],
    ["a profile that is no text", () => formatLayout(odd([{ profile: 7, start: 0 }])), "INVALID_INPUT", ["layout", 0]],
    ["a start that is no number", () => formatLayout(odd([{ profile: "a", start: "0" }])), "INVALID_INPUT", ["layout", 0]],
    ["half a start", () => formatLayout(odd([{ profile: "a", start: 0.5 }])), "INVALID_INPUT", ["layout", 0]],
    ["a list to check that is none", () => checkLayout(H100, odd(7)), "INVALID_INPUT", ["layout"]],
    ["an entry to check that is none", () => checkLayout(H100, odd(["1g.10gb@0", 7])), "INVALID_INPUT", ["layout", 1]],
    ["an unknown profile", () => freeStarts(H100, "9g.1gb"), "UNKNOWN_PROFILE", ["profile"]],
    ["an unknown profile of a request", () => fit(H100, ["1g.10gb", "9g.1gb"]), "UNKNOWN_PROFILE", ["profiles", 1]],
    ["a pin that the profile never has", () => fit(H100, ["2g.20gb@7"]), "INVALID_INPUT", ["profiles", 0]],
    ["an unknown score", () => fit(H100, [], { score: odd("best") }), "INVALID_INPUT", ["score"]],
    ["what runs", () => fit(H100, [], { occupied: ["1g.10gb@0", "1g.10gb@0"] }), "INVALID_LAYOUT", ["occupied", 1]],
  ])("%s", (_, call, code, path) => expect(call).toThrow(expect.objectContaining({ code, path })));
});

describe("a layout as text", () => {
  it("of spaces alone is the empty one", () => expect(parseLayout(H100, "  ")).toEqual([]));
  it("is by start, and at one start by name", () => {
    const at = (...names: readonly string[]): Layout =>
      names.map((profile) => ({ profile, start: profile === "c" ? 0 : 1, size: 1 }));
    for (const layout of [at("a", "b", "c"), at("b", "a", "c"), at("c", "b", "a")])
      expect(formatLayout(layout)).toBe("c@0,a@1,b@1");
  });
});
