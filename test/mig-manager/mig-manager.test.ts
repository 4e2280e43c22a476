import { describe, expect, test } from "vitest";
import type { NodeGpus } from "../../src/gpu/node.js";
import { MigError } from "../../src/index.js";
import { migManager } from "../../src/mig-manager/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { junk, spoilt } from "../support/junk.js";

const FILE = `version: v1
mig-configs:
  all-disabled: [{devices: all, mig-enabled: false}]
  all-enabled: [{devices: all, mig-enabled: true, mig-devices: {}}]
  all-1g.10gb: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}]
  all-3g.40gb: [{devices: all, mig-enabled: true, mig-devices: {3g.40gb: 2}}]
  all-7g.79gb: [{devices: all, mig-enabled: true, mig-devices: {7g.79gb: 1}}]
  all-1g.5gb: [{devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}]
  parts: [{devices: all, mig-enabled: true, mig-devices: {1c.3g.40gb: 4}}]
  spelt: [{devices: all, mig-enabled: true, mig-devices: {03g.40gb: 2}}]
  too-many: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 8}}]
  first-only: [{devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}}]
  both: [{devices: all, mig-enabled: false}, {devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}}]
  named: [{devices: [0, 1], mig-enabled: true, mig-devices: {3g.40gb: 2}}]
  mended: [{devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}, {devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}}]
`;
const DEPLOY = "nvidia.com/gpu.deploy.";
const OPERANDS = ["device-plugin", "gpu-feature-discovery", "dcgm-exporter", "dcgm", "nvsm"].map((each) => `${DEPLOY}${each}`);
const HALVES = ["3g.40gb@4", "3g.40gb@0"];
const H100 = (mig?: NodeGpus["gpus"][number]["mig"]) => ({ model: "H100-80GB", ...(mig === undefined ? {} : { mig }) });
const nodeOf = (...gpus: NodeGpus["gpus"]): NodeGpus => ({ name: "n", gpus });
const codes = ({ findings }: ReturnType<typeof migManager>) => findings.map(({ severity, code }) => `${severity} ${code}`);
const texts = ({ result }: ReturnType<typeof migManager>) =>
  result.map((gpu) => (gpu.outcome === "layout" ? gpu.layout.map(({ profile, start }) => `${profile}@${start}`) : gpu.outcome));
const lost = ({ destroyed }: ReturnType<typeof migManager>) =>
  destroyed.map(({ gpu, placement }) => `${gpu}: ${placement.profile}@${placement.start}`);

describe("a value that is not taken", () => {
  test("fails where the file has no such config, and touches nothing", () => {
    const outcome = migManager(nodeOf(H100(HALVES)), "all-3g.40g", FILE);
    expect(outcome).toMatchObject({ state: "failed", unchanged: true, modeChange: false, pausedClients: [], destroyed: [] });
    expect(outcome.result).toEqual([{ gpu: 0, outcome: "untouched" }]);
    expect(codes(outcome)).toEqual(["error BAD_CONFIG"]);
    expect(outcome.findings[0]?.message).toContain("selected mig-config not present: all-3g.40g");
    expect(outcome.findings[0]?.hint).toContain("all-3g.40gb");
  });

  test("fails where anything in the file is wrong", () => {
    const outcome = migManager(nodeOf(H100()), "all-disabled", `${FILE}  broken: []\n`);
    expect(outcome).toMatchObject({ state: "failed", destroyed: [] });
    expect(outcome.findings[0]?.message).toContain("at least one entry in 'broken' is required");
    expect(migManager(nodeOf(H100()), "all-disabled", "a: [").state).toBe("failed");
  });

  test("is told the configs that there are, some of them at most", () => {
    const entry = "[{devices: all, mig-enabled: false}]";
    const hint = (...names: string[]) => {
      const file = `version: v1\nmig-configs:\n${names.map((name) => `  ${name}: ${entry}\n`).join("")}`;
      return migManager(nodeOf(H100()), "x", file).findings[0]?.hint;
    };
    expect(hint("all-disabled")).toBe("there is all-disabled");
    expect(hint(...Array.from({ length: 20 }, (_, i) => `config-${i}`))).toMatch(/^there are config-0, .*, config-7$/);
  });

  test("starts nothing where it is empty", () => {
    const labels = { "nvidia.com/mig.config.state": "failed" };
    expect(migManager({ ...nodeOf(H100(HALVES)), labels }, "", "not even a file")).toMatchObject({
      state: "failed",
      unchanged: true,
      labelsAfter: labels,
      findings: [{ severity: "note", code: "NO_CHANGE" }],
    });
    expect(migManager(nodeOf(H100()), "", FILE).state).toBe("success");
  });
});

describe("a config that is there already", () => {
  test.each<readonly [string, NodeGpus["gpus"]]>([
    ["all-3g.40gb", [H100(HALVES), H100(HALVES)]],
    ["all-disabled", [H100(), { model: "Tesla T4", migCapable: false }]],
    ["all-enabled", [H100([])]],
    ["all-7g.79gb", [{ model: "A100-80GB", mig: ["7g.80gb@0"] }]],
    ["parts", [H100([{ profile: "3g.40gb", start: 0, computeInstances: ["1c", "1c", "1c"].map((profile, start) => ({ profile, start })) }, { profile: "3g.40gb", start: 4, computeInstances: [{ profile: "1c.3g.40gb", start: 2 }] }])]], // biome-ignore format: one case
  ])("%s is left alone", (value, gpus) => {
    const outcome = migManager(nodeOf(...gpus), value, FILE);
    expect(outcome).toMatchObject({ state: "success", unchanged: true, modeChange: false, pausedClients: [], destroyed: [] });
    expect(outcome.result.map(({ outcome }) => outcome)).not.toContain("misfit");
  });

  test("wherever the instances sit", () => {
    const outcome = migManager(nodeOf(H100(["1g.10gb@0", "1g.10gb@1", "1g.10gb@2", "1g.10gb@3", "1g.10gb@4", "1g.10gb@5", "1g.10gb@6"])), "all-1g.10gb", FILE); // biome-ignore format: one line
    expect(outcome.unchanged).toBe(true);
    expect(texts(outcome)).toEqual([[0, 1, 2, 3, 4, 5, 6].map((start) => `1g.10gb@${start}`)]);
  });

  test("is not recognised by another spelling, nor where a GPU has no entry", () => {
    expect(migManager(nodeOf(H100(HALVES)), "spelt", FILE)).toMatchObject({ state: "success", unchanged: false });
    const partly = migManager(nodeOf(H100(HALVES), H100()), "first-only", FILE);
    expect(partly).toMatchObject({ state: "success", unchanged: false, destroyed: [] });
    expect(codes(partly)).toEqual(["warning INCOMPLETE_COVER"]);
  });
});

describe("a change", () => {
  test("destroys what is there and makes what is asked", () => {
    const mig = [{ profile: "1g.10gb", start: 0, inUse: true, uuid: "MIG-1" }, "2g.20gb@2"];
    const outcome = migManager(nodeOf(H100(mig), H100(HALVES)), "all-3g.40gb", FILE);
    expect(outcome).toMatchObject({ state: "success", unchanged: false, modeChange: false });
    expect(lost(outcome)).toEqual(["0: 1g.10gb@0", "0: 2g.20gb@2"]);
    expect(texts(outcome)).toEqual([HALVES, HALVES]);
    expect(codes(outcome)).toEqual(["note DESTROYS", "warning IN_USE"]);
    expect(outcome.findings.map(({ path }) => path)).toEqual([["gpus", 0], ["gpus", 0, "mig", 0]]); // biome-ignore format: one line
  });

  test("pauses the clients that are not switched off, those included that have no label", () => {
    const labels = { [`${DEPLOY}dcgm`]: "false", [`${DEPLOY}device-plugin`]: "true", other: "x" };
    const outcome = migManager({ ...nodeOf(H100()), labels }, "all-3g.40gb", FILE);
    expect(outcome.pausedClients).toEqual(OPERANDS.filter((label) => label !== `${DEPLOY}dcgm`));
    expect(outcome.labelsAfter).toEqual({
      other: "x",
      "nvidia.com/mig.config": "all-3g.40gb",
      "nvidia.com/mig.config.state": "success",
      ...Object.fromEntries(OPERANDS.map((label) => [label, label === `${DEPLOY}dcgm` ? "false" : "true"])),
    });
    const client = { ...nodeOf(H100()), labels: { [`${DEPLOY}client`]: "true" } };
    expect(migManager(client, "all-3g.40gb", FILE).pausedClients).toEqual([...OPERANDS, `${DEPLOY}client`]);
  });

  test("of MIG mode clears every GPU that the config names", () => {
    const outcome = migManager(nodeOf(H100(HALVES), H100()), "all-3g.40gb", FILE);
    expect(outcome).toMatchObject({ state: "success", modeChange: true });
    expect(lost(outcome)).toEqual(["0: 3g.40gb@4", "0: 3g.40gb@0"]);
    expect(texts(outcome)).toEqual([HALVES, HALVES]);
    expect(texts(migManager(nodeOf(H100(HALVES)), "all-disabled", FILE))).toEqual(["disabled"]);
    expect(texts(migManager(nodeOf(H100()), "all-enabled", FILE))).toEqual([[]]);
  });

  test("of MIG mode resets every GPU of the node where the model needs it", () => {
    const A100 = (mig?: readonly string[]) => ({ model: "A100-80GB", ...(mig === undefined ? {} : { mig }) });
    const node = nodeOf(A100(), A100(["7g.80gb@0"]));
    const outcome = migManager(node, "first-only", FILE);
    expect(outcome).toMatchObject({ state: "success", modeChange: true });
    expect(lost(outcome)).toEqual(["1: 7g.80gb@0"]);
    expect(codes(outcome)).toEqual(["warning INCOMPLETE_COVER", "note RESETS", "note DESTROYS"]);
    const rebooted = migManager(node, "first-only", FILE, { withReboot: true });
    expect(rebooted).toMatchObject({ state: "rebooting", modeChange: true });
    expect(rebooted.labelsAfter[`${DEPLOY}dcgm`]).toBe("paused-for-mig-change");
    expect(codes(rebooted)).toContain("warning REBOOTS");
    expect(migManager(nodeOf(H100()), "first-only", FILE, { withReboot: true }).state).toBe("success");
    const again = { ...node, labels: { "nvidia.com/mig.config.state": "rebooting" } };
    expect(migManager(again, "first-only", FILE, { withReboot: true })).toMatchObject({
      state: "failed",
      destroyed: [],
      pausedClients: [],
    });
  });

  test("that does not fit fails, and what comes behind it is not reached", () => {
    const outcome = migManager(nodeOf(H100(HALVES), H100(HALVES)), "too-many", FILE);
    expect(outcome).toMatchObject({ state: "failed", unchanged: false });
    expect(lost(outcome)).toEqual(["0: 3g.40gb@4", "0: 3g.40gb@0"]);
    expect(codes(outcome)).toEqual(["error IMPOSSIBLE_LAYOUT", "error APPLY_FAILS", "note DESTROYS"]);
    const A100 = { model: "A100-40GB", mig: ["7g.40gb@0"] };
    expect(texts(migManager(nodeOf(A100, H100(["7g.80gb@0"])), "all-3g.40gb", FILE))).toEqual(["misfit", ["7g.80gb@0"]]);
  });

  test("to a profile that no GPU of the node has empties them, and is reported as success", () => {
    const outcome = migManager(nodeOf(H100(HALVES)), "all-1g.5gb", FILE);
    expect(outcome).toMatchObject({ state: "success", unchanged: false });
    expect(lost(outcome)).toEqual(["0: 3g.40gb@4", "0: 3g.40gb@0"]);
    expect(texts(outcome)).toEqual(["misfit"]);
    expect(codes(outcome)).toEqual(["error UNKNOWN_PROFILE", "error LEFT_EMPTY", "note DESTROYS"]);
    expect(migManager(nodeOf(H100(HALVES), { model: "A100-40GB", mig: [] }), "all-1g.5gb", FILE).state).toBe("failed");
  });

  test("of which a later entry fills a GPU again leaves only the others empty", () => {
    const { findings } = migManager(nodeOf(H100([]), H100([])), "mended", FILE);
    expect(findings.filter(({ code }) => code === "LEFT_EMPTY").map(({ path }) => path)).toEqual([["gpus", 1]]);
  });

  test("that entries disagree on fails", () => {
    const node = nodeOf(H100(), H100());
    expect(migManager(node, "both", FILE)).toMatchObject({ state: "failed", modeChange: true });
    expect(migManager(node, "both", FILE, { withReboot: true }).state).toBe("rebooting");
  });

  test("passes over boards without MIG, which are never right, unless they are named", () => {
    const node = nodeOf(H100([]), { model: "Tesla T4", migCapable: false });
    const outcome = migManager(node, "all-3g.40gb", FILE);
    expect(outcome).toMatchObject({ state: "success", modeChange: true });
    expect(texts(outcome)).toEqual([HALVES, "untouched"]);
    expect(migManager(node, "all-3g.40gb", FILE, { withReboot: true }).state).toBe("rebooting");
    expect(migManager(node, "named", FILE).state).toBe("failed");
    // The mode cannot be set on the second GPU, and the reset that the first one needs is not reached.
    const stopped = migManager(nodeOf({ model: "A100-40GB" }, { model: "Tesla T4", migCapable: false }), "named", FILE);
    expect(codes(stopped)).toContain("error APPLY_FAILS");
    expect(codes(stopped)).not.toContain("note RESETS");
  });
});

describeWithFacts("the operator's own file", () => {
  const file = readFact("vectors/fetched-data/config-default.v0.15.0.yaml");

  test("on the node of the documentation", () => {
    const labels = JSON.parse(readFact("vectors/fetched-data/docs/mig-node-labels.json")) as Record<string, string>; // as captured
    const node = { ...nodeOf(H100(["1g.10gb@0"])), labels };
    const outcome = migManager(node, "all-balanced", file);
    expect(outcome.state).toBe("success");
    expect(texts(outcome)).toEqual([["3g.40gb@4", "2g.20gb@0", "1g.10gb@2", "1g.10gb@3"]]);
  });

  test("has its findings with their places", () => {
    const { findings } = migManager(nodeOf(H100()), "all-1g.5gb", file);
    expect(findings[0]).toMatchObject({
      code: "UNKNOWN_PROFILE",
      path: ["mig-configs", "all-1g.5gb", 0, "mig-devices", "1g.5gb"],
    });
    expect(file.split("\n")[(findings[0]?.position?.line ?? 0) - 1]).toContain('"1g.5gb": 7');
  });
});

test.each(junk)("whatever is passed, nothing but a MigError leaves: %s", (_, bad) => {
  const args = [nodeOf(H100(HALVES)), "all-3g.40gb", FILE, { withReboot: true }];
  for (const spoiled of spoilt(args, bad)) {
    if (Object.is(spoiled, bad)) continue;
    try {
      migManager(...(spoiled as unknown as Parameters<typeof migManager>)); // on purpose anything
    } catch (error) {
      expect(error).toBeInstanceOf(MigError);
    }
  }
});
