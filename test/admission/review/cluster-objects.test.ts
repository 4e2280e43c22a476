import { describe, expect, test } from "vitest";
import { type ReviewOptions, reviewAdmission } from "../../../src/admission/index.js";
import type { ClusterView } from "../../../src/cluster/types.js";
import { defineGpuModel } from "../../../src/index.js";
import { describeWithFacts, readFact } from "../../support/facts.js";
import { gpuNode, NOTHING, one, reviewOf, updateOf } from "./support.js";

const respond = (review: unknown, cluster: ClusterView, options?: ReviewOptions) =>
  reviewAdmission(review, cluster, options).response;

const FILE = `version: v1
mig-configs:
  all-disabled:
    - devices: all
      mig-enabled: false
  all-1g.10gb:
    - devices: all
      mig-enabled: true
      mig-devices:
        1g.10gb: 7
  too-much:
    - devices: all
      mig-enabled: true
      mig-devices:
        3g.40gb: 3
`;

describe("Nodes", () => {
  const node = (labels: Readonly<Record<string, string>>, name = "a") => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels },
  });
  const set = (value: string, name?: string) => updateOf(node({}, name), node({ "nvidia.com/mig.config": value }, name));
  const view = (more: Parameters<typeof gpuNode>[1] = {}): ClusterView => ({ nodes: [gpuNode("a", more)], migConfig: FILE });
  const seven = Array.from({ length: 7 }, (_, i) => ({ profile: "1g.10gb", start: i, inUse: i === 3 }));

  test("a config that there is and that the GPUs take", () => {
    expect(respond(set("all-1g.10gb"), view())).toEqual({ uid: expect.any(String), allowed: true });
    expect(respond(set("all-disabled"), view())).toMatchObject({ allowed: true });
    expect(respond(set(""), view())).toMatchObject({ allowed: true });
  });
  test("one that the file does not have", () => {
    expect(respond(set("all-1g.10g"), view())).toMatchObject({
      allowed: false,
      status: { code: 422, message: expect.stringMatching(/^metadata\.labels\.nvidia\.com\/mig\.config: .*all-1g\.10gb/) },
      auditAnnotations: { denied: "BAD_CONFIG" },
    });
  });
  test("one that this node's GPUs cannot realise", () => {
    expect(respond(set("too-much"), view())).toMatchObject({ allowed: false, status: { code: 422 } });
    expect(respond(set("all-1g.10gb"), view({ gpus: [{ model: "A30-24GB" }] }))).toMatchObject({ allowed: false });
  });
  test("one that destroys what is in use: a warning, or no entry", () => {
    const busy = view({ gpus: [{ model: "H100-80GB", mig: seven }] });
    expect(respond(set("all-disabled"), busy)).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining("1g.10gb@3 of GPU 0 is in use"), expect.any(String)],
    });
    expect(respond(set("all-disabled"), busy, { nodeRules: { IN_USE: "deny" } })).toMatchObject({
      allowed: false,
      status: { code: 403 },
    });
    expect(respond(set("all-1g.10gb"), busy)).toEqual({ uid: expect.any(String), allowed: true });
  });
  test.each([
    [
      "instances by count, held by pods",
      { instances: { "1g.10gb": 14 }, allocated: { "1g.10gb": 3 } },
      "all-disabled",
      "pods hold 3 x 1g.10gb",
    ],
    ["as many as stay", { instances: { "1g.10gb": 14 }, allocated: { "1g.10gb": 3 } }, "all-1g.10gb", null],
    ["none held", { instances: { "1g.10gb": 14 } }, "all-disabled", null],
    ["whole GPUs", { allocated: { gpu: 1 } }, "all-1g.10gb", "pods hold 1 x gpu"],
    ["whole GPUs that stay", { allocated: { gpu: 1 } }, "all-disabled", null],
    ["replicas of shared devices", { instances: { "1g.10gb": 14 }, allocated: { "1g.10gb": 30 } }, "all-disabled", null],
    [
      "under single as GPUs",
      { strategy: "single", instances: { "1g.10gb": 14 }, allocated: { gpu: 5 } },
      "all-disabled",
      "pods hold 5 x gpu",
    ],
    [
      "under single, as many as stay",
      { strategy: "single", instances: { "1g.10gb": 14 }, allocated: { gpu: 2 } },
      "all-disabled",
      null,
    ],
  ] as const)("%s", (_, more, value, told) => {
    const { allowed, warnings = [] } = respond(set(value), view(more));
    expect(allowed).toBe(true);
    expect(warnings.join(" ")).toEqual(told === null ? "" : expect.stringContaining(told));
  });
  test("a label that stays is not judged, whatever else changes", () => {
    const old = node({ "nvidia.com/mig.config": "gone" });
    expect(respond(updateOf(old, node({ "nvidia.com/mig.config": "gone", a: "b" })), view())).toEqual({
      uid: expect.any(String),
      allowed: true,
    });
    expect(respond(updateOf(old, node({ "nvidia.com/mig.config": "gone-too" })), view())).toMatchObject({ allowed: false });
    expect(respond(reviewOf(old), view())).toMatchObject({ allowed: false });
  });
  test("a node that the view does not have is judged by its labels", () => {
    const labels = { "nvidia.com/gpu.product": "NVIDIA-A30", "nvidia.com/gpu.count": "1", "nvidia.com/mig.capable": "true" };
    const joined = (value: string) => reviewOf(node({ ...labels, "nvidia.com/mig.config": value }, "new"));
    expect(respond(joined("all-1g.10gb"), view())).toMatchObject({ allowed: false });
    expect(respond(joined("all-disabled"), view())).toMatchObject({ allowed: true });
    expect(respond(set("all-1g.10gb", "bare"), view())).toMatchObject({ allowed: true });
    expect(respond(set("nothing", "bare"), view())).toMatchObject({ allowed: false });
  });
  test("without the file in force nothing is known", () => {
    expect(respond(set("anything"), one)).toMatchObject({ allowed: true, warnings: [expect.stringContaining("file in force")] });
    expect(respond(set("anything"), one, { onUnknown: "deny" })).toMatchObject({ allowed: false, status: { code: 403 } });
    expect(respond(updateOf(node({}), node({ a: "b" })), one, { onUnknown: "deny" })).toMatchObject({ allowed: true });
  });
});

describe("ConfigMaps", () => {
  const map = (data: Readonly<Record<string, unknown>>) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "m" },
    data,
  });
  const sound = FILE.slice(0, FILE.indexOf("  too-much"));
  test("a file that mig-parted can apply, and what is none", () => {
    for (const data of [{ "config.yaml": sound }, { "ca.crt": "-----BEGIN", script: "echo mig-configs" }, { n: 5 }, {}])
      expect(respond(reviewOf(map(data)), one)).toEqual({ uid: expect.any(String), allowed: true });
  });
  test("a config that no GPU can realise, with its line", () => {
    expect(respond(reviewOf(map({ "config.yaml": FILE })), one)).toMatchObject({
      allowed: false,
      status: { code: 422, message: expect.stringMatching(/^data\.config\.yaml\.mig-configs\.too-much.* line 1\d: /) },
    });
  });
  test("a file that mig-parted refuses", () => {
    for (const text of ["version: v2\nmig-configs: {}\n", "mig-configs:\n\t- x"])
      expect(respond(reviewOf(map({ "config.yaml": text })), one)).toMatchObject({
        allowed: false,
        auditAnnotations: { denied: "REFUSED" },
      });
    const lax: ReviewOptions = { fileRules: { REFUSED: "off" } };
    expect(respond(reviewOf(map({ "config.yaml": "version: v2\nmig-configs: {}\n" })), one, lax)).toMatchObject({
      allowed: true,
    });
  });
  test("on UPDATE what is new", () => {
    const old = map({ "config.yaml": FILE });
    expect(respond(updateOf(old, map({ "config.yaml": FILE, other: "x" })), one)).toMatchObject({ allowed: true });
    expect(respond(updateOf(old, map({ "config.yaml": `${FILE}\n# a comment\n` })), one)).toMatchObject({ allowed: true });
    const worse = FILE.replace("1g.10gb: 7", "1g.10gb: 8");
    expect(respond(updateOf(old, map({ "config.yaml": worse })), one)).toMatchObject({ allowed: false });
  });
  test("a model of one's own has profiles that no built-in one has", () => {
    const model = defineGpuModel({
      name: "own",
      memorySlices: 2,
      computeSlices: 2,
      profiles: [{ name: "1g.99gb", computeSlices: 1, memorySlices: 1, starts: [0, 1] }],
    });
    const file = (count: number) =>
      `version: v1\nmig-configs:\n  a:\n    - devices: all\n      mig-enabled: true\n      mig-devices:\n        1g.99gb: ${count}\n`;
    const view = { nodes: [gpuNode("a", { gpus: [{ model }] })] };
    expect(respond(reviewOf(map({ "c.yaml": file(2) })), view)).toMatchObject({ allowed: true });
    expect(respond(reviewOf(map({ "c.yaml": file(2) })), { nodes: [], possible: [model] })).toMatchObject({ allowed: true });
    expect(respond(reviewOf(map({ "c.yaml": file(3) })), view)).toMatchObject({ allowed: false });
    expect(respond(reviewOf(map({ "c.yaml": file(2) })), one)).toMatchObject({ allowed: false });
  });
  test("one that is far too long is not known", () => {
    expect(respond(reviewOf(map({ c: `${FILE}${"# long\n".repeat(60_000)}` })), one)).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining("was not judged")],
    });
  });
});

describeWithFacts("the operator's own files", () => {
  test.each(["v26.7.0", "v1.11.0"])("%s is let in, whatever the cluster has", (version) => {
    const text = readFact(`vectors/fetched-data/default-mig-parted-config.${version}.configmap.yaml`);
    const file = text.slice(text.indexOf("config.yaml: |") + "config.yaml: |".length).replace(/^ {4}/gm, "");
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: {}, data: { "config.yaml": file } };
    for (const cluster of [one, NOTHING]) expect(respond(reviewOf(map), cluster)).toMatchObject({ allowed: true });
  });
});

describe("ClusterPolicies", () => {
  const policy = (spec: unknown) => ({
    apiVersion: "nvidia.com/v1",
    kind: "ClusterPolicy",
    metadata: { name: "cluster-policy" },
    spec,
  });
  test("the MIG part is judged", () => {
    expect(respond(reviewOf(policy({ mig: { strategy: "mixed" } })), one)).toMatchObject({ allowed: true });
    expect(respond(reviewOf(policy({ mig: { strategy: "both" } })), one)).toMatchObject({
      allowed: false,
      status: { code: 422, message: expect.stringContaining("Unsupported value") },
      auditAnnotations: { denied: "UNSUPPORTED_VALUE" },
    });
  });
  test("fields of a newer operator stop no upgrade", () => {
    expect(respond(reviewOf(policy({ mig: { strategy: "mixed", newest: true } })), one)).toMatchObject({
      allowed: true,
      auditAnnotations: { warned: "UNKNOWN_FIELD" },
    });
  });
  test("finalizers of an old mistake pass", () => {
    const old = policy({ mig: { strategy: "both" } });
    expect(respond(updateOf(old, { ...old, ...{ metadata: { finalizers: ["a/b"] } } }), one)).toMatchObject({ allowed: true });
  });
});
