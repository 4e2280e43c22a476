import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPod, type PodFinding, type PodRule } from "../../../src/admission/check-pod/index.js";
import { textOf } from "../../../src/admission/check-pod/pod-text.js";
import type { ClusterView } from "../../../src/cluster/types.js";
import type { NodeGpus } from "../../../src/gpu/node.js";
import { fit, gpuModel, gpuModels, MigError } from "../../../src/index.js";
import { resourceName } from "../../../src/kubernetes/names.js";
import type { ContainerLike, PodLike } from "../../../src/kubernetes/pods/index.js";
import { readPod } from "../../../src/kubernetes/pods/read.js";
import { describeWithFacts, readFact } from "../../support/facts.js";
import { junk, spoilt } from "../../support/junk.js";
import { PATIENCE_MS } from "../../support/patience.js";

const SMALL = resourceName("1g.10gb");
const NOTHING: ClusterView = { nodes: [] };
const gpuNode = (name: string, more: Partial<NodeGpus> = {}): NodeGpus => ({
  name,
  strategy: "mixed",
  labels: { "kubernetes.io/hostname": name },
  gpus: [{ model: "H100-80GB" }, { model: "H100-80GB" }],
  ...more,
});
const one: ClusterView = { nodes: [gpuNode("a")] };
const container = (limits: Readonly<Record<string, string | number>>, more: Partial<ContainerLike> = {}): ContainerLike => ({
  name: "main",
  resources: { limits },
  ...more,
});
const pod = (...containers: readonly ContainerLike[]): PodLike => ({ spec: { containers } });
const asking = (limits: Readonly<Record<string, string | number>>) => pod(container(limits));
const codes = (findings: readonly PodFinding[]) => findings.map(({ severity, code }) => [severity, code]);
const limit = (resource: string, i = 0) => ["spec", "containers", i, "resources", "limits", resource];

test("a good pod has no findings, whatever is known", () => {
  for (const cluster of [NOTHING, one, { nodes: [], possible: ["H100-80GB"] }]) {
    expect(checkPod(asking({ [SMALL]: 1, cpu: "500m" }), cluster)).toEqual([]);
    expect(checkPod(asking({ "nvidia.com/gpu": 2 }), cluster)).toEqual([]);
    expect(checkPod({}, cluster)).toEqual([]);
  }
});

describe("BAD_SPELLING", () => {
  test.each([
    ["nvidia.com/mig-1g.10gb+me", "nvidia.com/mig-1g.10gb.me"],
    ["nvidia.com/MIG-1g.10gb", SMALL],
    ["NVIDIA.com/mig-1g.10gb", SMALL],
    ["mig-1g.10gb", SMALL],
    ["requests.nvidia.com/mig-1g.10gb", SMALL],
    ["requests.nvidia.com/gpu", "nvidia.com/gpu"],
    ["nvidia.com/1g.10gb", SMALL],
    ["nvidia.com/mig-1g10gb", SMALL],
    ["nvidia.com/mig_1g_10gb", SMALL],
    ["nvidia.com/mig-1g-10gb.shared", `${SMALL}.shared`],
    ["nvidia.com/mig-1c.3g.40gb", "nvidia.com/mig-3g.40gb"],
    ["nvidia.com/gpus", "nvidia.com/gpu"],
    ["nvidia.com/GPU", "nvidia.com/gpu"],
    ["gpu", "nvidia.com/gpu"],
    ["1g.10gb", SMALL],
    ["nvidia.com/mig-small", `its names read ${SMALL} or nvidia.com/mig-1g.10gb.me`],
  ])("%s means %s", (resource, hint) => {
    const [finding, ...others] = checkPod(asking({ [resource]: 1 }), NOTHING);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "error", code: "BAD_SPELLING", path: limit(resource), hint });
  });
  test.each([
    "nvidia.com/pgpu",
    "nvidia.com/hostdev",
    "nvidia.com/GA102GL_A10",
    "example.com/mig-1g.10gb",
    "mig.example.com/1g.10gb",
    "amd.com/gpu",
    "migration",
    "cpu",
  ])("%s is another's", (resource) => expect(checkPod(asking({ [resource]: 1 }), one)).toEqual([]));
  test("what the API server filled in is not told twice", () => {
    const bad = { "nvidia.com/MIG-1g.10gb": "1" };
    expect(checkPod(pod({ resources: { limits: bad, requests: bad } }), NOTHING)).toHaveLength(1);
  });
});

describe("BAD_QUANTITY", () => {
  test.each([
    ["0.5", 'Invalid value: "500m": must be an integer'],
    [1.5, 'Invalid value: "1500m": must be an integer'],
    ["-1", 'Invalid value: "-1": must be greater than or equal to 0'],
    ["abc", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ["1K", "unable to parse quantity's suffix"],
  ])("%s", (quantity, message) => {
    const filled = { [SMALL]: quantity };
    const findings = checkPod(pod({ resources: { limits: filled, requests: filled } }), one);
    expect(findings).toEqual([{ severity: "error", code: "BAD_QUANTITY", message, path: limit(SMALL) }]);
  });
  test("requests without limits, or other than they", () => {
    const findings = checkPod(
      pod({ resources: { requests: { [SMALL]: 1 } } }, { resources: { limits: { [SMALL]: 2 }, requests: { [SMALL]: 1 } } }),
      NOTHING,
    );
    expect(findings.map(({ code, message, path }) => [code, message, path[2]])).toEqual([
      ["BAD_QUANTITY", "Limit must be set for non overcommitable resources", 0],
      ["BAD_QUANTITY", 'Invalid value: "1": must be equal to nvidia.com/mig-1g.10gb limit of 2', 1],
      ["SEVERAL_DEVICES", expect.any(String), 1],
    ]);
  });
  test("overhead is looked at as well", () => {
    expect(checkPod({ spec: { containers: [], overhead: { [SMALL]: "x" } } }, NOTHING)).toMatchObject([
      { code: "BAD_QUANTITY", path: ["spec", "overhead", SMALL] },
    ]);
  });
});

describeWithFacts("as the API server refuses", () => {
  const told = readFact("vectors/admission/validation-messages-1.36.txt");
  test.each(["500m", "-1", "1.5", "abc"])("%s", (quantity) => {
    const [finding] = checkPod(asking({ [SMALL]: quantity }), NOTHING);
    expect(told).toContain(finding?.message);
  });
  test.each(["1000m", "1k", "1Ki", "1e3", "0"])("%s is accepted", (quantity) => {
    expect(checkPod(asking({ [SMALL]: quantity }), NOTHING).filter(({ severity }) => severity === "error")).toEqual([]);
  });
  test("a real Pod", () => {
    const { review } = JSON.parse(readFact("vectors/admission/real-1.36-002-validate.json")) as {
      review: { request: { object: PodLike } };
    };
    const findings = checkPod(review.request.object, NOTHING);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("UNKNOWN_PROFILE", () => {
  test("names the smallest profile that gives as much", () => {
    expect(checkPod(asking({ "nvidia.com/mig-3g.20gb": 1 }), one)).toEqual([
      {
        severity: "error",
        code: "UNKNOWN_PROFILE",
        message: "3g.20gb does not exist on H100-80GB",
        path: limit("nvidia.com/mig-3g.20gb"),
        hint: "3g.40gb does on H100-80GB",
      },
    ]);
  });
  test.each([
    ["1g.5gb", "1g.10gb does on H100-80GB"],
    ["2g.10gb", "2g.20gb does on H100-80GB"],
    ["1g.5gb+me", "1g.10gb+me does on H100-80GB"],
    ["1g.24gb-me", "3g.40gb does on H100-80GB"],
    ["1g.30gb+gfx", "3g.40gb does on H100-80GB"],
  ])("%s: %s", (profile, hint) => {
    expect(checkPod(asking({ [resourceName(profile)]: 1 }), one)).toMatchObject([{ code: "UNKNOWN_PROFILE", hint }]);
  });
  test("every model is looked at, those that may join too", () => {
    const mixed = { nodes: [gpuNode("a")], possible: ["A30-24GB"] };
    expect(checkPod(asking({ "nvidia.com/mig-1g.6gb": 1 }), mixed)).toEqual([]);
    expect(checkPod(asking({ "nvidia.com/mig-1g.5gb": 1 }), mixed)[0]?.message).toBe(
      "1g.5gb does not exist on H100-80GB, A30-24GB",
    );
  });
  test("what a node says it has, it has", () => {
    const odd = gpuNode("a", { allocatable: { "5g.50gb": 1 } });
    expect(checkPod(asking({ "nvidia.com/mig-5g.50gb": 1 }), { nodes: [odd] })).toEqual([]);
  });
});

describe("STRATEGY_MISMATCH", () => {
  const single = gpuNode("a", { strategy: "single" });
  test("MIG resources where all nodes offer GPUs", () => {
    expect(checkPod(asking({ [SMALL]: 1 }), { nodes: [single] })).toMatchObject([
      {
        severity: "error",
        code: "STRATEGY_MISMATCH",
        message: `${SMALL} is offered under the mixed strategy alone, and a has single`,
        hint: "under single MIG devices are asked for as nvidia.com/gpu",
      },
    ]);
    expect(codes(checkPod(asking({ [SMALL]: 1 }), { nodes: [gpuNode("a", { strategy: "none" })] }))).toEqual([
      ["error", "STRATEGY_MISMATCH"],
    ]);
  });
  test.each([
    ["one is mixed", { nodes: [single, gpuNode("b")] }],
    ["one may join", { nodes: [single], possible: ["H100-80GB"] }],
    ["one is not known", { nodes: [single, { name: "c", gpus: [{ model: "H100-80GB" }] }] }],
    ["it is there all the same", { nodes: [gpuNode("a", { strategy: "single", allocatable: { "1g.10gb": 1 } })] }],
  ])("not where %s", (_, cluster) => expect(checkPod(asking({ [SMALL]: 1 }), cluster)).toEqual([]));
});

describe("one container", () => {
  test("SEVERAL_MIG_RESOURCES: two profiles, or a profile and a GPU, in one", () => {
    const two = { [SMALL]: 1, "nvidia.com/mig-2g.20gb": 1 };
    expect(checkPod(asking(two), one)).toMatchObject([
      {
        severity: "error",
        code: "SEVERAL_MIG_RESOURCES",
        message: `container main asks for ${SMALL} and nvidia.com/mig-2g.20gb, and would see the devices of only one`,
        path: ["spec", "containers", 0, "resources", "limits"],
      },
    ]);
    expect(codes(checkPod(asking({ [SMALL]: 1, "nvidia.com/gpu": 1 }), NOTHING))).toEqual([["error", "SEVERAL_MIG_RESOURCES"]]);
    expect(checkPod(pod(container({ [SMALL]: 1 }), container({ "nvidia.com/mig-2g.20gb": 1 })), one)).toEqual([]);
    expect(checkPod(asking({ [SMALL]: 1, "nvidia.com/mig-2g.20gb": 0 }), one)).toEqual([]);
  });
  test("SEVERAL_DEVICES: CUDA uses one", () => {
    expect(checkPod(asking({ [SMALL]: 2 }), one)).toMatchObject([
      { severity: "warning", code: "SEVERAL_DEVICES", path: limit(SMALL) },
    ]);
    expect(codes(checkPod(asking({ [`${SMALL}.shared`]: 2 }), one))).toEqual([["warning", "SEVERAL_DEVICES"]]);
    expect(checkPod(asking({ "nvidia.com/gpu": 2 }), one)).toEqual([]);
  });
  test("SEVERAL_DEVICES: GPUs that are MIG devices on every node", () => {
    const mig = Array.from({ length: 7 }, (_, i) => `1g.10gb@${i}`);
    const nodes = [gpuNode("a", { strategy: "single", gpus: [{ model: "H100-80GB", mig }] })];
    expect(codes(checkPod(asking({ "nvidia.com/gpu": 2 }), { nodes }))).toEqual([["warning", "SEVERAL_DEVICES"]]);
    expect(checkPod(asking({ "nvidia.com/gpu": 2 }), { nodes: [...nodes, gpuNode("b")] })).toEqual([]);
  });
});

describe("UNPRIVILEGED_MIG_ENV", () => {
  const env = [{ name: "NVIDIA_MIG_CONFIG_DEVICES", value: "all" }];
  test("without privilege the container would not start", () => {
    expect(checkPod(pod({ name: "a" }, { name: "b", env }), NOTHING)).toMatchObject([
      { severity: "error", code: "UNPRIVILEGED_MIG_ENV", path: ["spec", "containers", 1, "env", 0] },
    ]);
    expect(
      codes(checkPod({ spec: { initContainers: [{ env: [{ name: "NVIDIA_MIG_MONITOR_DEVICES", value: "all" }] }] } }, NOTHING)),
    ).toEqual([["error", "UNPRIVILEGED_MIG_ENV"]]);
  });
  test.each([
    ["privileged", { env, securityContext: { privileged: true } }],
    ["a capability", { env, securityContext: { capabilities: { add: ["NET_ADMIN", "SYS_ADMIN"] } } }],
    ["nothing set", { env: [{ name: "NVIDIA_MIG_CONFIG_DEVICES", value: "" }] }],
    ["another variable", { env: [{ name: "NVIDIA_VISIBLE_DEVICES", value: "all" }] }],
  ])("not with %s", (_, allowed) => expect(checkPod(pod(allowed), NOTHING)).toEqual([]));
});

describe("NO_NODE_CAN_HOLD", () => {
  test("more than any node holds, however it were divided", () => {
    expect(checkPod(pod(...Array.from({ length: 5 }, () => container({ "nvidia.com/mig-3g.40gb": 1 }))), one)).toEqual([
      {
        severity: "error",
        code: "NO_NODE_CAN_HOLD",
        message: "the pod holds 5 x 3g.40gb at its peak, which no node can",
        path: limit("nvidia.com/mig-3g.40gb"),
        hint: "the nodes are of 2 x H100-80GB",
      },
    ]);
    expect(checkPod(pod(...Array.from({ length: 4 }, () => container({ "nvidia.com/mig-3g.40gb": 1 }))), one)).toEqual([]);
  });
  test("GPUs with MIG and whole ones add up", () => {
    const both = (gpus: number) => pod(container({ "nvidia.com/gpu": gpus }), container({ "nvidia.com/mig-7g.80gb": 1 }));
    expect(checkPod(both(1), one)).toEqual([]);
    expect(codes(checkPod(both(2), one))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
    const three = pod(
      container({ "nvidia.com/gpu": 1 }),
      container({ "nvidia.com/mig-7g.80gb": 1 }),
      container({ "nvidia.com/mig-7g.80gb": 1 }),
    );
    expect(codes(checkPod(three, one))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
    expect(codes(checkPod(asking({ "nvidia.com/gpu": 3 }), one))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
  });
  test("under single GPUs may be MIG devices, as many as a GPU holds", () => {
    const nodes = [gpuNode("a", { strategy: "single" })];
    expect(checkPod(asking({ "nvidia.com/gpu": 14 }), { nodes })).toEqual([]);
    expect(codes(checkPod(asking({ "nvidia.com/gpu": 15 }), { nodes }))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
  });
  test("only the nodes that the pod selects count, and those of which no labels are known", () => {
    const small = gpuNode("small", { gpus: [{ model: "A30-24GB" }] });
    const selecting = (hostname: string): PodLike => ({
      spec: { nodeSelector: { "kubernetes.io/hostname": hostname }, containers: [container({ [SMALL]: 1 })] },
    });
    expect(codes(checkPod(selecting("small"), { nodes: [gpuNode("a"), small] }))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
    expect(checkPod(selecting("b"), one)).toMatchObject([{ hint: "none of the 1 nodes has the labels of its nodeSelector" }]);
    expect(checkPod(selecting("b"), { nodes: [{ name: "b", gpus: [{ model: "H100-80GB" }] }] })).toEqual([]);
  });
  test("nodes that may join can be of any size", () => {
    const many = pod(...Array.from({ length: 100 }, () => container({ "nvidia.com/mig-7g.80gb": 1 })));
    expect(checkPod(many, { nodes: one.nodes, possible: ["H100-80GB"] })).toEqual([]);
    expect(codes(checkPod(many, { nodes: one.nodes, possible: ["A30-24GB"] }))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
  });
  test("what is allocatable can be held, and numbers beyond all nodes cannot", () => {
    expect(checkPod(asking({ [SMALL]: 1 }), { nodes: [gpuNode("a", { gpus: [], allocatable: { "1g.10gb": 1 } })] })).toEqual([]);
    expect(codes(checkPod(asking({ [SMALL]: `${Number.MAX_SAFE_INTEGER}` }), one))).toContainEqual(["error", "NO_NODE_CAN_HOLD"]);
  });
  test("of a node with several models each profile is looked at by itself", () => {
    const nodes = [gpuNode("a", { gpus: [{ model: "H100-80GB" }, { model: "A30-24GB" }] })];
    expect(checkPod(pod(container({ [SMALL]: 1 }), container({ "nvidia.com/mig-1g.6gb": 1 })), { nodes })).toEqual([]);
    const five = Array.from({ length: 5 }, () => container({ "nvidia.com/mig-1g.6gb": 1 }));
    expect(codes(checkPod(pod(...five), { nodes }))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
  });
  test("on one GPU it says what the planner says", () => {
    const demand = fc.constantFrom(...gpuModels()).chain((model) => {
      const plain = model.profiles.filter(({ attributes }) => attributes.length === 0).map(({ name }) => name);
      return fc.record({
        model: fc.constant(model),
        profiles: fc.array(fc.constantFrom(...plain), { minLength: 1, maxLength: 6 }),
      });
    });
    fc.assert(
      fc.property(demand, ({ model, profiles }) => {
        const asked = pod(...profiles.map((profile) => container({ [resourceName(profile)]: 1 })));
        const refused = checkPod(asked, { nodes: [gpuNode("a", { gpus: [{ model }] })] }).some(
          ({ code }) => code === "NO_NODE_CAN_HOLD",
        );
        expect(refused).toBe(!fit(model, profiles).fits);
      }),
    );
  });
});

describe("warnings about models", () => {
  const inferred = gpuModels().find(({ provenance }) => provenance.placements === "inferred");
  test.skipIf(inferred === undefined)("INFERRED_PLACEMENTS", () => {
    const model = inferred ?? gpuModel("H100-80GB");
    const resource = resourceName(model.profiles[0]?.name ?? "");
    const findings = checkPod(asking({ [resource]: 1 }), { nodes: [gpuNode("a", { gpus: [{ model }] })] });
    expect(findings).toMatchObject([{ severity: "warning", code: "INFERRED_PLACEMENTS", path: limit(resource) }]);
    expect(findings[0]?.message).toContain(model.name);
  });
  test("SOME_NODES_LACK_PROFILE: among those that are selected", () => {
    const labels = { pool: "gpu" };
    const nodes = [
      gpuNode("a", { labels }),
      gpuNode("b", { labels, gpus: [{ model: "A30-24GB" }] }),
      gpuNode("cpu", { labels, gpus: [] }),
    ];
    const selecting: PodLike = { spec: { nodeSelector: labels, containers: [container({ [SMALL]: 1 })] } };
    expect(checkPod(selecting, { nodes })).toEqual([
      {
        severity: "warning",
        code: "SOME_NODES_LACK_PROFILE",
        message: "of the 2 nodes selected 1 cannot have 1g.10gb: b (A30-24GB)",
        path: limit(SMALL),
      },
    ]);
    expect(checkPod(asking({ [SMALL]: 1 }), { nodes })).toEqual([]);
  });
});

test("where nothing is known, only what needs no knowledge speaks", () => {
  const blind: readonly PodRule[] = [
    "BAD_SPELLING",
    "BAD_QUANTITY",
    "SEVERAL_MIG_RESOURCES",
    "SEVERAL_DEVICES",
    "UNPRIVILEGED_MIG_ENV",
  ];
  const anyResource = fc.constantFrom(
    SMALL,
    "nvidia.com/mig-9g.90gb",
    "nvidia.com/gpu",
    "nvidia.com/MIG-1g.5gb",
    `${SMALL}.shared`,
  );
  const anyPod = fc.array(fc.dictionary(anyResource, fc.constantFrom(0, 1, 2, 1000, "x")), { maxLength: 4 });
  fc.assert(
    fc.property(anyPod, (limits) => {
      for (const { code } of checkPod(pod(...limits.map((each) => container(each))), NOTHING)) expect(blind).toContain(code);
    }),
  );
});

test("a pod as large as the API server takes costs no more than a moment", () => {
  const crowded = Array.from({ length: 9_000 }, () =>
    container({ [SMALL]: 1, "nvidia.com/MIG-1g.10gb": 1, "nvidia.com/gpu": "x" }),
  );
  const begin = performance.now();
  checkPod(pod(...crowded), one);
  expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
});

test("whatever is passed: plain findings, or a MigError", () => {
  const whole = pod(
    container({ [SMALL]: 1 }, { env: [{ name: "A", value: "b" }], securityContext: { capabilities: { add: ["A"] } } }),
  );
  for (const [, bad] of junk) {
    const pods = [...spoilt(whole, bad)].map((each) => [each, one] as const);
    const clusters = [...spoilt({ ...one, possible: ["A30-24GB"] }, bad)].map((each) => [whole, each] as const);
    for (const [badPod, badCluster] of [...pods, ...clusters]) {
      try {
        const findings = checkPod(badPod as PodLike, badCluster as ClusterView);
        expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
  }
});

describe("pods that were judged before change no answer", () => {
  const view: ClusterView = { nodes: [gpuNode("a"), gpuNode("b", { gpus: [{ model: "H200-141GB" }] })] };
  const variable = "NVIDIA_MIG_CONFIG_DEVICES";
  const two = container({ [SMALL]: 2 });
  const fourteen = container({ [SMALL]: 14 });
  const init = (more: Partial<ContainerLike>): PodLike => ({
    spec: { containers: [two], initContainers: [{ ...fourteen, ...more }] },
  });
  const set = (more: Partial<ContainerLike>) => pod({ env: [{ name: variable, value: "all" }], ...more });
  test.each<[string, PodLike, PodLike]>([
    ["the name of a container", pod(two), pod({ ...two, name: "other" })],
    ["a sidecar", init({}), init({ restartPolicy: "Always" })],
    ["which list a container is in", pod(fourteen, two), init({})],
    ["privilege", set({}), set({ securityContext: { privileged: true } })],
    ["capabilities", set({}), set({ securityContext: { capabilities: { add: ["SYS_ADMIN"] } } })],
    ["the name of a variable", set({}), set({ env: [{ name: "NVIDIA_OTHER", value: "all" }] })],
    ["the value of a variable", set({}), set({ env: [{ name: variable, value: "" }] })],
    ["where a variable stands", set({}), set({ env: [{ name: "HOME" }, { name: variable, value: "all" }] })],
    ["a resource", asking({ [SMALL]: 2 }), asking({ [`${SMALL}.shared`]: 2 })],
    ["a quantity", asking({ [SMALL]: "0.5" }), asking({ [SMALL]: "0.25" })],
    ["a request", pod(two), pod({ ...two, resources: { limits: { [SMALL]: 2 }, requests: { [SMALL]: 1 } } })],
    ["overhead", pod(fourteen), { spec: { containers: [fourteen], overhead: { [SMALL]: 1 } } }],
    ["a selector", pod(fourteen), { spec: { containers: [fourteen], nodeSelector: { "kubernetes.io/hostname": "b" } } }],
  ])("that differ in %s", (_, before, asked) => {
    expect(checkPod(asked, { ...view })).not.toEqual(checkPod(before, view));
    expect(checkPod(asked, view)).toEqual(checkPod(asked, { ...view }));
  });
  test("and nothing is kept of variables that may be secret", () => {
    const env = ["NVIDIA_API_KEY", "NGC_API_KEY"].map((name) => ({ name, value: "hunter2" }));
    expect(textOf(readPod(pod({ env })))).toBe(textOf(readPod(pod({}))));
  });
  test("that differ in what is no quantity", () => {
    const quantity = fc.constantFrom<unknown>("1", 1, null, Number.NaN, Number.POSITIVE_INFINITY, ["1"], { a: 1 }, { a: 2 });
    fc.assert(
      fc.property(quantity, (each) => {
        const asked = asking({ [SMALL]: each as string }); // which is what it says it is
        expect(checkPod(asked, view)).toEqual(checkPod(asked, { ...view }));
      }),
    );
  });
});

describe("a view of a large cluster", () => {
  const nodes = Array.from({ length: 5_000 }, (_, i) =>
    gpuNode(`n${i}`, {
      labels: { pool: i % 2 === 0 ? "even" : "odd" },
      gpus: [{ model: i % 2 === 0 ? "H100-80GB" : "A30-24GB" }],
    }),
  );
  const seven = pod(...Array.from({ length: 7 }, () => container({ [SMALL]: 1 })));
  const eight = pod(...Array.from({ length: 8 }, () => container({ [SMALL]: 1 })));
  const of = (asked: PodLike, pool: string): PodLike => ({ spec: { ...asked.spec, nodeSelector: { pool } } });

  test("is read once, and then costs next to nothing", () => {
    let reads = 0;
    const told = ({ gpus }: NodeGpus) => {
      reads++;
      return gpus;
    };
    const counted = nodes.map((node) => Object.defineProperty({ ...node }, "gpus", { enumerable: true, get: () => told(node) }));
    const view: ClusterView = { nodes: counted };
    checkPod(seven, view);
    const first = reads;
    expect(first).toBeGreaterThanOrEqual(nodes.length);
    const begin = performance.now();
    for (let i = 0; i < 200; i++) {
      expect(checkPod(of(seven, "even"), view)).toEqual([]);
      expect(codes(checkPod(of(eight, "even"), view))).toEqual([["error", "NO_NODE_CAN_HOLD"]]);
      expect(codes(checkPod(of(seven, "odd"), view))).toContainEqual(["error", "NO_NODE_CAN_HOLD"]);
    }
    expect(reads).toBe(first);
    expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
  });
  test("is read anew with other lists", () => {
    const view = { nodes: [...nodes.slice(1, 2)] };
    expect(codes(checkPod(asking({ [SMALL]: 1 }), view))).toEqual([["error", "UNKNOWN_PROFILE"]]);
    view.nodes.push(...nodes.slice(0, 1));
    expect(checkPod(asking({ [SMALL]: 1 }), view)).toEqual([]);
    view.nodes = nodes.slice(1, 2);
    expect(codes(checkPod(asking({ [SMALL]: 1 }), view))).toEqual([["error", "UNKNOWN_PROFILE"]]);
  });
  test("more selectors than are kept change no answer", () => {
    const view: ClusterView = { nodes };
    for (let i = 0; i < 600; i++)
      expect(checkPod(of(seven, i % 3 === 0 ? `pool-${i}` : "even"), view).length).toBe(i % 3 === 0 ? 1 : 0);
  });
});
