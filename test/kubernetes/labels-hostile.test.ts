/** Whatever is passed to what reads nodes and labels: an answer or a MigError, and soon. */
import { describe, expect, it } from "vitest";
import { MigError } from "../../src/index.js";
import {
  droppedLabels,
  featureFile,
  gpuLabels,
  nodeFeature,
  nodeGpusFromNode,
  readFeatureFile,
  readNode,
} from "../../src/kubernetes/index.js";
import { junk, spoilt } from "../support/junk.js";
import { PATIENCE_MS } from "../support/patience.js";

const labels = {
  "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3",
  "nvidia.com/gpu.count": "1",
  "nvidia.com/mig.strategy": "mixed",
  "nvidia.com/mig-1g.10gb.count": "7",
  "nvidia.com/mig-1g.10gb.product": "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb",
};
const good = {
  gpus: {
    name: "n1",
    strategy: "mixed",
    driver: 550,
    labels,
    gpus: [
      {
        model: "H100-80GB",
        mig: ["1g.10gb@0", { profile: "3g.40gb", start: 4, computeInstances: [{ profile: "1c", start: 0 }] }],
      },
    ],
    instances: { "1g.10gb": 1 },
  },
  options: { sharing: { replicas: { "nvidia.com/gpu": 2 }, strategy: "time-slicing", renamed: true } },
  node: { kind: "Node", metadata: { name: "n1", labels }, status: { allocatable: { "nvidia.com/gpu": "1" } } },
  feature: nodeFeature("n1", labels),
};

// On purpose anything where a type is asked for.
const label = gpuLabels as (node: unknown, options?: unknown) => unknown;
const doors: readonly (readonly [string, unknown, (value: unknown) => unknown])[] = [
  ["gpuLabels", good.gpus, (value) => label(value)],
  ["the options of gpuLabels", good.options, (value) => label(good.gpus, value)],
  ["readNode", good.node, readNode],
  ["nodeGpusFromNode of a Node", good.node, nodeGpusFromNode],
  ["nodeGpusFromNode of a NodeFeature", good.feature, nodeGpusFromNode],
  ["readFeatureFile", featureFile(labels), readFeatureFile as (text: unknown) => unknown],
  ["featureFile", labels, featureFile as (value: unknown) => unknown],
  ["droppedLabels", labels, droppedLabels as (value: unknown) => unknown],
  ["nodeFeature", labels, (value) => nodeFeature("n1", value as typeof labels)],
  ["the name of nodeFeature", "n1", (value) => nodeFeature(value as string, labels)],
];

function answered(act: () => unknown): void {
  try {
    const answer = act();
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(Object.isFrozen(answer) || typeof answer === "string").toBe(true);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    expect(error.message.length).toBeLessThan(1000);
  }
}

describe.each(doors)("%s", (_, value, door) => {
  it("takes what is good", () => {
    expect(() => door(value)).not.toThrow();
  });

  it.each(junk)("%s anywhere", (_, bad) => {
    for (const spoiltValue of spoilt(value, bad)) answered(() => door(spoiltValue));
  });
});

describe("much of it", () => {
  it.each([
    ["labels", Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`nvidia.com/mig-${i}g.10gb.count`, "7"]))],
    ["a long key", { [`nvidia.com/mig-${"1".repeat(1_000_000)}.count`]: "7" }],
    ["a long product", { "nvidia.com/gpu.product": "-MIG-".repeat(1_000_000) }],
    ["a long device", { [`feature.node.kubernetes.io/pci-${"10de_".repeat(1_000_000)}.present`]: "true" }],
  ])("%s", (_, many) => {
    const began = performance.now();
    answered(() => readNode({ metadata: { name: "n1", labels: { ...many, "nvidia.com/mig.strategy": "mixed" } } }));
    answered(() => nodeGpusFromNode({ metadata: { name: "n1", labels: { ...many, "nvidia.com/mig.capable": "true" } } }));
    answered(() => gpuLabels({ name: "n1", gpus: [{ model: "H100-80GB" }], labels: many }));
    answered(() => featureFile(many));
    answered(() => droppedLabels(many));
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS);
  });

  it.each([
    ["lines", "\n".repeat(1_000_000)],
    ["comments", "#\n".repeat(500_000)],
    ["labels", Array.from({ length: 50_000 }, (_, i) => `nvidia.com/${i}=1`).join("\n")],
    ["a long line", "nvidia.com/a=".padEnd(1_000_000, "x")],
    ["a long key", "nvidia.com/".padEnd(1_000_000, "a-")],
    ["white space", " ".repeat(1_000_000)],
    ["directives", "# +no-label ".padEnd(1_000_000, " ").concat("x")],
  ])("a file of %s", (_, text) => {
    const began = performance.now();
    answered(() => readFeatureFile(text));
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS);
  });
});
