import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMigConfig } from "../../src/mig-parted/format.js";
import { naturally } from "../../src/mig-parted/natural-order.js";
import { parseMigConfig } from "../../src/mig-parted/parse.js";
import type { MigConfigEntry, MigConfigFile } from "../../src/mig-parted/types.js";

const disabled: readonly MigConfigEntry[] = [{ devices: "all", "mig-enabled": false }];
const fileOf = (configs: Readonly<Record<string, readonly MigConfigEntry[]>>): MigConfigFile => ({
  version: "v1",
  "mig-configs": configs,
});

describe("the natural order", () => {
  test.each([
    ["all-1g.5gb", "all-1g.10gb"],
    ["all-1g.10gb", "all-1g.10gb.me"],
    ["1g.10gb", "1g.10gb+me"],
    ["1c.3g.40gb", "1g.10gb"],
    ["all-7g.80gb", "all-balanced"],
    ["a", "b"],
    ["a1", "a01"],
    ["", "a"],
    ["Z", "a"],
    ["1000", "1001"],
  ])("%s stands before %s", (a, b) => {
    expect(naturally(a, b)).toBeLessThan(0);
    expect(naturally(b, a)).toBeGreaterThan(0);
    expect(naturally(a, a)).toBe(0);
  });
});

describe("a file in print", () => {
  test("has its keys in order, lists in one line and profiles without quotes", () => {
    const file = fileOf({
      "b-10": disabled,
      "b-9": [
        {
          "device-filter": ["0x20B010DE", "0x20B210DE"],
          devices: [0, 1],
          "mig-enabled": true,
          "mig-devices": { "1g.10gb+me": 1, "1g.10gb": 2 },
        },
        { "device-filter": "0x233010DE:0x16C010DE", devices: [], "mig-enabled": true, "mig-devices": {} },
        { "device-filter": ["0x233010DE:0x16C010DE"], devices: "all", "mig-enabled": false },
      ],
    });
    expect(formatMigConfig(file)).toBe(`version: v1
mig-configs:
  b-9:
  - device-filter: ["0x20B010DE", "0x20B210DE"]
    devices: [0, 1]
    mig-enabled: true
    mig-devices:
      1g.10gb: 2
      1g.10gb+me: 1
  - device-filter: 0x233010DE:0x16C010DE
    devices: []
    mig-enabled: true
    mig-devices: {}
  - device-filter: ['0x233010DE:0x16C010DE']
    devices: all
    mig-enabled: false
    mig-devices: {}
  b-10:
  - devices: all
    mig-enabled: false
    mig-devices: {}
`);
  });

  test("breaks lists behind the eightieth column", () => {
    const devices = Array.from({ length: 26 }, (_, i) => i);
    const boards = ["0x20B010DE", "0x20B110DE", "0x20B210DE", "0x20B310DE", "0x20B410DE", "0x20B510DE", "0x20B610DE"];
    const file = fileOf({ c: [{ "device-filter": boards, devices, "mig-enabled": false }] });
    expect(formatMigConfig(file)).toBe(`version: v1
mig-configs:
  c:
  - device-filter: ["0x20B010DE", "0x20B110DE", "0x20B210DE", "0x20B310DE", "0x20B410DE",
      "0x20B510DE", "0x20B610DE"]
    devices: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
      20, 21, 22, 23, 24, 25]
    mig-enabled: false
    mig-devices: {}
`);
  });

  test("quotes names that would be read as something else", () => {
    const names = ["7", "yes", "null", "1:20", "2024-01-01", "0x10", "it's", "#x", "a: b"];
    const file = fileOf(Object.fromEntries(names.map((name) => [name, disabled])));
    const keys = formatMigConfig(file)
      .split("\n")
      .filter((line) => /^ {2}\S.*:$/.test(line) && !line.startsWith("  -"))
      .map((line) => line.slice(2, -1));
    expect(keys).toEqual(["'#x'", '"0x10"', '"1:20"', '"7"', '"2024-01-01"', "'a: b'", "it's", '"null"', '"yes"']);
  });

  test("is JSON as Go writes it: by code point, null for what is absent, and no line end", () => {
    const file = fileOf({ "all-1g.5gb": disabled, "all-1g.10gb": disabled, "10": disabled, "7": disabled, "a<b": disabled });
    const text = formatMigConfig(file, "json");
    expect([...text.matchAll(/^ {4}"(.*)": \[$/gm)].map((match) => match[1])).toEqual([
      "10",
      "7",
      "a\\u003cb",
      "all-1g.10gb",
      "all-1g.5gb",
    ]);
    expect(formatMigConfig(fileOf({ c: disabled }), "json")).toBe(
      '{\n  "version": "v1",\n  "mig-configs": {\n    "c": [\n      {\n        "devices": "all",\n        "mig-enabled": false,\n        "mig-devices": null\n      }\n    ]\n  }\n}',
    );
  });

  test("may be without configs", () => {
    expect(formatMigConfig("version: v1")).toBe("version: v1\n");
    expect(formatMigConfig("version: v1", "json")).toBe('{\n  "version": "v1"\n}');
  });

  test("reads back as what was printed", () => {
    const profile = fc.constantFrom("1g.10gb", "1g.10gb+me", "1c.3g.40gb", "3g.40gb");
    const filter = fc.constantFrom("0x20B210DE", "A100", "0x233010DE:0x16C010DE", "548540638");
    const entry = fc.record(
      {
        "device-filter": fc.oneof(filter, fc.array(filter, { minLength: 1, maxLength: 9 })),
        devices: fc.oneof(fc.constant("all" as const), fc.array(fc.integer({ min: -1, max: 99 }), { maxLength: 30 })),
        "mig-enabled": fc.constant(true),
        "mig-devices": fc.dictionary(profile, fc.integer({ min: 1, max: 9 }), { noNullPrototype: true }),
      },
      { requiredKeys: ["devices", "mig-enabled", "mig-devices"] },
    );
    const name = fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom("yes", "1e3", "~", "__proto__", "-", "a b"));
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.array(entry, { minLength: 1, maxLength: 3 }), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
        fc.constantFrom("yaml" as const, "json" as const),
        (configs, format) => {
          const file = fileOf(configs);
          expect(parseMigConfig(formatMigConfig(file, format))).toEqual(file);
        },
      ),
    );
  });
});
