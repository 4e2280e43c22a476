import { describe, expect, test } from "vitest";
import { MigError } from "../../../src/index.js";
import {
  checkDevicePluginConfig,
  type DevicePluginConfig,
  deviceReferenceKind,
  parseDevicePluginConfig,
  sharingStrategy,
  withoutIgnored,
} from "../../../src/kubernetes/device-plugin/index.js";
import { qualifiedResourceName } from "../../../src/kubernetes/names.js";
import { describeWithFacts, readFact } from "../../support/facts.js";
import { junk, spoilt } from "../../support/junk.js";

interface Recorded {
  readonly configs: readonly {
    readonly name: string;
    readonly input: string;
    readonly error?: string;
    readonly parsed?: unknown;
    readonly afterDisableResourceNaming?: unknown;
    readonly sharingStrategy?: string;
  }[];
  readonly deviceRefs: readonly {
    readonly ref: string;
    readonly gpuIndex: boolean;
    readonly migIndex: boolean;
    readonly gpuUUID: boolean;
    readonly migUUID: boolean;
  }[];
  readonly resourceNames: readonly { readonly in: string; readonly out: string; readonly error?: string }[];
}

const UUID = "b1028956-cfa2-0990-bf4a-5da9abb51763";

describeWithFacts("as the device plugin reads it", () => {
  const { configs, deviceRefs, resourceNames } = JSON.parse(readFact("vectors/device-plugin/config.json")) as Recorded;

  test.each(configs.filter(({ error }) => error === undefined))("config $name", (recorded) => {
    const config = parseDevicePluginConfig(recorded.input);
    expect(config).toEqual(recorded.parsed);
    expect(withoutIgnored(config)).toEqual(recorded.afterDisableResourceNaming);
    expect(sharingStrategy(config)).toBe(recorded.sharingStrategy);
    expect(parseDevicePluginConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
  test.each(configs.filter(({ error }) => error !== undefined))("config $name is refused", ({ input, error = "" }) => {
    expect(messageOf(input)).toContain(error);
  });
  test.each(deviceRefs)("reference $ref", ({ ref, gpuIndex, migIndex, gpuUUID, migUUID }) => {
    const kind = deviceReferenceKind(ref);
    expect({
      gpuIndex: kind === "gpu-index",
      migIndex: kind === "mig-index",
      gpuUUID: kind === "gpu-uuid",
      migUUID: kind === "mig-uuid",
    }).toEqual({ gpuIndex, migIndex, gpuUUID, migUUID });
  });
  test.each(resourceNames)("name $in", ({ in: name, out, error }) => {
    if (error === undefined) expect(qualifiedResourceName(name)).toBe(out);
    else expect(() => qualifiedResourceName(name)).toThrow(error);
  });
});

function messageOf(config: unknown): string {
  try {
    parseDevicePluginConfig(config);
  } catch (error) {
    if (error instanceof MigError) return error.message;
    throw error;
  }
  throw new Error("it was read");
}

const shared = (resource: object) => ({ sharing: { timeSlicing: { resources: [{ name: "gpu", replicas: 2, ...resource }] } } });
const DECODING = "unmarshal error: error unmarshaling JSON: while decoding JSON: ";

describe("parseDevicePluginConfig", () => {
  test("an empty text sets nothing, and so does an empty object", () => {
    expect(parseDevicePluginConfig("")).toEqual(parseDevicePluginConfig({}));
    expect(parseDevicePluginConfig("# nothing\n")).toMatchObject({
      version: "v1",
      flags: { migStrategy: null },
      sharing: { timeSlicing: {} },
    });
  });
  test("time slicing without anything in it is refused in a text, and stands for none in an object", () => {
    expect(messageOf("sharing: {timeSlicing: {}}")).toContain("no resources specified");
    expect(parseDevicePluginConfig({ sharing: { timeSlicing: {} } })).toEqual(parseDevicePluginConfig(""));
  });
  test("what is set is kept as the plugin prints it", () => {
    const flags = {
      migStrategy: "single",
      failOnInitError: false,
      nvidiaDriverRoot: "/",
      plugin: { deviceListStrategy: "cdi-cri", deviceIDStrategy: "index" },
      gfd: { sleepInterval: "90m" },
    };
    expect(parseDevicePluginConfig({ flags, imex: { channelIDs: [0], required: true } })).toMatchObject({
      flags: { ...flags, plugin: { deviceListStrategy: ["cdi-cri"], passDeviceSpecs: null }, gfd: { sleepInterval: "1h30m0s" } },
      imex: { channelIDs: [0], required: true },
    });
  });
  test("keys match whatever their case, but not below sharing", () => {
    expect(parseDevicePluginConfig({ FLAGS: { migstrategy: "mixed" } })).toMatchObject({ flags: { migStrategy: "mixed" } });
    expect(messageOf({ sharing: { timeslicing: { Resources: [] } } })).toContain("no resources specified");
  });
  test("the last document does not count, the last of repeated keys does", () => {
    expect(
      parseDevicePluginConfig("flags: {migStrategy: none}\nflags: {migStrategy: mixed}\n---\nversion: v2\n").flags.migStrategy,
    ).toBe("mixed");
  });
  test.each([
    ["a list", [], `${DECODING}json: cannot unmarshal array into Go value of type v1.Config`],
    [
      "a number for a section",
      { flags: 1 },
      `${DECODING}json: cannot unmarshal number into Go struct field Config.flags of type v1.Flags`,
    ],
    ["a number for a version", { version: 1 }, "unknown version: 1"],
    [
      "a text for a switch, told with its embedded struct",
      { flags: { failOnInitError: "yes" } },
      `${DECODING}json: cannot unmarshal string into Go struct field Flags.flags.CommandLineFlags.failOnInitError of type bool`,
    ],
    [
      "a text for a number",
      shared({ replicas: "2" }),
      `${DECODING}json: cannot unmarshal string into Go struct field Sharing.sharing.timeSlicing of type int`,
    ],
    [
      "a fraction",
      shared({ replicas: 2.5 }),
      `${DECODING}json: cannot unmarshal number 2.5 into Go struct field Sharing.sharing.timeSlicing of type int`,
    ],
    ["a graver fault after a type", { imex: 1, sharing: { mps: {} } }, `${DECODING}no resources specified`],
    ["no replicas", { sharing: { mps: { resources: [{ name: "gpu" }] } } }, `${DECODING}no replicas specified`],
    ["null replicas", shared({ replicas: null }), `${DECODING}number of replicas must be >= 2`],
    ["no name", { sharing: { mps: { resources: [{ replicas: 2 }] } } }, `${DECODING}no resource name specified`],
    [
      "null where all are meant",
      shared({ devices: null }),
      `${DECODING}devices set as '' but the only valid string input is 'all'`,
    ],
    ["a device that is none", shared({ devices: [1.5] }), `${DECODING}unsupported type for device in devices list: , string`],
    [
      "an object of devices",
      shared({ devices: { b: 1, a: "<" } }),
      `${DECODING}unrecognized type for devices spec: {"a":"\\u003c","b":1}`,
    ],
    ["another list strategy", { flags: { plugin: { deviceListStrategy: [1] } } }, `${DECODING}invalid deviceListStrategy: [1]`],
    ["a duration without unit", { flags: { gfd: { sleepInterval: "60" } } }, `${DECODING}time: missing unit in duration "60"`],
    ["a duration of days", { flags: { gfd: { sleepInterval: "1d" } } }, `${DECODING}time: unknown unit "d" in duration "1d"`],
    ["a pattern without name", { resources: { mig: [{ pattern: "*" }] } }, `${DECODING}resources must have a 'name' field set`],
    ["infinity", "a: .inf", "unmarshal error: error converting YAML to JSON: json: unsupported value: +Inf"],
  ])("%s is refused in the plugin's words", (_, config, message) => {
    const told = messageOf(config);
    expect(told.startsWith(message)).toBe(true);
  });
  test("of a text the place is told, and the path in any case", () => {
    const text = "version: v1\nsharing:\n  timeSlicing:\n    resources:\n    - name: gpu\n      replicas: 1\n";
    expect(messageOf(text)).toBe(`${DECODING}number of replicas must be >= 2 (line 6, column 7)`);
    try {
      parseDevicePluginConfig(text);
    } catch (error) {
      expect(error).toMatchObject({ code: "INVALID_INPUT", path: ["sharing", "timeSlicing", "resources", 0, "replicas"] });
    }
  });
  test.each([
    [`GPU-${UUID}`, "gpu-uuid"],
    [`GPU-urn:UUID:${UUID}`, "gpu-uuid"],
    [`MIG-${UUID.replaceAll("-", "")}`, "mig-uuid"],
    [`MIG-GPU-${UUID}/3/0`, "mig-uuid"],
    [`MIG-GPU-${UUID}/3/0/1`, null],
    [`MIG-(${UUID})`, "mig-uuid"],
    ["0:1", "mig-index"],
    ["0:1:2", null],
    ["18446744073709551615", "gpu-index"],
    ["18446744073709551616", null],
  ])("%s refers to a %s", (text, kind) => expect(deviceReferenceKind(text)).toBe(kind));
});

describe("checkDevicePluginConfig", () => {
  const codes = (config: unknown) => checkDevicePluginConfig(config).map(({ code, path }) => [code, path.join(".")]);

  test("a good config has no findings", () => {
    expect(
      checkDevicePluginConfig("version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\n"),
    ).toEqual([]);
  });
  test("what is passed over and ignored is told, with its place in a text", () => {
    const text = `version: v1
flags: {migstrategies: mixed}
resources: {gpus: [{pattern: "*", name: gpu}]}
sharing:
  mps: {resources: [{name: gpu, replicas: 2}, {name: gpu, replicas: 3}]}
  timeSlicing:
    RenameByDefault: true
    resources:
    - {name: gpu, rename: shared, replicas: 2, devices: 1}
`;
    const findings = checkDevicePluginConfig(text);
    expect(findings.map(({ code, path, position }) => [code, path.join("."), position?.line])).toEqual([
      ["UNKNOWN_KEY", "flags.migstrategies", 2],
      ["UNKNOWN_KEY", "sharing.timeSlicing.RenameByDefault", 7],
      ["RESOURCES_IGNORED", "resources", 3],
      ["RENAME_IGNORED", "sharing.timeSlicing.resources.0.rename", 9],
      ["DEVICES_IGNORED", "sharing.timeSlicing.resources.0.devices", 9],
      ["TIME_SLICING_IGNORED", "sharing.timeSlicing", 6],
      ["SHARED_TWICE", "sharing.mps.resources.1.name", 5],
    ]);
    expect(findings.map(({ hint }) => hint)).toContain("migStrategy");
    expect(findings.every(({ severity }) => severity === "warning")).toBe(true);
  });
  test("of very many unknown keys each is told, and the first hundred with what is near", () => {
    const keys = Array.from({ length: 150 }, (_, i) => `migStrategi${i}: none`);
    const findings = checkDevicePluginConfig(`version: v1\nflags: {${keys.join(", ")}}\n`);
    expect(findings).toHaveLength(150);
    expect(findings.filter(({ hint }) => hint === "migStrategy")).toHaveLength(100);
    expect(findings.filter(({ hint }) => hint === undefined)).toHaveLength(50);
  });
  test("flags with which the plugin does not start, in its own words", () => {
    const flags = {
      migStrategy: "mixxed",
      deviceDiscoveryStrategy: "nvm",
      mpsRoot: "",
      plugin: { deviceListStrategy: ["envvars"], deviceIDStrategy: "uid", sharedDevicesAllocationPolicy: "spread" },
    };
    const sharing = { mps: { resources: [{ name: "gpu", replicas: 2 }] } };
    expect(checkDevicePluginConfig({ flags, sharing, imex: { channelIDs: [1, 2] } }).map(({ message }) => message)).toEqual([
      "invalid --device-list-strategy option: invalid strategy: envvars",
      "invalid --device-id-strategy option: uid",
      "invalid --shared-devices-allocation-policy option: spread",
      "using MPS requires --mps-root to be specified",
      "invalid --device-discovery-strategy option nvm",
      "unknown MIG strategy: mixxed",
      "invalid IMEX channel IDs: invalid IMEX config: channelIDs must be [] or [0]; found [1 2]",
    ]);
    expect(codes({ flags: { migStrategy: "mixed" }, sharing })).toEqual([["MPS_UNSUPPORTED", "flags.migStrategy"]]);
  });
  test("a config that is not read is one error", () => {
    expect(codes("version: v2")).toEqual([["INVALID_CONFIG", "version"]]);
    expect(codes("a: [")).toEqual([["INVALID_CONFIG", ""]]);
  });
  test("whatever is passed: findings, or an INVALID_INPUT", () => {
    const whole: DevicePluginConfig = parseDevicePluginConfig({
      ...shared({ devices: ["0"] }),
      flags: { plugin: { deviceListStrategy: ["envvar"] }, gfd: { sleepInterval: "1s" } },
      resources: { gpus: [{ pattern: "*", name: "x" }] },
      imex: { channelIDs: [0] },
    });
    for (const [, bad] of junk) {
      for (const broken of spoilt(whole, bad)) {
        try {
          checkDevicePluginConfig(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }
    }
  });
});
