/** What makes a model of one's own, field by field: what may stand there, and what is said of anything else. */
import { describe, expect, it } from "vitest";
import { defineGpuModel, fit, type GpuModelSpec, MigError, type Path } from "../../src/index.js";

const PROFILE = { name: "1g.1gb", memorySlices: 1, computeSlices: 1, starts: [0, 1, 2, 3] };
const INSIDE = { name: "1c", id: null, slices: 1, starts: [0], size: 1, maxCount: 1, multiprocessors: null };
const ENGINES = { copy: 0, decoder: 0, encoder: 0, jpeg: 0, ofa: 0 };
/** A small valid model in which every place below can be written. */
const SPEC = {
  name: "own",
  memorySlices: 4,
  computeSlices: 4,
  profiles: [
    { ...PROFILE, engines: ENGINES, computeInstances: [INSIDE] },
    { ...PROFILE, name: "1g.1gb+me" },
  ],
  budgets: [{ name: "OFA", total: 1, uses: { "1g.1gb+me": 1 } }],
};

/** The spec with another value at that place. */
function withAt(path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  const copy: unknown = structuredClone(SPEC);
  let node = copy as Record<string, unknown>; // an object or a list, both keyed by text
  for (const [i, key] of path.slice(0, -1).entries())
    node = (node[key] ??= typeof path[i + 1] === "number" ? [] : {}) as Record<string, unknown>;
  node[path.at(-1) ?? ""] = value;
  return copy;
}

/** All that is found wrong, as [path, message]. */
function faultsOf(spec: unknown): readonly (readonly [Path, string])[] {
  try {
    defineGpuModel(spec as GpuModelSpec); // as JSON, or callers in JavaScript, have it
    return [];
  } catch (error) {
    if (!(error instanceof MigError) || error.code !== "INVALID_MODEL") throw error;
    return error.faults.map(({ path, message }) => [path, message]);
  }
}

/** What is said of that place, where it holds the value. */
const saidOf = (path: Path, value: unknown) =>
  faultsOf(withAt(path, value))
    .filter(([at]) => at.join() === path.join())
    .map(([, message]) => message);

it("the spec that the others differ from is good", () => expect(faultsOf(SPEC)).toEqual([]));

describe("whole numbers", () => {
  it.each<[string, Path, number, number]>([
    ["memorySlices", ["memorySlices"], 1, 16],
    ["computeSlices", ["computeSlices"], 1, 16],
    ["memoryMiB", ["memoryMiB"], 0, 2 ** 31],
    ["maxInstances", ["maxInstances"], 1, 16],
    ["driver", ["driver"], 1, 9999],
    ["columns[]", ["columns", 0], 0, 3],
    ["secureTenants", ["traits", "secureTenants"], 0, 65_535],
    ["a profile's id", ["profiles", 0, "id"], 0, 65_535],
    ["a profile's memorySlices", ["profiles", 0, "memorySlices"], 1, 4],
    ["a profile's computeSlices", ["profiles", 0, "computeSlices"], 1, 4],
    ["a profile's starts[]", ["profiles", 0, "starts", 3], 0, 3],
    ["a profile's maxCount", ["profiles", 0, "maxCount"], 1, 16],
    ["a profile's memoryMiB", ["profiles", 0, "memoryMiB"], 0, 2 ** 31],
    ["a profile's multiprocessors", ["profiles", 0, "multiprocessors"], 0, 65_535],
    ["a profile's minDriver", ["profiles", 0, "minDriver"], 1, 9999],
    ...Object.keys(ENGINES).map((key): [string, Path, number, number] => [key, ["profiles", 0, "engines", key], 0, 65_535]),
    ["a compute instance's id", ["profiles", 0, "computeInstances", 0, "id"], 0, 65_535],
    ["a compute instance's slices", ["profiles", 0, "computeInstances", 0, "slices"], 1, 16],
    ["a compute instance's size", ["profiles", 0, "computeInstances", 0, "size"], 1, 16],
    ["a compute instance's starts[]", ["profiles", 0, "computeInstances", 0, "starts", 0], 0, 15],
    ["a compute instance's maxCount", ["profiles", 0, "computeInstances", 0, "maxCount"], 1, 16],
    ["a compute instance's multiprocessors", ["profiles", 0, "computeInstances", 0, "multiprocessors"], 0, 65_535],
    ["a budget's total", ["budgets", 0, "total"], 0, 65_535],
    ["a budget's uses", ["budgets", 0, "uses", "1g.1gb"], 0, 65_535],
  ])("%s", (_, path, least, most) => {
    for (const bad of [least - 1, most + 1, least + 0.5, Number.NaN, true, [], String(least)])
      expect(saidOf(path, bad)).toContain(`a whole number from ${least} to ${most} is needed, not ${shown(bad)}`);
    for (const good of [least, most])
      expect(saidOf(path, good).filter((message) => message.startsWith("a whole number"))).toEqual([]);
  });

  const shown = (value: unknown) => (typeof value === "string" ? `"${value}"` : Array.isArray(value) ? "a list" : String(value));

  it("0 without its sign", () => {
    expect(Object.is(defineGpuModel(withAt(["memoryMiB"], -0) as GpuModelSpec).memoryMiB, 0)).toBe(true);
  });
});

describe("what may be left out, and is null or derived then", () => {
  it("everything but the grid and the places", () => {
    const model = defineGpuModel({ name: "own", memorySlices: 2, computeSlices: 2, profiles: [{ ...PROFILE, starts: [0, 1] }] });
    const unknown = { memoryMiB: null, multiprocessors: null, engines: null, minDriver: null, computeInstances: [] };
    expect(model).toEqual({
      name: "own",
      productNames: [],
      pciDeviceIds: [],
      architecture: "custom",
      memorySlices: 2,
      computeSlices: 2,
      maxInstances: 2,
      columns: [0, 1],
      budgets: [],
      profiles: [{ ...PROFILE, starts: [0, 1], aliases: [], id: null, attributes: [], maxCount: 2, ...unknown }],
      driver: null,
      traits: {
        confidentialComputing: null,
        secureTenants: null,
        concurrentProfiling: null,
        decoderPerInstance: null,
        migModeNeedsReset: null,
        migModeSurvivesReboot: null,
      },
      provenance: { placements: "custom", notes: [] },
    });
  });

  it("attributes, which are those of the name, if it has any", () => {
    const attributes = (name: string) =>
      defineGpuModel({ ...SPEC, profiles: [{ ...PROFILE, name }], budgets: [] }).profiles[0]?.attributes;
    expect([attributes("1g.1gb+me"), attributes("1g.1gb"), attributes("small")]).toEqual([["+me"], [], []]);
  });

  it("and nothing of it is lost where it is there", () => {
    const profile = {
      ...{ ...PROFILE, aliases: ["small"], id: 7, attributes: ["+x"], maxCount: 2, memoryMiB: 1000, multiprocessors: 3 },
      ...{ engines: { copy: 1, decoder: 2, encoder: 3, jpeg: 4, ofa: 5 }, minDriver: 525 },
      computeInstances: [{ ...INSIDE, id: 1, multiprocessors: 3 }],
    };
    const whole = {
      ...{ name: "own", productNames: ["Own GPU"], pciDeviceIds: ["0x1"], architecture: "ours", computeCapability: "9.0" },
      ...{ memoryMiB: 4000, memorySlices: 4, computeSlices: 3, maxInstances: 2, columns: [2, 1, 0, null], driver: 550 },
      budgets: [{ name: "OFA", total: 2, uses: { "1g.1gb": 1 } }],
      profiles: [{ ...profile, starts: [0, 2] }],
      traits: {
        ...{ confidentialComputing: true, secureTenants: 7, concurrentProfiling: false },
        ...{ decoderPerInstance: true, migModeNeedsReset: false, migModeSurvivesReboot: true },
      },
      provenance: { placements: "observed", notes: ["seen"] },
    } as const;
    expect(defineGpuModel(whole)).toEqual(whole);
  });

  it.each(["driver", "traits.secureTenants", "traits.concurrentProfiling", "profiles.0.engines", "profiles.0.id"])(
    "%s may be null",
    (path) => expect(faultsOf(withAt(path.split("."), null))).toEqual([]),
  );
});

describe("what is wrong is said, and where", () => {
  const long = "x".repeat(300);
  const text = "a text of 1 to 256 characters is needed, not";
  const name = 'a name of 1 to 64 characters without white space, "@", "," and "=" is needed, not';
  const cases: readonly (readonly [Path, unknown, string])[] = [
    [[], 7, "an object is needed, not 7"],
    [[], null, "an object is needed, not null"],
    [[], [], "an object is needed, not a list"],
    [["name"], undefined, `${text} undefined`],
    [["name"], "", `${text} ""`],
    [["name"], "x".repeat(257), `${text} "${"x".repeat(48)}…"`],
    [["architecture"], 7, `${text} 7`],
    [["productNames"], "one", 'a list is needed, not "one"'],
    [["productNames"], new Array(1025).fill("x"), "has 1025 entries; at most 1024 are possible"],
    [["productNames", 0], 7, `${text} 7`],
    [["pciDeviceIds", 0], "", `${text} ""`],
    [["computeCapability"], "9", 'a compute capability such as 9.0 is needed, not "9"'],
    [["computeCapability"], 9.5, "a compute capability such as 9.0 is needed, not 9.5"],
    [["computeCapability"], 9, "a compute capability such as 9.0 is needed, not 9"],
    [["computeCapability"], "x9.0", 'a compute capability such as 9.0 is needed, not "x9.0"'],
    [["computeCapability"], "9.0x", 'a compute capability such as 9.0 is needed, not "9.0x"'],
    [["columns"], 7, "a list is needed, not 7"],
    [["columns"], [0, 1, 2], "has 3 entries; one for each of 4 memory slices is needed"],
    [["profiles"], 7, "a list is needed, not 7"],
    [["profiles"], [], "a model needs at least one profile"],
    [["profiles"], new Array(33).fill(PROFILE), "has 33 entries; at most 32 are possible"],
    [["profiles", 0], 7, "an object is needed, not 7"],
    [["profiles", 0, "name"], "a b", `${name} "a b"`],
    [["profiles", 0, "name"], "a@0", `${name} "a@0"`],
    [["profiles", 0, "name"], "__proto__", `${name} "__proto__"`],
    [["profiles", 0, "name"], "x".repeat(65), `${name} "${"x".repeat(48)}…"`],
    [["profiles", 0, "name"], "", `${name} ""`],
    [["profiles", 0, "name"], "mig-1g.1gb", 'write "mig-1g.1gb" as "1g.1gb"'],
    [["profiles", 1, "name"], "1g.1gb", '"1g.1gb" names an earlier profile'],
    [["profiles", 1, "aliases", 0], "1g.1gb", '"1g.1gb" names an earlier profile'],
    [["profiles", 1, "aliases", 0], 7, `${name} 7`],
    [["profiles", 0, "attributes"], "me", 'a list is needed, not "me"'],
    [["profiles", 0, "attributes", 0], 7, `${text} 7`],
    [["profiles", 0, "starts"], [], "at least one start is needed"],
    [["profiles", 0, "starts"], 7, "a list is needed, not 7"],
    [["profiles", 0, "starts", 1], 0, "starts must ascend, each once"],
    [["profiles", 0, "starts", 2], 1, "starts must ascend, each once"],
    [["profiles", 0, "engines"], 7, "an object is needed, not 7"],
    [["profiles", 0, "computeInstances"], 7, "a list is needed, not 7"],
    [["profiles", 0, "computeInstances", 0], 7, "an object is needed, not 7"],
    [["profiles", 0, "computeInstances", 0, "name"], "a b", `${name} "a b"`],
    [["profiles", 0, "computeInstances", 0, "starts"], [], "at least one start is needed"],
    [["budgets"], 7, "a list is needed, not 7"],
    [["budgets", 0], 7, "an object is needed, not 7"],
    [["budgets", 0, "name"], "", `${text} ""`],
    [["budgets", 0, "uses"], 7, "an object is needed, not 7"],
    [["budgets", 0, "uses", "2g.2gb"], 1, '"2g.2gb" is not a profile of this model'],
    [["budgets", 0, "uses", "1g.1gb"], 2, "1g.1gb would take 2 of 1, so it could never be created"],
    [["traits"], 7, "an object is needed, not 7"],
    [["traits", "concurrentProfiling"], 1, "true, false or null is needed, not 1"],
    [["traits", "migModeNeedsReset"], "yes", 'true, false or null is needed, not "yes"'],
    [["provenance"], 7, "an object is needed, not 7"],
    [["provenance", "placements"], "seen", '"observed", "inferred" or "custom" is needed, not "seen"'],
  ];
  it.each(cases.map(([path, value, message]) => [path.join(".") || "the model", message, path, value] as const))(
    "%s: %s",
    (_, message, path, value) => expect(saidOf(path, value)).toEqual([message]),
  );

  it("of a size that leaves a compute instance fewer starts", () => {
    const path = ["profiles", 0, "computeInstances", 0] as const;
    const wide = (start: number) => withAt(path, { ...INSIDE, size: 10, starts: [start] });
    expect(faultsOf(wide(6))).toEqual([]);
    expect(faultsOf(wide(7))).toEqual([[[...path, "starts", 0], "a whole number from 0 to 6 is needed, not 7"]]);
  });

  it("of more columns than there can be", () => {
    expect(faultsOf(withAt(["columns"], new Array(17).fill(0)))).toEqual([
      [["columns"], "has 17 entries; at most 16 are possible"],
      [["columns"], "has 17 entries; one for each of 4 memory slices is needed"],
    ]);
  });

  it("of an id that two profiles have, and of none where both have none", () => {
    const spec = (a: unknown, b: unknown) => ({
      ...SPEC,
      profiles: SPEC.profiles.map((each, i) => ({ ...each, id: [a, b][i] })),
    });
    expect(faultsOf(spec(5, 5))).toEqual([[["profiles", 1, "id"], "id 5 belongs to an earlier profile"]]);
    expect(faultsOf(spec(5, 6))).toEqual([]);
    expect(faultsOf(spec(null, null))).toEqual([]);
  });

  it("of notes that are too long, and of none that are not", () => {
    const noted = (note: string) => withAt(["provenance"], { placements: "inferred", notes: [note] });
    expect(faultsOf(noted("x".repeat(4096)))).toEqual([]);
    expect(faultsOf(withAt(["provenance"], { placements: "inferred", notes: 7 }))).toEqual([
      [["provenance", "notes"], "a list is needed, not 7"],
    ]);
    expect(faultsOf(noted("x".repeat(4097)))).toEqual([
      [["provenance", "notes", 0], `a text of 1 to 4096 characters is needed, not "${long.slice(0, 48)}…"`],
    ]);
  });

  it("of as many as a list may hold, nothing", () => {
    expect(faultsOf(withAt(["productNames"], new Array(1024).fill("x")))).toEqual([]);
    expect(faultsOf(withAt(["name"], "x".repeat(256)))).toEqual([]);
    expect(faultsOf(withAt(["profiles", 0, "name"], "x".repeat(64)))).toEqual([]);
    expect(faultsOf(withAt(["computeCapability"], "123.456"))).toEqual([]);
    const many = Array.from({ length: 32 }, (_, i) => ({ ...PROFILE, name: `p${i}` }));
    expect(faultsOf({ ...SPEC, profiles: many, budgets: [] })).toEqual([]);
  });

  it("of all at once, and of the first in the message", () => {
    const bad = { ...SPEC, name: 7, architecture: 8 };
    expect(() => defineGpuModel(bad as unknown as GpuModelSpec)).toThrow(
      /^invalid GPU model: name: a text of 1 to 256 characters is needed, not 7 \(and 1 more\)$/,
    );
    expect(() => defineGpuModel(withAt(["name"], 7) as GpuModelSpec)).toThrow(
      /^invalid GPU model: name: a text of 1 to 256 characters is needed, not 7$/,
    );
    expect(() => defineGpuModel(7 as never)).toThrow(/^invalid GPU model: an object is needed, not 7$/);
  });

  it("of geometry that a good shape may still have", () => {
    expect(faultsOf(withAt(["profiles", 0, "memorySlices"], 2))).toEqual([
      [["profiles", 0, "starts", 3], "1g.1gb at start 3 would end at memory slice 4, and the last one is 3"],
    ]);
    const message = "takes 1 compute slices, and fewer lie under its memory slices at start 3; see columns";
    expect(faultsOf(withAt(["columns"], [0, 1, 2, null]))).toEqual([
      [["profiles", 0, "starts", 3], `1g.1gb ${message}`],
      [["profiles", 1, "starts", 3], `1g.1gb+me ${message}`],
    ]);
  });

  it("of what throws when it is looked at", () => {
    const trap = {
      get name(): string {
        throw new Error("no");
      },
    };
    expect(faultsOf({ ...SPEC, profiles: [trap] })).toEqual([[[], "the model cannot be read: it throws when it is looked at"]]);
  });
});

describe("a model object that stands where a model is asked for", () => {
  it("is read once, and answers as the model that is made of it", () => {
    const spec = structuredClone(SPEC);
    const ask = () => fit(spec as never, ["1g.1gb@3"]); // a spec, as JSON holds it
    const answer = ask();
    expect(answer).toEqual(fit(defineGpuModel(SPEC), ["1g.1gb@3"]));
    expect(answer.fits).toBe(true);
    for (const profile of spec.profiles) profile.starts = [0];
    expect(ask()).toEqual(answer);
  });

  it.each([[{ ...SPEC, memorySlices: 0 }], [null], [7]])("is refused where it is none", (bad) => {
    expect(() => fit(bad as never, [])).toThrow(expect.objectContaining({ code: "INVALID_MODEL" }));
  });
});
