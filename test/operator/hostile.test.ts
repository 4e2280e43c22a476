/** Whatever is passed: an answer or a MigError, within a second. */
import { describe, expect, test } from "vitest";
import { MigError } from "../../src/index.js";
import * as operator from "../../src/operator/index.js";
import { junk, spoilt } from "../support/junk.js";
import { PATIENCE_MS } from "../support/patience.js";

function answered(call: () => unknown): void {
  try {
    JSON.stringify(call());
  } catch (error) {
    expect(error).toBeInstanceOf(MigError);
  }
}

// All take one argument and options; here on purpose anything.
const functions = Object.entries(operator) as [string, (first: unknown, second?: unknown, third?: unknown) => unknown][];
const data = { "config.yaml": "version: v1" };
const values = {
  mig: { strategy: "mixed" },
  migManager: { enabled: true, env: [{ name: "A", value: "b" }], config: { name: "x", create: true, data }, image: "i" },
  devicePlugin: { config: { create: true, data: { a: "" }, default: "a" } },
  validator: { image: "i" },
  gpuCluster: { deployCR: true },
};
const node = { name: "n", gpus: [{ model: "A30-24GB", mig: ["1g.6gb@0"] }] };

describe.each(functions)("%s", (name, call) => {
  test.each(junk)("%s", (_, bad) => {
    answered(() => call(bad));
    const small = { mig: { strategy: "mixed" }, list: ["a"] };
    for (const each of spoilt(name.endsWith("Values") || name === "migConfigIn" ? values : small, bad)) {
      answered(() => call(each));
      answered(() => call({ kind: "ClusterPolicy", spec: each }));
      answered(() => call({ kind: "ConfigMap", data: each }));
    }
    answered(() => call(name === "migConfigMap" ? "mine" : { strategy: "single" }, bad, bad));
    for (const option of ["version", "nodes", "namespace"]) answered(() => call({}, { [option]: bad }));
    for (const each of spoilt([node], bad)) answered(() => call({}, { nodes: each }));
    for (const each of spoilt({ strategy: "single", config: { name: "a", file: "b" }, withReboot: true }, bad))
      answered(() => call(each));
  });
});

const LIMIT = 1 << 20;
const long = (unit: string) => unit.repeat(Math.floor(LIMIT / unit.length));
const counted = (unit: (i: number) => string) =>
  Array.from({ length: Math.floor(LIMIT / unit(99_999).length) }, (_, i) => unit(i)).join("");

describe("texts as long as are read at all", () => {
  test.each([
    ["ten megabytes", "helm install ".repeat(1_000_000)],
    ["newlines", `helm install x${long("\n")}`.slice(0, LIMIT)],
    ["spaces", `helm install x${long(" ")}`.slice(0, LIMIT)],
    ["backslashes", `helm install ${long("\\")}`.slice(0, LIMIT)],
    ["broken lines", `helm install ${long("\\\n")}`.slice(0, LIMIT)],
    ["quotes", `helm install ${long("'\"")}`.slice(0, LIMIT)],
    ["comments", `helm install ${long("#\n")}`.slice(0, LIMIT)],
    ["hashes", `helm install\n${long("# ")}`.slice(0, LIMIT)],
    ["commands", `helm install x --set a=b;${long("helm install x;")}`.slice(0, LIMIT)],
    ["flags", `helm install x ${counted((i) => `--set k${i}=1 `)}`.slice(0, LIMIT)],
    ["files", `helm install x ${long("-f a ")}`.slice(0, LIMIT)],
    ["commands with files", long("helm install x -f a\n")],
    ["assignments", `helm install x --set ${counted((i) => `k${i}=1,`)}`.slice(0, LIMIT)],
    ["keys of one map", `helm install x --set ${counted((i) => `mig.k${i}=1,`)}`.slice(0, LIMIT)],
    ["brackets", `helm install x --set a${long("[0]")}`.slice(0, LIMIT)],
    ["items", `helm install x --set ${counted((i) => `a${i}[65535]=1,`)}`.slice(0, LIMIT)],
    ["commas", `helm install x --set a=b${long(",")}`.slice(0, LIMIT)],
    ["dots", `helm install x --set ${long(".")}`.slice(0, LIMIT)],
    ["nested JSON", `helm install x --set-json a=${long("[")}`.slice(0, LIMIT)],
    ["JSON strings", `helm install x --set-json a=${long('"')}`.slice(0, LIMIT)],
    ["a set line", `a${long("=")}`.slice(0, LIMIT)],
    ["a key", long("a")],
    ["keys of a document", counted((i) => `k${i}: 1\n`)],
  ])("%s", (_, text) => {
    const started = performance.now();
    answered(() => operator.checkOperatorValues(text));
    answered(() => operator.migConfigIn(text));
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
  });
});
