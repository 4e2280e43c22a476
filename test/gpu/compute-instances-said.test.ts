/** By which names compute instances are known, where they go, and what is said of those that cannot be. */
import { describe, expect, it } from "vitest";
import { computeInstanceOf } from "../../src/gpu/compute-instances.js";
import {
  type ComputeInstancePlacement,
  checkLayout,
  defineGpuModel,
  fitComputeInstances,
  gpuModel,
  MigError,
  type MigErrorCode,
} from "../../src/index.js";

const [A100, H100] = ["A100-40GB", "H100-80GB"];
/** What callers without types may give. */
const odd = (value: unknown) => value as never;

const unknown = { id: null, multiprocessors: null };

/** A GPU instance of sixteen compute slices, with compute instances of one and of ten, and one that knows none. */
const OWN = defineGpuModel({
  name: "own",
  memorySlices: 16,
  computeSlices: 16,
  profiles: [
    {
      ...{ name: "16g.16gb", memorySlices: 16, computeSlices: 16, starts: [0] },
      computeInstances: [
        { ...unknown, name: "one", slices: 1, size: 1, starts: Array.from({ length: 16 }, (_, i) => i), maxCount: 16 },
        { ...unknown, name: "10c.16g.16gb", slices: 10, size: 10, starts: [0], maxCount: 1 },
      ],
    },
    { name: "1g.1gb", memorySlices: 1, computeSlices: 1, starts: [0] },
  ],
});
const KNOWS_NONE = "this model knows no compute instances of it";

/** "1c.3g.20gb@0", or what is said. */
function placed(
  model: string | typeof OWN,
  home: string,
  wants: readonly string[],
  occupied?: readonly ComputeInstancePlacement[],
) {
  const answer = fitComputeInstances(model, home, wants, occupied);
  return answer.fits ? answer.placements.map(({ profile, start }) => `${profile}@${start}`) : answer.message;
}

describe("a compute instance is known by", () => {
  it.each<[string, string | typeof OWN, string, string, string]>([
    ["its slices", A100, "3g.20gb", "2c", "2c.3g.20gb@0"],
    ["its slices, of two digits", OWN, "16g.16gb", "10c", "10c.16g.16gb@0"],
    ["its name", A100, "3g.20gb", "1c.3g.20gb", "1c.3g.20gb@0"],
    ["a name of two digits", OWN, "16g.16gb", "10c.16g.16gb", "10c.16g.16gb@0"],
    ["a name of two digits after what nvidia-smi prints", OWN, "16g.16gb", "MIG 10c.16g.16gb", "10c.16g.16gb@0"],
    ["a name that says nothing of slices", OWN, "16g.16gb", "one", "one@10"],
    ["what nvidia-smi prints before it", A100, "3g.20gb", "MIG 1c.3g.20gb", "1c.3g.20gb@0"],
    ["the GPU instance that it fills", A100, "3g.20gb", "3g.20gb", "3g.20gb@0"],
    ["that GPU instance, as compute instances spell it", A100, "3g.20gb", "3c.3g.20gb", "3g.20gb@0"],
    ["that GPU instance with its attributes", H100, "1g.10gb+me", "mig-1g.10gb.me", "1g.10gb+me@0"],
    ["that GPU instance without its attributes", H100, "1g.10gb+me", "1g.10gb", "1g.10gb+me@0"],
    ["a name and a start", A100, "4g.20gb", "1c@3", "1c.4g.20gb@3"],
  ])("%s", (_, model, home, want, expected) => expect(placed(model, home, [want])).toEqual([expected]));

  it.each(["x1c", "1cx", "7c", "1c.2g.10gb", "2g.10gb", "1c.9g.90gb", "anything", ""])("and not by %j", (want) => {
    const call = () => placed(A100, "3g.20gb", ["1c", want]);
    expect(call).toThrow(
      expect.objectContaining({
        code: "UNKNOWN_PROFILE",
        path: ["profiles", 1],
        message: `profiles[1]: "${want}" does not exist inside 3g.20gb; there are 1c.3g.20gb, 2c.3g.20gb, 3g.20gb`,
      }),
    );
  });

  it("its name, to those who ask for the profile itself", () => {
    const [home] = gpuModel(H100).profiles.filter(({ name }) => name === "3g.40gb");
    if (home === undefined) throw new Error("no 3g.40gb");
    expect(computeInstanceOf(H100, home, "2c", [])).toBe(home.computeInstances[1]);
    expect(() => computeInstanceOf(H100, home, "5c", ["at", 1])).toThrow(
      expect.objectContaining({ code: "UNKNOWN_PROFILE", path: ["at", 1], message: expect.stringMatching(/^at\[1\]: "5c" /) }),
    );
  });
});

describe("compute instances go", () => {
  it("where most can still be created, and not only to the lowest start", () => {
    expect(placed(A100, "4g.20gb", ["1c"])).toEqual(["1c.4g.20gb@0"]);
    expect(placed(A100, "4g.20gb", ["1c"], [{ profile: "1c", start: 2 }])).toEqual(["1c.4g.20gb@3"]);
  });

  it("nowhere where none are asked for, also where the model knows none", () => {
    expect(placed(A100, "4g.20gb", [])).toEqual([]);
    expect(placed(OWN, "1g.1gb", [])).toEqual([]);
  });

  it("in as many as a GPU instance holds, and no more", () => {
    const ones = (count: number) => Array.from({ length: count }, (_, start) => ({ profile: "one", start }));
    const wants = (count: number) => new Array<string>(count).fill("1c");
    expect(placed(OWN, "16g.16gb", wants(16))).toHaveLength(16);
    expect(placed(OWN, "16g.16gb", wants(17))).toMatch(/ do not fit together inside 16g\.16gb$/);
    expect(placed(OWN, "16g.16gb", [], ones(16))).toEqual([]);
    expect(placed(OWN, "16g.16gb", wants(1), ones(16))).toMatch(/^one do not fit together inside 16g\.16gb beside one@0, /);
    expect(() => placed(OWN, "16g.16gb", [], [...ones(16), { profile: "one", start: 3 }])).toThrow(
      "occupied[16]: one cannot run at 3 beside those before it",
    );
  });
});

describe("what is wrong is said, and where", () => {
  const beside = (...occupied: readonly unknown[]) => placed(A100, "3g.20gb", [], odd(occupied));

  it.each<[string, () => unknown, MigErrorCode, readonly (string | number)[], string]>([
    [
      "a GPU instance that is none",
      () => placed(A100, "9g.90gb", []),
      "UNKNOWN_PROFILE",
      ["gpuInstanceProfile"],
      'gpuInstanceProfile: "9g.90gb" does not exist on A100-40GB; 1g.10gb, 2g.10gb, 3g.20gb do',
    ],
    ["no list", () => placed(A100, "3g.20gb", odd(7)), "INVALID_INPUT", ["profiles"], "profiles: a list is needed, not 7"],
    [
      "no text",
      () => placed(A100, "3g.20gb", odd([7])),
      "INVALID_INPUT",
      ["profiles", 0],
      "profiles[0]: a compute-instance name such as 1c is needed, not 7",
    ],
    [
      "a start that it never has",
      () => placed(A100, "3g.20gb", ["1c", "2c@2"]),
      "INVALID_INPUT",
      ["profiles", 1],
      'profiles[1]: 2c.3g.20gb never sits at "2"; its starts are 0, 1',
    ],
    [
      "no list of what runs",
      () => placed(A100, "3g.20gb", [], odd(7)),
      "INVALID_INPUT",
      ["occupied"],
      "occupied: a list is needed, not 7",
    ],
    [
      "something unknown that runs",
      () => beside({ profile: "1c", start: 0 }, { profile: "7c", start: 0 }),
      "UNKNOWN_PROFILE",
      ["occupied", 1],
      'occupied[1]: "7c" does not exist inside 3g.20gb; there are 1c.3g.20gb, 2c.3g.20gb, 3g.20gb',
    ],
    [
      "something that runs where it never sits",
      () => beside({ profile: "2c", start: 2 }),
      "INVALID_LAYOUT",
      ["occupied", 0],
      "occupied[0]: 2c.3g.20gb never sits at 2; its starts are 0, 1",
    ],
    [
      "one that runs over another",
      () => beside({ profile: "2c", start: 0 }, { profile: "1c", start: 1 }),
      "INVALID_LAYOUT",
      ["occupied", 1],
      "occupied[1]: 1c.3g.20gb cannot run at 1 beside those before it",
    ],
    [
      "a want where the model knows none",
      () => placed(OWN, "1g.1gb", ["1c"]),
      "UNKNOWN_PROFILE",
      ["profiles", 0],
      `profiles[0]: "1c" does not exist inside 1g.1gb; ${KNOWS_NONE}`,
    ],
    [
      "something that runs where the model knows none",
      () => placed(OWN, "1g.1gb", [], [{ profile: "1c", start: 0 }]),
      "UNKNOWN_PROFILE",
      ["occupied", 0],
      `occupied[0]: "1c" does not exist inside 1g.1gb; ${KNOWS_NONE}`,
    ],
  ])("%s", (_, call, code, path, message) => {
    expect(call).toThrow(MigError);
    expect(call).toThrow(expect.objectContaining({ code, path, message }));
  });

  it("of wants that do not go together, with what runs beside", () => {
    expect(placed(A100, "3g.20gb", ["2c", "2c@1"])).toBe("2c.3g.20gb, 2c.3g.20gb@1 do not fit together inside 3g.20gb");
    expect(placed(A100, "3g.20gb", ["1c@0", "2c"], [{ profile: "1c", start: 1 }])).toBe(
      "1c.3g.20gb@0, 2c.3g.20gb do not fit together inside 3g.20gb beside 1c.3g.20gb@1",
    );
  });

  it("in layouts, of each that is wrong, and of none where the model knows none", () => {
    const faults = (profile: string, computeInstances: readonly ComputeInstancePlacement[], model: string | typeof OWN = H100) =>
      checkLayout(model, [{ profile, start: 0, computeInstances }]).map(({ message }) => message);
    const ones = [0, 0, 5].map((start) => ({ profile: "1c", start }));
    expect(faults("3g.40gb", [...ones, { profile: "9c", start: 0 }, { profile: "1c", start: 2 }])).toEqual([
      "computeInstances[1]: 1c.3g.40gb cannot run at 0 beside those before it",
      "computeInstances[2]: 1c.3g.40gb never sits at 5; its starts are 0, 1, 2",
      'computeInstances[3]: "9c" does not exist inside 3g.40gb; there are 1c.3g.40gb, 2c.3g.40gb, 3g.40gb',
    ]);
    expect(faults("1g.1gb", ones, OWN)).toEqual([]);
  });
});
