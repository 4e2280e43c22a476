import { describe, expect, test } from "vitest";
import { type CheckOperatorOptions, checkOperatorValues, migConfigIn } from "../../src/operator/index.js";

const codes = (values: unknown, options?: CheckOperatorOptions) =>
  checkOperatorValues(values, options)
    .filter(({ severity }) => severity !== "note")
    .map(({ code, path }) => `${code} ${path.join(".")}`);

describe("keys of values", () => {
  test.each([
    [{ mig: { stratgy: "mixed" } }, "UNKNOWN_KEY mig.stratgy", "nearest is mig.strategy"],
    [{ migStrategy: "mixed" }, "UNKNOWN_KEY migStrategy", "nearest is mig.strategy"],
    [{ migmanager: {} }, "UNKNOWN_KEY migmanager", "nearest is migManager"],
    [{ migManager: { confg: {} } }, "UNKNOWN_KEY migManager.confg", "nearest is migManager.config"],
    [{ migManager: { config: { nam: "x" } } }, "UNKNOWN_KEY migManager.config.nam", "nearest is migManager.config.name"],
    [
      { devicePlugin: { config: { defualt: "x" } } },
      "UNKNOWN_KEY devicePlugin.config.defualt",
      "nearest is devicePlugin.config.default",
    ],
    [{ cdi: { default: true } }, "UNKNOWN_KEY cdi.default", "it went with v25.10.0"],
    [{ psp: { enabled: true } }, "UNKNOWN_KEY psp", "it went with v24.3.0"],
    [{ operator: { defaultRuntime: "docker" } }, "UNKNOWN_KEY operator.defaultRuntime", "it went with v25.3.0"],
  ])("%j", (values, code, hint) => {
    expect(codes(values)).toEqual([code]);
    expect(checkOperatorValues(values)[0]?.hint).toBe(hint);
  });

  test("keys outside the MIG part are nobody's business here, unless the table knows them", () => {
    expect(
      codes({ driver: { anything: 1 }, toolkit: { x: { y: 1 } }, "node-feature-discovery": { image: { tag: "v" } } }),
    ).toEqual([]);
  });

  test.each([
    ["v1.8.1", ["UNKNOWN_KEY migManager.config"]],
    [
      "v1.11.0",
      ["UNKNOWN_KEY migManager.config.default", "UNKNOWN_KEY migManager.config.create", "UNKNOWN_KEY migManager.config.data"],
    ],
    ["v23.9.0", ["UNKNOWN_KEY migManager.config.create", "UNKNOWN_KEY migManager.config.data"]],
    ["v24.3", ["UNKNOWN_KEY migManager.config.create", "UNKNOWN_KEY migManager.config.data"]],
    ["24.6.0", []],
    ["v99.1.0", []],
  ])("version %s", (version, expected) => {
    const data = { "config.yaml": "version: v1\n" };
    expect(codes({ migManager: { config: { name: "mine", default: "", create: true, data } } }, { version })).toEqual(expected);
  });

  test("tolerations of the MIG manager went into daemonsets", () => {
    const values = { migManager: { tolerations: [] } };
    expect(codes(values, { version: "v1.7.1" })).toEqual([]);
    expect(checkOperatorValues(values)[0]?.hint).toBe("it went with v1.8.0");
  });

  test.each([
    [{ mig: "mixed" }, "WRONG_TYPE mig"],
    [{ mig: null }, "WRONG_TYPE mig"],
    [{ mig: { strategy: { x: 1 } } }, "WRONG_TYPE mig.strategy"],
    [{ migManager: { image: ["a", "b"] } }, "WRONG_TYPE migManager.image"],
    [{ migManager: { env: { WITH_REBOOT: "true" } } }, "WRONG_TYPE migManager.env"],
    [{ migManager: { config: null } }, "WRONG_TYPE migManager.config"],
    [{ migManager: { config: "mine" } }, "WRONG_TYPE migManager.config"],
    [{ validator: { image: { tag: "v1" } } }, "WRONG_TYPE validator.image"],
  ])("%j", (values, code) => {
    expect(codes(values)).toEqual([code]);
  });
});

describe("what values say of MIG", () => {
  test.each(["none", "single", "mixed", ""])("strategy %j", (strategy) => {
    expect(codes({ mig: { strategy } })).toEqual([]);
  });

  test("a strategy that there is not, or that is no text", () => {
    const [finding] = checkOperatorValues({ mig: { strategy: "bogus" } });
    expect(finding).toMatchObject({
      severity: "error",
      code: "UNSUPPORTED_VALUE",
      message: 'spec.mig.strategy: Unsupported value: "bogus": supported values: "none", "single", "mixed"',
      path: ["mig", "strategy"],
    });
    const [off] = checkOperatorValues("mig:\n  strategy: off\n");
    expect(off).toMatchObject({
      code: "WRONG_TYPE",
      message: 'spec.mig.strategy: Invalid value: "boolean": spec.mig.strategy in body must be of type string: "boolean"',
      position: { line: 2, column: 3 },
    });
  });

  test("env holds names and texts", () => {
    const env = (item: unknown) => codes({ migManager: { env: [item] } });
    expect(env({ name: "WITH_REBOOT", value: "true" })).toEqual([]);
    expect(env({ name: "X" })).toEqual([]);
    expect(env({ name: "WITH_REBOOT", value: true })).toEqual(["WRONG_TYPE migManager.env.0.value"]);
    expect(env({ value: "true" })).toEqual(["NO_NAME migManager.env.0"]);
    expect(env("WITH_REBOOT=true")).toEqual(["WRONG_TYPE migManager.env.0"]);
    expect(env({ name: "X", valueFrom: {} })).toEqual(["UNKNOWN_FIELD migManager.env.0.valueFrom"]);
  });

  test("a reboot is spoken of once, where a strategy is chosen and nothing is said", () => {
    const notes = (values: unknown) => checkOperatorValues(values).filter(({ code }) => code === "REBOOT").length;
    expect(notes({ mig: { strategy: "mixed" } })).toBe(1);
    expect(notes({ mig: { strategy: "none" } })).toBe(0);
    expect(notes({})).toBe(0);
    expect(notes({ mig: { strategy: "mixed" }, migManager: { enabled: false } })).toBe(0);
    expect(notes({ mig: { strategy: "mixed" }, migManager: { env: [{ name: "WITH_REBOOT", value: "false" }] } })).toBe(0);
  });

  test("the operator's own config, before and after it made configs itself", () => {
    const values = { migManager: { config: { name: "default-mig-parted-config" } } };
    expect(codes(values)).toEqual(["STATIC_CONFIG migManager.config.name"]);
    expect(codes(values, { version: "v25.10.0" })).toEqual([]);
    expect(codes({ kind: "ClusterPolicy", spec: values })).toEqual(["STATIC_CONFIG spec.migManager.config.name"]);
  });

  test("create, data and name belong together", () => {
    const config = (config: unknown) => codes({ migManager: { config } });
    const data = { "config.yaml": "version: v1\n" };
    expect(config({ name: "mine", create: true, data })).toEqual([]);
    expect(config({ create: true, data })).toEqual(["NO_NAME migManager.config.name"]);
    expect(config({ name: "mine", create: true })).toEqual(["NOT_CREATED migManager.config.create"]);
    expect(config({ name: "mine", create: true, data: {} })).toEqual(["NOT_CREATED migManager.config.create"]);
    expect(config({ name: "mine", data })).toEqual(["NOT_CREATED migManager.config.data"]);
    expect(config({ name: "mine", create: false, data: {} })).toEqual([]);
    expect(config({ name: "mine", create: true, data: { "config.yml": "x" } })).toEqual([
      "NO_CONFIG_YAML migManager.config.data",
    ]);
    expect(config({ name: "mine", create: true, data: { "config.yaml": { version: "v1" } } })).toEqual([
      "WRONG_TYPE migManager.config.data.config.yaml",
    ]);
    expect(codes({ migManager: { enabled: false, config: { name: "mine" } } })).toEqual(["MANAGER_OFF migManager.enabled"]);
  });

  test("the device plugin's config", () => {
    const config = (config: unknown, version?: string) =>
      codes({ devicePlugin: { config } }, version === undefined ? {} : { version });
    expect(config({ create: true })).toEqual(["NOT_CREATED devicePlugin.config.create", "NO_NAME devicePlugin.config.create"]);
    expect(config({ create: true }, "v25.3.0")).toEqual([]);
    expect(config({ create: true, name: "a", default: "x", data: { y: "" } })).toEqual([
      "NO_SUCH_DEFAULT devicePlugin.config.default",
    ]);
    expect(config({ create: true, name: "a", default: "y", data: { y: "" } })).toEqual([]);
  });

  test("two stacks", () => {
    expect(codes({ gpuCluster: { deployCR: true } })).toEqual(["TWO_STACKS gpuCluster.deployCR"]);
    expect(codes({ gpuCluster: { deployCR: true }, clusterPolicy: { deployCR: false } })).toEqual([]);
  });
});

describe("strategy and nodes", () => {
  const gpu = (...mig: string[]) => ({ model: "H100-80GB", mig });
  const off = { model: "H100-80GB" };
  const nodes = (...gpus: { model: string; mig?: string[] }[]) => ({ nodes: [{ name: "n", gpus }] });
  const of = (strategy: string | undefined, options: CheckOperatorOptions) =>
    checkOperatorValues(strategy === undefined ? {} : { mig: { strategy } }, options)
      .filter(({ code }) => code === "STRATEGY")
      .map(({ severity, message }) => `${severity}: ${message}`);

  test("mixed shows everything", () => {
    expect(of("mixed", nodes(gpu("1g.10gb@0", "2g.20gb@2"), off))).toEqual([]);
  });

  test("single takes one profile, on all GPUs", () => {
    expect(of("single", nodes(gpu("1g.10gb@0", "1g.10gb@1")))).toEqual([]);
    expect(of("single", nodes(gpu("1g.10gb@0", "2g.20gb@2")))).toEqual([
      'error: node "n" holds 1g.10gb, 2g.20gb, and strategy single takes MIG devices of one profile alone',
    ]);
    expect(of("single", nodes(gpu("1g.10gb@0"), off))).toEqual([expect.stringContaining("needs MIG on all of them")]);
    expect(of("single", nodes(off, off))).toEqual([]);
    // What the chart says when nobody does.
    expect(of(undefined, nodes(gpu("1g.10gb@0", "2g.20gb@2"))).length).toBe(1);
  });

  test("none shows no MIG device", () => {
    expect(of("none", nodes(gpu("1g.10gb@0")))).toEqual([expect.stringMatching(/^warning: .*shows no MIG device/)]);
    expect(of("none", { nodes: [{ name: "n", gpus: [off], instances: { "1g.10gb": 7 } }] }).length).toBe(1);
  });

  test("a ClusterPolicy without a strategy says nothing", () => {
    const policy = { kind: "ClusterPolicy", spec: {} };
    expect(checkOperatorValues(policy, nodes(gpu("1g.10gb@0", "2g.20gb@2")))).toEqual([]);
  });
});

describe("ClusterPolicy", () => {
  const of = (spec: unknown, options?: CheckOperatorOptions) =>
    checkOperatorValues({ apiVersion: "nvidia.com/v1", kind: "ClusterPolicy", spec }, options)
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message);

  test.each([
    [{ mig: { strategie: "single" } }, 'strict decoding error: unknown field "spec.mig.strategie"'],
    [{ migManager: { config: { data: {} } } }, 'strict decoding error: unknown field "spec.migManager.config.data"'],
    [{ migmanager: {} }, 'strict decoding error: unknown field "spec.migmanager"'],
    [
      { migManager: { enabled: "yes" } },
      'spec.migManager.enabled: Invalid value: "string": spec.migManager.enabled in body must be of type boolean: "string"',
    ],
    [
      { mig: { strategy: 1 } },
      'spec.mig.strategy: Invalid value: "integer": spec.mig.strategy in body must be of type string: "integer"',
    ],
    [{ mig: { strategy: "" } }, 'spec.mig.strategy: Unsupported value: "": supported values: "none", "single", "mixed"'],
    [{ mig: "single" }, 'spec.mig: Invalid value: "string": spec.mig in body must be of type object: "string"'],
    [
      { migManager: { env: [{ name: "X", value: 1 }] } },
      'spec.migManager.env[0].value: Invalid value: "integer": spec.migManager.env[0].value in body must be of type string: "integer"',
    ],
  ])("%j", (spec, message) => {
    expect(of(spec)).toEqual([message]);
  });

  test("what Helm alone knows", () => {
    const policy = { kind: "ClusterPolicy", spec: { migManager: { config: { create: true } } } };
    expect(checkOperatorValues(policy)[0]?.hint).toContain("value of the Helm chart");
  });

  test("fields have their versions", () => {
    expect(of({ migManager: { hostNetwork: true } })).toEqual([]);
    expect(of({ migManager: { hostNetwork: true } }, { version: "v25.3.0" })).toEqual([
      'strict decoding error: unknown field "spec.migManager.hostNetwork"',
    ]);
  });

  test("other sections are taken as they are", () => {
    expect(of({ daemonsets: {}, driver: { x: 1 }, migManager: { resources: { limits: { cpu: "1" } } } })).toEqual([]);
  });
});

describe("texts", () => {
  test("positions are of the key, and of each of several documents", () => {
    const text =
      "mig:\n  strategy: bogus\n---\nkind: ClusterPolicy\nspec:\n  mig:\n    strategy: odd\n---\nkind: Pod\napiVersion: v1\n";
    expect(checkOperatorValues(text).map(({ position }) => position)).toEqual([
      { line: 2, column: 3 },
      { line: 7, column: 5 },
    ]);
  });

  test("a ConfigMap for mig-parted needs its key", () => {
    const map = (key: string) =>
      `kind: ConfigMap\napiVersion: v1\ndata:\n  ${key}: |\n    version: v1\n    mig-configs:\n      a: []\n`;
    expect(codes(map("config.yaml"))).toEqual([]);
    expect(checkOperatorValues(map("mig.yaml"))).toMatchObject([{ code: "NO_CONFIG_YAML", position: { line: 3, column: 1 } }]);
  });

  test("an empty text has nothing wrong", () => {
    for (const text of ["", "# nothing\n", "---\n"]) expect(checkOperatorValues(text)).toEqual([]);
  });

  test.each([
    ["kind: Pod\napiVersion: v1\n", /not a "Pod"/],
    ["- a\n", /not a list/],
    ["just words", /not "just words"/],
    [7, /not 7/],
    ["a: [", /not readable as YAML/],
  ])("%j is none of these", (input, message) => {
    expect(() => checkOperatorValues(input)).toThrow(message);
  });

  test("a release is a release", () => {
    expect(() => checkOperatorValues({}, { version: "latest" })).toThrow(/version: a release such as v24.6.0/);
  });
});

describe("migConfigIn", () => {
  test("from a command, with the strategy beside it", () => {
    const command =
      "helm install x nvidia/gpu-operator --set mig.strategy=mixed --set-string 'migManager.config.data.config\\.yaml=version: v1'";
    expect(migConfigIn(command)).toEqual({
      path: ["migManager", "config", "data", "config.yaml"],
      text: "version: v1",
      strategy: "mixed",
    });
  });

  test("none where there is none", () => {
    expect(migConfigIn({})).toBeNull();
    expect(migConfigIn({ kind: "ClusterPolicy", spec: {} })).toBeNull();
    expect(
      migConfigIn({ mig: { strategy: "odd" }, migManager: { config: { data: { "config.yaml": "x" } } } })?.strategy,
    ).toBeNull();
  });
});
