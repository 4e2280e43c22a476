import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFirstDocument } from "../../src/documents/yaml.js";
import type { NodeGpus } from "../../src/gpu/node.js";
import { checkLayout, type Demand, type GpuModel, gpuModels, layouts, predictDriver } from "../../src/index.js";
import { checkMigConfig } from "../../src/mig-parted/check.js";
import { matchesDeviceFilter } from "../../src/mig-parted/device-filter.js";
import type { MigConfigFinding } from "../../src/mig-parted/findings.js";
import { parseMigConfig } from "../../src/mig-parted/parse.js";
import { resolveMigConfig } from "../../src/mig-parted/resolve.js";
import type { MigConfigEntry, MigConfigFile } from "../../src/mig-parted/types.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { distinctGeometries } from "../support/models.js";

const on = (wanted: Demand, rest: Partial<MigConfigEntry> = {}): MigConfigEntry => ({
  devices: "all",
  "mig-enabled": true,
  "mig-devices": wanted,
  ...rest,
});
const off = (rest: Partial<MigConfigEntry> = {}): MigConfigEntry => ({ devices: "all", "mig-enabled": false, ...rest });
const fileOf = (...entries: readonly MigConfigEntry[]): MigConfigFile => ({ version: "v1", "mig-configs": { c: entries } });
const nodeOf = (...models: readonly (GpuModel | string)[]): NodeGpus => ({ name: "n", gpus: models.map((model) => ({ model })) });
const told = (findings: readonly MigConfigFinding[]) =>
  findings.map(({ severity, code, path }) => `${severity} ${code} ${path.slice(1).join("/")}`);
const onNode = (entries: readonly MigConfigEntry[], node: NodeGpus, strategy?: "none" | "single" | "mixed") =>
  told(checkMigConfig(fileOf(...entries), { nodes: [node], ...(strategy === undefined ? {} : { strategy }) }));
const anywhere = (...entries: readonly MigConfigEntry[]) => told(checkMigConfig(fileOf(...entries)));

describe("the ten kinds of trouble", () => {
  const A100 = nodeOf("A100-80GB");

  test.each<readonly [string, Demand]>([
    ["too many", { "1g.10gb": 8 }],
    ["too large", { "3g.40gb": 3 }],
    ["media engines", { "1g.10gb+me": 2 }],
    ["two of one", { "4g.40gb": 2 }],
  ])("1: a geometry that no placement holds: %s", (_, wanted) => {
    const [profile] = Object.keys(wanted);
    expect(onNode([on(wanted)], A100)).toEqual([`error IMPOSSIBLE_LAYOUT c/0/mig-devices/${profile}`]);
    expect(anywhere(on(wanted))).toEqual([`error IMPOSSIBLE_LAYOUT c/0/mig-devices/${profile}`]);
  });

  test("2: a profile of another GPU, or of none", () => {
    expect(onNode([on({ "1g.5gb": 7 })], A100)).toEqual(["error UNKNOWN_PROFILE c/0/mig-devices/1g.5gb"]);
    expect(anywhere(on({ "1g.5gb": 7 }))).toEqual(["note SOME_MODELS c/0"]);
    expect(anywhere(on({ "99g.999gb": 1 }))).toEqual(["error UNKNOWN_PROFILE c/0/mig-devices/99g.999gb"]);
    expect(anywhere(on({ "1g.5gb": 7 }, { "device-filter": "0x20B210DE" }))).toEqual([
      "error UNKNOWN_PROFILE c/0/mig-devices/1g.5gb",
    ]);
  });

  test("3: a spelling that the driver does not use", () => {
    expect(onNode([on({ "01g.10gb": 7 })], A100)).toEqual(["warning SPELLING c/0/mig-devices/01g.10gb"]);
    expect(onNode([on({ "1c.1g.10gb": 7 })], A100)).toEqual(["warning SPELLING c/0/mig-devices/1c.1g.10gb"]);
    expect(onNode([on({ "7g.79gb": 1 })], A100)).toEqual([]);
  });

  test("4: a count of 0", () => {
    expect(onNode([on({ "1g.10gb": 7, "2g.20gb": 0 })], A100)).toEqual(["warning ZERO_COUNT c/0/mig-devices/2g.20gb"]);
  });

  test("5: filters, devices and entries that do nothing", () => {
    const filter = (each: string | readonly string[]) => onNode([off({ "device-filter": each })], A100);
    expect(filter("A100")).toEqual(["error NOTHING_MATCHES c", "warning UNREADABLE_FILTER c/0/device-filter"]);
    expect(filter(["0x20B2", "0x20B210DE"])).toEqual(["warning UNREADABLE_FILTER c/0/device-filter/0"]);
    expect(filter("0x20B010DE")).toEqual(["error NOTHING_MATCHES c"]);
    expect(anywhere(off({ "device-filter": ["A100", ""] }))[0]).toBe("error NOTHING_MATCHES c");
    expect(anywhere(off({ "device-filter": "0x1EB810DE" }))).toEqual(["note UNKNOWN_DEVICE c/0/device-filter"]);
    expect(onNode([off({ devices: [0, 1, -1] })], A100)).toEqual([
      "warning NO_SUCH_DEVICE c/0/devices/2",
      "warning NO_SUCH_DEVICE c/0/devices/1",
    ]);
    expect(onNode([off({ devices: [] })], A100)).toEqual(["error NOTHING_MATCHES c", "warning NOTHING_MATCHES c/0/devices"]);
    expect(onNode([on({ "1g.10gb": 7 }), on({ "3g.40gb": 2 })], A100)).toEqual(["warning SHADOWED c/0"]);
    expect(onNode([on({ "1g.10gb": 7 }), on({ "3g.40gb": 2 }, { devices: [0] })], nodeOf("A100-80GB", "A100-80GB"))).toEqual([]);
    const text = "version: v1\nmig-configs:\n  c: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7, 1g.10gb: 3}}]\n";
    const [repeated] = checkMigConfig(text, { nodes: [A100] });
    expect(repeated).toMatchObject({ severity: "warning", code: "REPEATED_KEY", position: { line: 3 } });
  });

  test("6: GPUs that no entry matches", () => {
    const node = nodeOf("A100-80GB", "A100-40GB");
    expect(onNode([on({ "1g.10gb": 7 }, { "device-filter": "0x20B210DE" })], node)).toEqual(["warning INCOMPLETE_COVER c"]);
    expect(anywhere(off({ devices: [1] }))).toEqual(["warning INCOMPLETE_COVER c"]);
    expect(anywhere(off({ devices: [0, 1] }))).toEqual([]);
  });

  test.each(["", "a+b", "a b", "-a", "a.", "a".repeat(64), "ä"])("7: %j is no label", (name) => {
    const file = { version: "v1" as const, "mig-configs": { [name]: [off()] } };
    expect(told(checkMigConfig(file))).toEqual([`warning LABEL_NAME ${name}`]);
  });

  test("8: MIG on and nothing there", () => {
    expect(onNode([on({})], A100)).toEqual(["warning NO_INSTANCES c/0/mig-devices"]);
  });

  test("9: what the single strategy does not allow", () => {
    const two = nodeOf("A100-80GB", "A100-80GB");
    const mixedProfiles = [on({ "1g.10gb": 1, "3g.40gb": 1 })];
    expect(onNode(mixedProfiles, A100, "single")).toEqual(["error SINGLE_STRATEGY c"]);
    expect(onNode(mixedProfiles, { ...A100, strategy: "single" })).toEqual(["error SINGLE_STRATEGY c"]);
    expect(onNode(mixedProfiles, { ...A100, strategy: "single" }, "mixed")).toEqual([]);
    expect(onNode([on({ "1g.10gb": 7 }), off({ devices: [9] })], two, "single")).toEqual([
      "warning NO_SUCH_DEVICE c/1/devices/0",
    ]);
    expect(onNode([on({ "1g.10gb": 7 }, { devices: [0] }), off({ devices: [1] })], two, "single")).toEqual([
      "error SINGLE_STRATEGY c",
    ]);
    expect(onNode([on({ "1c.3g.40gb": 3 })], A100, "single")).toEqual([]);
    expect(told(checkMigConfig(fileOf(...mixedProfiles), { strategy: "single" })).slice(0, 1)).toEqual([
      "error SINGLE_STRATEGY c",
    ]);
    const partly = { name: "n", gpus: [{ model: "A100-80GB" }, { model: "A100-80GB", mig: ["3g.40gb@0"] }] };
    expect(onNode([on({ "1g.10gb": 7 }, { devices: [0] })], partly, "single")).toEqual([
      "warning INCOMPLETE_COVER c",
      "error SINGLE_STRATEGY c",
    ]);
  });

  test("10: parts of GPU instances under the mixed strategy", () => {
    const entries = [on({ "1c.3g.40gb": 3 })];
    expect(onNode(entries, A100, "mixed")).toEqual(["error COMPUTE_INSTANCES c/0/mig-devices/1c.3g.40gb"]);
    expect(onNode(entries, A100)).toEqual(["warning COMPUTE_INSTANCES c/0/mig-devices/1c.3g.40gb"]);
    expect(onNode(entries, A100, "none")).toEqual([]);
  });
});

describe("and some more", () => {
  test("entries that disagree on MIG mode", () => {
    const entries = [off(), on({ "1g.10gb": 7 }, { devices: [0] })];
    expect(onNode(entries, nodeOf("A100-80GB", "A100-80GB"))).toEqual(["error MIG_MODES c/0/mig-enabled"]);
    expect(anywhere(...entries)).toContain("error MIG_MODES c/0/mig-enabled");
  });

  test("boards without MIG", () => {
    const node: NodeGpus = { name: "n", gpus: [{ model: "Tesla T4", migCapable: false }, { model: "A100-80GB" }] };
    expect(onNode([on({ "1g.10gb": 7 })], node)).toEqual(["warning NO_MIG c"]);
    expect(onNode([on({ "1g.10gb": 7 }, { devices: [0, 1] })], node)).toEqual(["error NO_MIG c/0/devices"]);
    expect(onNode([off()], node)).toEqual([]);
  });

  test("several nodes: wrong is what suits none of them", () => {
    const nodes = [nodeOf("A100-40GB"), { ...nodeOf("A100-80GB"), name: "m" }];
    expect(told(checkMigConfig(fileOf(on({ "1g.5gb": 7 })), { nodes }))).toEqual([
      "warning UNKNOWN_PROFILE c/0/mig-devices/1g.5gb",
    ]);
    expect(told(checkMigConfig(fileOf(on({ "1g.6gb": 4 })), { nodes }))).toEqual([
      "error UNKNOWN_PROFILE c/0/mig-devices/1g.6gb",
    ]);
  });

  test("places in the text", () => {
    const text = "version: v1\nmig-configs:\n  c:\n  - devices: all\n    mig-enabled: true\n    mig-devices:\n      1g.10gb: 8\n";
    const [finding] = checkMigConfig(text, { nodes: [nodeOf("A100-80GB")] });
    expect(finding?.position).toEqual({ line: 7, column: 7 });
    expect(() => checkMigConfig("version: v2")).toThrow("unknown version: v2");
  });

  test("of a node that cannot be read, the place among the others", () => {
    const nodes = [nodeOf("A100-80GB"), { name: "b", gpus: [{ model: "no" }] }];
    expect(() => checkMigConfig(fileOf(on({})), { nodes })).toThrow("nodes[1].gpus[0].model: ");
    expect(() => checkMigConfig(fileOf(on({})), { nodes: 5 as never })).toThrow("nodes: a list of nodes is needed, not 5");
  });

  test("on more nodes than any layout has instances", () => {
    const nodes = Array.from({ length: 5000 }, () => ({ name: "a", gpus: [] }));
    expect(checkMigConfig(fileOf(on({ "1g.10gb": 7 })), { nodes: [...nodes, nodeOf("A100-80GB")] })).toEqual([]);
  });
});

describeWithFacts("the operator's own files", () => {
  const configMap = (name: string) => {
    const document = readFirstDocument(readFact(`vectors/fetched-data/${name}`), name);
    const { data } = (document ?? { value: { data: {} } }).value as { data: Record<string, string> }; // a ConfigMap
    return data["config.yaml"] ?? "";
  };
  const files: readonly (readonly [string, string, readonly string[]])[] = [
    // MIG on without instances is what all-enabled is for; everything else suits some GPU.
    ["v0.15.0", readFact("vectors/fetched-data/config-default.v0.15.0.yaml"), ["warning NO_INSTANCES all-enabled/0/mig-devices"]],
    [
      "v26.7.0",
      configMap("default-mig-parted-config.v26.7.0.configmap.yaml"),
      ["warning NO_INSTANCES all-enabled/0/mig-devices"],
    ],
    ["v1.11.0", configMap("default-mig-parted-config.v1.11.0.configmap.yaml"), []],
  ];

  test.each(files)("%s has no fault but the known ones", (_, text, expected) => {
    const findings = checkMigConfig(text);
    expect(told(findings.filter(({ severity }) => severity !== "note"))).toEqual(expected);
    // A profile that is not on every GPU stands there without a filter.
    const { "mig-configs": configs } = parseMigConfig(text);
    const suited = findings.filter(({ code }) => code === "SOME_MODELS").map(({ path }) => path[1]);
    const unfiltered = Object.entries(configs).filter(
      ([, [entry]]) => entry?.["device-filter"] === undefined && Object.keys(entry?.["mig-devices"] ?? {}).length > 0,
    );
    expect(suited).toEqual(unfiltered.map(([name]) => name));
  });

  test.each(gpuModels().map((model) => [model.name, model] as const))("each config is judged right on %s", (_, model) => {
    /** Every multiset that fits, from all layouts. */
    const fitting = new Set<string>();
    const profiles = model.profiles.map(({ name }) => name);
    const key = (names: readonly string[]) => [...names].sort().join();
    for (const layout of layouts(model, { profiles })) fitting.add(key(layout.map(({ profile }) => profile)));
    const called = new Map(
      model.profiles.flatMap(({ name, aliases }) => [name, ...aliases].map((each) => [each, name] as const)),
    );
    for (const [, text] of files) {
      const { "mig-configs": configs } = parseMigConfig(text);
      const errors = new Set(
        checkMigConfig(text, { nodes: [nodeOf(model)] })
          .filter(({ severity }) => severity === "error")
          .map(({ path }) => path[1]),
      );
      const wrong = Object.entries(configs).filter(([, entries]) => {
        const matched = entries.filter((entry) => matchesDeviceFilter(entry["device-filter"], model.pciDeviceIds));
        const made = ({ "mig-devices": wanted = {} }: MigConfigEntry) =>
          Object.entries(wanted).flatMap(([name, count]) => new Array<string>(count).fill(called.get(name) ?? "?"));
        return matched.length === 0 || matched.some((entry) => !fitting.has(key(made(entry))));
      });
      expect([...errors]).toEqual(wrong.map(([name]) => name));
    }
  });
});

test("without an error is exactly what the driver makes on every GPU", () => {
  const models = distinctGeometries().map(([, model]) => model);
  const profiles = models.flatMap((model) =>
    model.profiles.flatMap(({ name, computeInstances }) => [name, ...computeInstances.map((each) => each.name)]),
  );
  const wanted = fc.dictionary(
    fc.oneof(fc.constantFrom(...new Set(profiles)), fc.constantFrom("1g.10gb", "2g.20gb", "3g.40gb", "01g.10gb")),
    fc.integer({ min: 1, max: 3 }),
    {
      maxKeys: 3,
      noNullPrototype: true,
    },
  );
  const devices = fc.oneof(fc.constant("all" as const), fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }));
  const filter = fc.constantFrom("0x20B010DE", "0x20B210DE", "0x233010DE", "A100", "0x20B710DE");
  const entry = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .record({ devices, wanted, filter: fc.option(filter, { freq: 3 }) })
        .map(({ devices, wanted, filter }) => on(wanted, { devices, ...(filter === null ? {} : { "device-filter": filter }) })),
    },
    { weight: 1, arbitrary: devices.map((devices) => off({ devices })) },
  );
  const gpu = fc.oneof(
    fc.constantFrom(...models).map((model) => ({ model })),
    fc.constantFrom("A100-80GB", "H100-80GB").map((model) => ({ model })),
    fc.constant({ model: "Tesla T4", migCapable: false }),
  );
  const node = fc.array(gpu, { minLength: 1, maxLength: 3 }).map((gpus) => ({ name: "n", gpus }));
  let sound = 0;
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 3 }), node, (entries, node) => {
      const file = fileOf(...entries);
      const errors = checkMigConfig(file, { nodes: [node] }).filter(({ severity }) => severity === "error");
      const gpus = resolveMigConfig(file, "c", node);
      const matched = entries.some((each) =>
        node.gpus.some(
          ({ model }, i) =>
            (each.devices === "all" || each.devices.includes(i)) &&
            matchesDeviceFilter(
              each["device-filter"],
              typeof model === "string"
                ? (gpuModels().find(({ name }) => name === model)?.pciDeviceIds ?? [])
                : model.pciDeviceIds,
            ),
        ),
      );
      expect(errors.length === 0).toBe(matched && gpus.every(({ outcome }) => outcome !== "misfit"));
      for (const each of gpus) {
        if (each.outcome !== "layout") continue;
        const { model } = node.gpus[each.gpu] ?? { model: "" };
        expect(checkLayout(model, each.layout)).toEqual([]);
        const sequence = predictDriver(
          model,
          each.layout.map(({ profile }) => profile),
        );
        expect(sequence.placements.map(({ start }) => start)).toEqual(each.layout.map(({ start }) => start));
      }
      if (errors.length === 0 && gpus.some(({ outcome }) => outcome === "layout")) sound++;
    }),
    { numRuns: 600 },
  );
  expect(sound).toBeGreaterThan(30);
});
