/** Where in the input a fault is said to be. */
import { describe, expect, it } from "vitest";
import {
  checkLayout,
  defineGpuModel,
  fit,
  formatLayout,
  freeStarts,
  gpuModel,
  type Layout,
  layouts,
  type MigErrorCode,
  parseLayout,
} from "../../src/index.js";

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
    ["a filter that is neither yes nor no", () => layouts(H100, { maximal: odd(1) }), "INVALID_INPUT", ["maximal"]],
    ["profiles to list that are no list", () => layouts(H100, { profiles: odd(7) }), "INVALID_INPUT", ["profiles"]],
    ["an unknown profile to list", () => layouts(H100, { profiles: ["1g.10gb", "9g"] }), "UNKNOWN_PROFILE", ["profiles", 1]],
    ["a driver that is none", () => gpuModel(H100, { driver: 449 }), "INVALID_INPUT", ["driver"]],
    ["a driver before the GPU", () => gpuModel(H100, { driver: 450 }), "UNKNOWN_MODEL", ["driver"]],
    ["what runs", () => fit(H100, [], { occupied: ["1g.10gb@0", "1g.10gb@0"] }), "INVALID_LAYOUT", ["occupied", 1]],
  ])("%s", (_, call, code, path) => expect(call).toThrow(expect.objectContaining({ code, path })));
});

describe("a MigError says what is wrong and what would work", () => {
  const occupied = (...list: readonly unknown[]) => fit(H100, [], { occupied: odd(list) });
  const inside = (computeInstances: unknown) => occupied({ profile: "1g.10gb", start: 0, computeInstances });
  const late = defineGpuModel({
    name: "late",
    memorySlices: 2,
    computeSlices: 2,
    profiles: [{ name: "1g.1gb", computeSlices: 1, memorySlices: 1, memoryMiB: 1000, starts: [1] }],
  });
  const same = (count: number) => new Array<string>(count).fill("1g.10gb@0");
  const starts = "its starts are 0, 1, 2, 3, 4, 5, 6";

  it.each<[string, () => unknown, readonly (string | number)[], string]>([
    ["no list of what runs", () => fit(H100, [], { occupied: odd(7) }), ["occupied"], "occupied: a list is needed, not 7"],
    [
      "nothing in that list",
      () => occupied(null),
      ["occupied", 0],
      'occupied[0]: a placement is needed: "3g.40gb@4", or an object with profile and start; not null',
    ],
    [
      "more than any GPU or node has",
      () => occupied(...same(4097)),
      ["occupied"],
      "occupied: has 4097 entries; more than 4096 are not read",
    ],
    [
      "as much as is read",
      () => occupied(...same(4096)),
      ["occupied", 1],
      "occupied[1]: 1g.10gb@0 overlaps 1g.10gb@0 (and 12272 more)",
    ],
    ["one fault", () => occupied(...same(2)), ["occupied", 1], "occupied[1]: 1g.10gb@0 overlaps 1g.10gb@0"],
    ["two faults", () => occupied(...same(3)), ["occupied", 1], "occupied[1]: 1g.10gb@0 overlaps 1g.10gb@0 (and 1 more)"],
    [
      "the same, asked for starts",
      () => freeStarts(H100, "1g.10gb", same(3)),
      ["occupied", 1],
      "occupied[1]: 1g.10gb@0 overlaps 1g.10gb@0 (and 1 more)",
    ],
    [
      "a fault beside compute instances, which are not judged there",
      () => occupied({ profile: "1g.10gb", start: 0, computeInstances: [{ profile: "9c.1g.10gb", start: 0 }] }, ...same(1)),
      ["occupied", 1],
      "occupied[1]: 1g.10gb@0 overlaps 1g.10gb@0",
    ],
    [
      "an illegal start",
      () => occupied("2g.20gb@4", { profile: "1g.10gb", start: 7 }),
      ["occupied", 1],
      `occupied[1]: 1g.10gb never sits at 7; ${starts}`,
    ],
    [
      "a size that the profile does not have",
      () => occupied({ profile: "1g.10gb", start: 0, size: 2 }),
      ["occupied", 0],
      "occupied[0]: 1g.10gb takes 1 memory slice, not 2",
    ],
    [
      "another",
      () => occupied({ profile: "2g.20gb", start: 0, size: 1 }),
      ["occupied", 0],
      "occupied[0]: 2g.20gb takes 2 memory slices, not 1",
    ],
    [
      "no list of compute instances",
      () => inside(7),
      ["occupied", 0, "computeInstances"],
      "occupied[0].computeInstances: a list is needed, not 7",
    ],
    ...[7, null, { profile: "1c.1g.10gb", start: "0" }, { profile: 7, start: 0 }].map(
      (item): [string, () => unknown, readonly (string | number)[], string] => [
        `a compute instance that is ${JSON.stringify(item)}`,
        () => inside([{ profile: "1c.1g.10gb", start: 0 }, item]),
        ["occupied", 0, "computeInstances", 1],
        `occupied[0].computeInstances[1]: an object with profile and start is needed, not ${typeof item === "object" && item !== null ? "an object" : item}`,
      ],
    ),
    ["no wants", () => fit(H100, odd(undefined)), ["profiles"], "profiles: a list of profile names is needed"],
    ["no list of wants", () => fit(H100, odd(7)), ["profiles"], "profiles: a list is needed, not 7"],
    ["a want that is no text", () => fit(H100, odd([7])), ["profiles", 0], "profiles[0]: a profile name is needed, not number"],
    ["an illegal pin", () => fit(H100, ["1g.10gb@99"]), ["profiles", 0], `profiles[0]: 1g.10gb never sits at 99; ${starts}`],
    [
      "a name that nearly is one",
      () => fit(H100, ["1g.11gb"]),
      ["profiles", 0],
      'profiles[0]: "1g.11gb" does not exist on H100-80GB; 1g.10gb, 1g.20gb, 2g.20gb do',
    ],
    [
      "a name like no other",
      () => fit("A30-24GB", ["zzzzzzzzzzzz"]),
      ["profiles", 0],
      'profiles[0]: "zzzzzzzzzzzz" does not exist on A30-24GB; it has 1g.6gb, 1g.6gb+me, 2g.12gb, 2g.12gb+me, 4g.24gb',
    ],
    [
      "a compute instance",
      () => fit("A100-80GB", ["1c.7g.79gb"]),
      ["profiles", 0],
      "profiles[0]: 1c.7g.79gb is a compute instance; the GPU instance it lives in is 7g.80gb",
    ],
    [
      "a compute instance of no profile there",
      () => fit(H100, ["1c.3g.20gb"]),
      ["profiles", 0],
      "profiles[0]: 1c.3g.20gb is a compute instance, and H100-80GB has no 3g.20gb",
    ],
    [
      "a pin at 0, where it is no start",
      () => fit(late, ["1g.1gb@0"]),
      ["profiles", 0],
      "profiles[0]: 1g.1gb never sits at 0; its starts are 1",
    ],
    [
      "a pin that is no number",
      () => fit(H100, ["1g.10gb@xx"]),
      ["profiles", 0],
      `profiles[0]: 1g.10gb never sits at "xx"; ${starts}`,
    ],
  ])("%s", (_, call, path, message) => expect(call).toThrow(expect.objectContaining({ path, message })));

  it("and minus zero is zero", () => {
    const [compute] = [{ profile: "1c.1g.10gb", start: -0 }];
    const answer = fit(H100, ["4g.40gb"], { occupied: [{ profile: "1g.10gb", start: -0, computeInstances: [compute] }] });
    expect(answer.fits ? null : answer.reason.blockers).toStrictEqual([
      { profile: "1g.10gb", start: 0, size: 1, computeInstances: [{ profile: "1c.1g.10gb", start: 0 }] },
    ]);
  });
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
