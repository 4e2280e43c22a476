/** Helm's side: set lines, commands as people paste them, and values that come back as they went. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MigError } from "../../src/index.js";
import { helmCommands } from "../../src/operator/command.js";
import { checkOperatorValues, clusterPolicyPatch, migConfigMap, operatorValues, setArguments } from "../../src/operator/index.js";
import { readSet, type SetMode } from "../../src/operator/strvals.js";
import { plainOf, type Tree } from "../../src/operator/tree.js";
import { full } from "../support/full.js";

function set(line: string, mode: SetMode = "typed"): unknown {
  const tree: Tree = new Map();
  readSet(line, mode, tree, () => {});
  return plainOf(tree);
}

// Expectations taken from helm pkg/strvals/parser_test.go, and from running it.
describe("--set", () => {
  test.each<[string, unknown]>([
    ["name1=value1,name2=value2", { name1: "value1", name2: "value2" }],
    ["a.b.c=1,a.b.d=x", { a: { b: { c: 1, d: "x" } } }],
    ["env[0].name=A,env[0].value=B,env[1].name=C", { env: [{ name: "A", value: "B" }, { name: "C" }] }],
    ["a[1]=x", { a: [null, "x"] }],
    ["a[0][1]=x", { a: [[null, "x"]] }],
    ["a={x,1,true}", { a: ["x", 1, true] }],
    ["a={x},b=1", { a: ["x"], b: 1 }],
    ["a={}", { a: [""] }],
    ["a=one\\,two,b\\.c=x", { a: "one,two", "b.c": "x" }],
    ["a=TRUE,b=False,c=null,d=NULL", { a: true, b: false, c: null, d: null }],
    ["a=0,b=05,c=-1,d=+5,e=1.5", { a: 0, b: "05", c: -1, d: 5, e: "1.5" }],
    ["a=9223372036854775808", { a: "9223372036854775808" }],
    ["a=", { a: "" }],
    ["a=1,", { a: 1 }],
    ["a=x=y", { a: "x=y" }],
    // Oddities of the real parser.
    ["a[0].b=", { a: [] }],
    ["a[0]", { a: [] }],
    ["a[0", {}],
    ["=x", {}],
    ["__proto__.x=1", Object.fromEntries([["__proto__", { x: 1 }]])],
  ])("%s", (line, values) => {
    expect(set(line)).toEqual(values);
  });

  test.each([
    ["a", 'key "a" has no value'],
    ["a=1,b", 'key "b" has no value'],
    ["a,b=1", 'key "a" has no value (cannot end with ,)'],
    ["a={x", "list must terminate with '}'"],
    ["a[-1]=x", "negative -1 index not allowed"],
    ["a[x]=1", 'error parsing index: strconv.Atoi: parsing "x": invalid syntax'],
    ["a[65537]=x", "index of 65537 is greater than maximum supported index of 65536"],
    ["a[0]b=x", 'unexpected data at end of array index: "b"'],
    ["a=1,a.b=2", "unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}"],
    ["a=x,a[0]=2", "unable to parse key: interface conversion: interface {} is string, not []interface {}"],
    ["b.=", null],
    [`${"a.".repeat(31)}b=1`, "value name nested level is greater than maximum supported nested level of 30"],
    [`a${"[0]".repeat(600)}=1`, "keys of more than 500 parts are not read"],
    [Array.from({ length: 9 }, (_, i) => `a${i}[65000]=1`).join(), "lists of more than 200000 items in all are not read"],
  ])("%s", (line, message) => {
    if (message === null) expect(set(line)).toEqual({});
    else expect(() => set(line)).toThrow(message);
  });

  test("other flags", () => {
    expect(set("a=true,b=1", "string")).toEqual({ a: "true", b: "1" });
    expect(set("a.b=x,{y}\\,z", "literal")).toEqual({ a: { b: "x,{y}\\,z" } });
    expect(set('a={"x":[1,2]},b=[],c.d=1.5', "json")).toEqual({ a: { x: [1, 2] }, b: [], c: { d: 1.5 } });
    expect(set("a=", "json")).toEqual({ a: null });
    expect(() => set("a={x}", "json")).toThrow('"{x}" is no JSON');
    expect(() => set(`a=${"[".repeat(300)}${"]".repeat(300)}`, "json")).toThrow("nested more than 200 deep");
  });
});

describe("commands", () => {
  const values = (text: string) => helmCommands(text).map((command) => plainOf(command.values));

  test("quotes, backslashes, comments, several commands, words around", () => {
    expect(
      values(
        [
          "# install",
          "$ helm repo add nvidia https://helm.ngc.nvidia.com/nvidia && helm repo update",
          "helm upgrade --install gpu-operator nvidia/gpu-operator \\\r",
          "  --set 'mig.strategy=mixed' --set=\"a=x y\" \\",
          "  --set-string b=1 # the end",
          "kubectl get pods; /usr/bin/helm template x --set c=2 | less",
        ].join("\n"),
      ),
    ).toEqual([{ mig: { strategy: "mixed" }, a: "x y", b: "1" }, { c: 2 }]);
  });

  test("Helm's order of flags, not the line's", () => {
    expect(values("helm install x --set-string a=1 --set a=2,b=3 --set-json 'b={\"c\":1}' --set-literal c=x,y")).toEqual([
      { a: "1", b: 3, c: "x,y" },
    ]);
    expect(values(`helm install x --set-json '{"a":{"b":1}}' --set a.c=2`)).toEqual([{ a: { b: 1, c: 2 } }]);
  });

  test("flags alone, and one assignment alone", () => {
    expect(values("--set mig.strategy=bogus --set a=b")).toEqual([{ mig: { strategy: "bogus" }, a: "b" }]);
    for (const text of ["mig.strategy=bogus", "--set mig.strategy=bogus", "helm install x --set=mig.strategy=bogus"])
      expect(checkOperatorValues(text).map(({ code }) => code)).toEqual(["UNSUPPORTED_VALUE"]);
    expect(() => checkOperatorValues("mig.strategy")).toThrow(MigError);
    expect(() => checkOperatorValues("mig.strategy=mixed,x")).toThrow('failed parsing --set data: key "x" has no value');
  });

  test("the version of the chart, however it is given", () => {
    const of = (flag: string) =>
      checkOperatorValues(`helm install x ${flag} --set migManager.config.create=true`).map(({ hint }) => hint);
    for (const flag of ["--version v23.9.0", "--version=23.9.0"]) expect(of(flag)).toContain("it came with v24.6.0");
    expect(of("--version '>24'")).not.toContain("it came with v24.6.0");
  });

  test("what cannot be read is said where it stands", () => {
    const text = "helm install x \\\n  --set a.b=1 \\\n  --set mig.strategy \\\n  -f mine.yaml --set-file a=b --set";
    expect(
      checkOperatorValues(text).map(({ severity, code, message, position }) => [severity, code, message, position?.line]),
    ).toEqual([
      ["note", "NOT_READ", '"mine.yaml" is not looked into; check what it holds by itself', 4],
      ["note", "NOT_READ", '"a=b" is not looked into; check what it holds by itself', 4],
      ["error", "SET_SYNTAX", "flag needs an argument: --set", 4],
      ["error", "SET_SYNTAX", 'failed parsing --set data: key "strategy" has no value', 3],
      ["warning", "UNKNOWN_KEY", expect.stringContaining('"a"'), 2],
    ]);
  });

  test.each([
    ["gpu-opeator", true],
    ["gpu-operater", false],
    ["gpu-opreator", true],
    ["gpu-operators", true],
    ["gpu-operator", false],
    ["gpu-cluster", false],
    ["nvidia", false],
  ])("namespace %s", (namespace, warned) => {
    for (const flag of [`-n ${namespace}`, `-n${namespace}`, `--namespace=${namespace}`])
      expect(checkOperatorValues(`helm install x ${flag} --set nfd.enabled=true`).map(({ code }) => code)).toEqual(
        warned ? ["NAMESPACE"] : [],
      );
  });

  test("places survive quotes and escapes; of a key set twice the last counts", () => {
    const text = "helm install x --set 'nfd.enabled=true,mig.strategy=odd' --set mig\\.x=1,\"mig\".strategy=bad";
    const [finding] = checkOperatorValues(text).filter(({ code }) => code === "UNSUPPORTED_VALUE");
    expect(text.slice((finding?.position?.column ?? 0) - 1)).toBe('mig".strategy=bad');
  });
});

describe("what is emitted", () => {
  test("values for a strategy, a config and reboots", () => {
    const file = "version: v1\nmig-configs: {}\n";
    expect(operatorValues({ strategy: "mixed" })).toEqual({ mig: { strategy: "mixed" } });
    const values = operatorValues({ strategy: "single", config: { name: "mine", file }, withReboot: true });
    expect(values).toEqual({
      mig: { strategy: "single" },
      migManager: {
        config: { name: "mine", create: true, data: { "config.yaml": file } },
        env: [{ name: "WITH_REBOOT", value: "true" }],
      },
    });
    expect(operatorValues({ strategy: "none", config: { name: "there" } }).migManager).toEqual({ config: { name: "there" } });
    expect(checkOperatorValues(values)).toEqual([]);
  });

  test.each([
    [{ strategy: "all" }, /strategy: none, single or mixed is needed, not "all"/],
    [{ strategy: "mixed", config: { name: "No" } }, /config.name: a DNS name/],
    [{ strategy: "mixed", config: { name: "a", file: "" } }, /config.file: the text of a file/],
    [{ strategy: "mixed", withReboot: "true" }, /withReboot: true or false/],
  ])("%j is refused", (input, message) => {
    expect(() => operatorValues(input as Parameters<typeof operatorValues>[0])).toThrow(message);
  });

  test("a patch and a ConfigMap", () => {
    expect(clusterPolicyPatch("mixed")).toEqual([{ op: "replace", path: "/spec/mig/strategy", value: "mixed" }]);
    const map = migConfigMap("mine", "version: v1\nmig-configs: {}\n", { namespace: "gpu-operator" });
    expect(map.metadata).toEqual({ name: "mine", namespace: "gpu-operator" });
    expect(checkOperatorValues(map)).toEqual([]);
    expect(() => migConfigMap("mine", "version: v1\n", { namespace: "gpu.operator" })).toThrow(
      /namespace: a DNS label of at most 63/,
    );
  });

  test("arguments for Helm", () => {
    expect(
      setArguments(operatorValues({ strategy: "mixed", config: { name: "a", file: "x, y\\z" }, withReboot: false })),
    ).toEqual([
      ...["--set", "mig.strategy=mixed", "--set", "migManager.config.name=a", "--set", "migManager.config.create=true"],
      ...["--set", "migManager.config.data.config\\.yaml=x\\, y\\\\z"],
      ...["--set", "migManager.env[0].name=WITH_REBOOT", "--set-string", "migManager.env[0].value=false"],
    ]);
    expect(() => setArguments({ "": 1 })).toThrow(/keys need a name/);
    expect(() => setArguments({ a: "x".repeat(65_537) })).toThrow(
      /a: a text of at most 65536 characters is needed, or a values file/,
    );
    expect(() => setArguments({ a: undefined })).toThrow(/a: what JSON has is needed, not undefined/);
  });

  const quoted = (argument: string) => `'${argument.replaceAll("'", "'\\''")}'`;
  const key = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(..."ab.,=[]{}\\\"' 0é") });
  const leaf = fc.oneof(
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((n) => n + 0),
    fc.string(),
    fc.constantFrom("true", "FALSE", "null", "0", "05", "-1", "+3", "{a,b}", "a,b", "\\", "", "1.5", "x=y", "[]"),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthIdentifier: "values" },
      leaf,
      fc.array(tie("tree"), { maxLength: 3, depthIdentifier: "values" }),
      fc.dictionary(key, tie("tree"), { maxKeys: 3, depthIdentifier: "values" }),
    ),
  }));

  test("values -> arguments -> a pasted command -> the same values", () => {
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 4 }), (given) => {
        // -0 is 0 to JSON and to Helm.
        const values = JSON.parse(JSON.stringify(given)) as Record<string, unknown>;
        const text = `helm install x nvidia/gpu-operator ${setArguments(values).map(quoted).join(" ")}`;
        const [command] = helmCommands(text);
        expect(command?.findings).toEqual([]);
        expect(command === undefined ? null : plainOf(command.values)).toEqual(values);
      }),
      { numRuns: full(20_000, 1000) },
    );
  });
});
