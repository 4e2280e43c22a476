/** Config files pass, or fail with the same words, as with nvidia-mig-parted. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MigError, type Path } from "../../src/error.js";
import { parseMigConfig, readMigConfig } from "../../src/mig-parted/parse.js";
import { selectMigConfig } from "../../src/mig-parted/select.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { junk, spoilt } from "../support/junk.js";

function refusal(body: () => unknown): MigError {
  try {
    body();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** What the program says where decoding fails. */
const DECODING = "Error parsing config file: unmarshal error: error unmarshaling JSON: while decoding JSON: ";

interface Case {
  readonly name: string;
  readonly selected: string;
  readonly input: string;
  readonly assertValidConfig: boolean;
  readonly fatal: string | null;
  readonly parsed: { version: string; "mig-configs"?: Record<string, Record<string, unknown>[]> } | null;
}

describeWithFacts("what nvidia-mig-parted itself said", () => {
  const { cases } = JSON.parse(readFact("vectors/mig-parted/parse.json")) as { cases: Case[] };

  test.each(cases.map((each) => [each.name, each] as const))("%s", (_, { selected, input, assertValidConfig, fatal, parsed }) => {
    if (parsed === null) {
      const error = refusal(() => parseMigConfig(input));
      expect(error.code).toBe("INVALID_INPUT");
      expect(error.message).toBe(fatal);
      return;
    }
    const file = parseMigConfig(input);
    // Go writes an absent map as null.
    const entries = Object.entries(parsed["mig-configs"] ?? {}).map(([name, list]) => [
      name,
      list.map((entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null))),
    ]);
    expect(file).toEqual({ version: "v1", "mig-configs": Object.fromEntries(entries) });
    if (assertValidConfig) expect(selectMigConfig(file, selected)).toEqual(file["mig-configs"][selected]);
    else expect(refusal(() => selectMigConfig(file, selected)).message).toBe(fatal);
  });

  test.each(["config-default.v0.15.0.yaml"])("the file that is shipped: %s", (name) => {
    const { file, document } = readMigConfig(readFact(`vectors/fetched-data/${name}`));
    expect(Object.keys(file["mig-configs"]).length).toBe(81);
    expect(document?.repeated).toEqual([]);
    expect(parseMigConfig(JSON.stringify(file))).toEqual(file);
  });
});

const entry = (fields: string) => `version: v1\nmig-configs: {c: [{${fields}}]}\n`;
const ON = 'devices: all, mig-enabled: true, mig-devices: {"1g.10gb": 1}';

describe("what is refused, and where", () => {
  const at = (...path: Path) => ["mig-configs", "c", 0, ...path];

  test.each<[string, string, Path]>([
    ["{}", "unknown version: ", []],
    ["[]", "json: cannot unmarshal array into Go value of type map[string]json.RawMessage", []],
    ["text", "json: cannot unmarshal string into Go value of type map[string]json.RawMessage", []],
    ["version: ~", "unknown version: ", ["version"]],
    ["version: 1.0", "json: cannot unmarshal number into Go value of type string", ["version"]],
    ["version: v1\nextra: 1", "unexpected field: extra", ["extra"]],
    ["version: v1\nmig-configs: ~", "at least one entry in 'mig-configs' is required", ["mig-configs"]],
    [
      "version: v1\nmig-configs: {c: [1]}",
      "json: cannot unmarshal number into Go value of type map[string]json.RawMessage",
      at(),
    ],
    [entry("mig-enabled: true"), "missing required field: devices", at()],
    [
      entry("devices: all, mig-enabled: [], mig-devices: {}"),
      "json: cannot unmarshal array into Go value of type bool",
      at("mig-enabled"),
    ],
    [entry(`${ON}, bogus: 1`), "unexpected field: bogus", at("bogus")],
    [
      entry("devices: [0, 1.5, x], mig-enabled: false"),
      "(json: cannot unmarshal array into Go value of type string, json: cannot unmarshal number 1.5 into Go value of type int)",
      at("devices", 1),
    ],
    [
      entry("devices: {}, mig-enabled: false"),
      "(json: cannot unmarshal object into Go value of type string, json: cannot unmarshal object into Go value of type []int)",
      at("devices"),
    ],
    [
      entry(`${ON}, device-filter: yes`),
      "(json: cannot unmarshal bool into Go value of type string, json: cannot unmarshal bool into Go value of type []string)",
      at("device-filter"),
    ],
    [
      entry("devices: all, mig-enabled: true, mig-devices: []"),
      "json: cannot unmarshal array into Go value of type types.MigConfig",
      at("mig-devices"),
    ],
    [
      entry("devices: all, mig-enabled: true, mig-devices: {1g.5gb: 1e21}"),
      "json: cannot unmarshal number 1e+21 into Go value of type int",
      at("mig-devices", "1g.5gb"),
    ],
    [
      entry("devices: all, mig-enabled: true, mig-devices: {1g.5gb: 9223372036854775808}"),
      "json: cannot unmarshal number 9223372036854775808 into Go value of type int",
      at("mig-devices", "1g.5gb"),
    ],
    [
      entry("devices: all, mig-enabled: true, mig-devices: {1g.5gb: -9223372036854775809}"),
      "json: cannot unmarshal number -9223372036854776000 into Go value of type int",
      at("mig-devices", "1g.5gb"),
    ],
    // An error in the type comes before one in the profile, and of the types the first in the order of the keys.
    [
      entry("devices: all, mig-enabled: true, mig-devices: {bogus: 1, b: '1', a: {}}"),
      "json: cannot unmarshal object into Go value of type int",
      at("mig-devices", "a"),
    ],
    [
      entry("devices: all, mig-enabled: true, mig-devices: {1g.5gb: -2}"),
      "error validating values in 'mig-devices' field: invalid count for '-2': <nil>",
      at("mig-devices", "1g.5gb"),
    ],
    // What is no list waits for the end; an entry that is wrong does not.
    ["version: v1\nmig-configs: {a: 1, c: [{}]}", "missing required field: devices", at()],
    [
      "version: v1\nmig-configs: {b: [], a: 1}",
      "json: cannot unmarshal number into Go value of type v1.MigConfigSpecSlice",
      ["mig-configs", "a"],
    ],
  ])("%j: %s", (text, problem, path) => {
    const error = refusal(() => parseMigConfig(text));
    expect(error.message).toBe(DECODING + problem);
    expect(error.path).toEqual(path);
  });

  test("what is no YAML, in the words of its parser", () => {
    const error = refusal(() => parseMigConfig("version: v1\nmig-configs:\n\tc: []\n"));
    expect(error.message).toBe(
      "Error parsing config file: unmarshal error: error converting YAML to JSON: yaml: line 3: found character that cannot start any token",
    );
    expect(refusal(() => parseMigConfig(entry("devices: all, mig-enabled: .nan"))).message).toMatch(
      /error converting YAML to JSON: json: unsupported value: NaN$/,
    );
    expect(refusal(() => parseMigConfig("~: 1")).message).toMatch(
      /JSON: unsupported map key of type: %!s\(<nil>\), key: <nil>, value: 1$/,
    );
  });

  test("control characters stand in the message as the log has them", () => {
    expect(refusal(() => parseMigConfig('version: "a\\n\\t\\\\b"')).message).toBe(`${DECODING}unknown version: a\\n\\t\\\\b`);
  });

  test("what is too large is not read", () => {
    expect(refusal(() => parseMigConfig("x".repeat(1_048_577))).message).toMatch(/larger than 1 MiB/);
  });
});

describe("what passes", () => {
  const only = (fields: string) => parseMigConfig(entry(fields))["mig-configs"].c?.[0];

  test("files without configs", () => {
    for (const text of ["", "# nothing\n", "---\n", "version: v1\n"])
      expect(parseMigConfig(text)).toEqual({ version: "v1", "mig-configs": {} });
  });

  test("nulls", () => {
    expect(only("devices: [~], mig-enabled: ~, mig-devices: ~, device-filter: ~")).toEqual({
      "device-filter": "",
      devices: [0],
      "mig-enabled": false,
    });
    expect(only("devices: all, mig-enabled: true, mig-devices: {1g.5gb: 1, 2g.10gb: ~}, device-filter: [~]")).toEqual({
      "device-filter": [""],
      devices: "all",
      "mig-enabled": true,
      "mig-devices": { "1g.5gb": 1, "2g.10gb": 0 },
    });
  });

  test("numbers however they are written", () => {
    for (const count of ["7", "07", "0x7", "7.0", "0.7e1", "!!int '7'", "+7"]) {
      expect(only(`devices: all, mig-enabled: true, mig-devices: {1g.5gb: ${count}}`)?.["mig-devices"]).toEqual({ "1g.5gb": 7 });
    }
    expect(only("devices: [-0.0], mig-enabled: false")?.devices).toStrictEqual([0]);
    expect(only("devices: [9223372036854775807], mig-enabled: false")?.devices).toEqual([2 ** 63]);
  });

  test("a merge below overrides what stands above it", () => {
    const text = "version: v1\nmig-configs:\n  c:\n  - &b {devices: [0], mig-enabled: false}\n  - devices: [1]\n    <<: *b\n";
    expect(parseMigConfig(text)["mig-configs"].c?.[1]?.devices).toEqual([0]);
  });

  test("the first document alone", () => {
    expect(parseMigConfig(`${entry(ON)}---\n]`)).toEqual(parseMigConfig(entry(ON)));
  });

  test("configs called as nothing else is", () => {
    const file = parseMigConfig(entry(ON).replace("{c:", '{"__proto__":'));
    expect(Object.keys(file["mig-configs"])).toEqual(["__proto__"]);
    expect(selectMigConfig(file, "__proto__")).toHaveLength(1);
    expect(refusal(() => selectMigConfig(file, "constructor")).message).toMatch(/not present: constructor$/);
    expect(Object.keys(parseMigConfig(entry(ON).replace("{c:", "{yes:"))["mig-configs"])).toEqual(["true"]);
  });

  test("the result is frozen, and the same through JSON", () => {
    const file = parseMigConfig(entry(`${ON}, device-filter: ['0x20B210DE']`));
    expect(Object.isFrozen(file["mig-configs"].c?.[0]?.["device-filter"])).toBe(true);
    expect(JSON.parse(JSON.stringify(file))).toEqual(file);
    expect(readMigConfig(file).file).toEqual(file);
  });

  test("any file, written as JSON, is itself", () => {
    const devices = fc.oneof(fc.constant("all"), fc.array(fc.integer(), { maxLength: 3 }));
    const filter = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));
    const counts = fc.dictionary(
      fc
        .tuple(fc.nat(), fc.nat(), fc.constantFrom("", "+me", "-me", "+gfx,me.all"))
        .map(([g, gb, rest]) => `${g}g.${gb}gb${rest}`),
      fc.integer({ min: 1, max: 99 }),
      { maxKeys: 3 },
    );
    const on = fc.record(
      { "device-filter": filter, devices, "mig-enabled": fc.constant(true), "mig-devices": counts },
      { requiredKeys: ["devices", "mig-enabled", "mig-devices"] },
    );
    const off = fc.record(
      { "device-filter": filter, devices, "mig-enabled": fc.constant(false), "mig-devices": fc.constant({}) },
      { requiredKeys: ["devices", "mig-enabled"] },
    );
    const configs = fc.dictionary(fc.string(), fc.array(fc.oneof(on, off), { minLength: 1, maxLength: 3 }), {
      minKeys: 1,
      maxKeys: 3,
    });
    fc.assert(
      fc.property(configs, (all) => {
        const file = { version: "v1", "mig-configs": all };
        // DEL is the one character that JSON may leave as it is and YAML refuses.
        const text = JSON.stringify(file).replaceAll("\x7f", "\\u007f");
        const plain = JSON.parse(JSON.stringify(file));
        expect(parseMigConfig(text)).toEqual(plain);
        for (const name of Object.keys(all))
          if (name !== "") expect(selectMigConfig(text, name)).toEqual(plain["mig-configs"][name]);
      }),
    );
  });
});

describe("the choice of a config", () => {
  const two = `version: v1\nmig-configs: {a: [{${ON}}], b: [{devices: [0], mig-enabled: false}]}`;

  test("by name, or the only one", () => {
    expect(selectMigConfig(two, "b")).toEqual([{ devices: [0], "mig-enabled": false }]);
    expect(selectMigConfig(entry(ON), "")).toHaveLength(1);
  });

  test.each([
    [two, "nope", "selected mig-config not present: nope"],
    [two, "", "missing required flag 'selected-config' when more than one config available"],
    ["version: v1", "", "selected mig-config not present: "],
    ["", "a", "selected mig-config not present: a"],
  ])("%j, %j: %s", (text, name, problem) => {
    expect(refusal(() => selectMigConfig(parseMigConfig(text), name)).message).toBe(`Error selecting MIG config: ${problem}`);
    expect(refusal(() => selectMigConfig(text, name)).message).toBe(`Error selecting MIG config: ${problem}`);
  });
});

describe("nothing but MigError", () => {
  const good = {
    version: "v1",
    "mig-configs": { c: [{ devices: [0], "mig-enabled": true, "mig-devices": { "1g.10gb": 1 }, "device-filter": ["a"] }] },
  };
  const anything = { parse: parseMigConfig, select: selectMigConfig } as Record<string, (...args: unknown[]) => unknown>; // on purpose

  test.each(junk)("%s", (_, bad) => {
    for (const value of [bad, ...spoilt(good, bad)]) {
      for (const call of [
        () => anything.parse?.(value),
        () => anything.select?.(value, "c"),
        () => anything.select?.(good, value),
      ]) {
        try {
          call();
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }
    }
  });
});
