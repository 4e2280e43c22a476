import { describe, expect, it } from "vitest";
import { MigError } from "../../src/index.js";
import { featureFile, gpuLabels, nodeFeature, nodeGpusFromNode, readFeatureFile } from "../../src/kubernetes/index.js";

const labels = gpuLabels({ name: "n1", strategy: "mixed", gpus: [{ model: "H100-80GB", mig: ["3g.40gb@4", "1g.10gb@0"] }] });
const refusal = (body: () => unknown) => {
  try {
    return body();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
};

describe("feature files", () => {
  it("come back as they were written", () => {
    const text = featureFile(labels);
    expect(text).toContain("nvidia.com/mig-3g.40gb.count=1\n");
    expect(readFeatureFile(text)).toEqual(labels);
    expect(nodeGpusFromNode(text)).toMatchObject({ name: "", strategy: "mixed", instances: { "3g.40gb": 1, "1g.10gb": 1 } });
  });

  it.each([
    ["a comment", "# nvidia.com/a=1\n\n  #b=2\nnvidia.com/c=3", { "nvidia.com/c": "3" }],
    ["white space around", "  nvidia.com/a=1\t\r\nnvidia.com/b= 2\n", { "nvidia.com/a": "1", "nvidia.com/b": " 2" }],
    ["no value", "nvidia.com/a\n", { "nvidia.com/a": "true" }],
    ["an empty value", "nvidia.com/a=\n", { "nvidia.com/a": "" }],
    ["an equals sign in the value", "nvidia.com/a=b=c\n", { "nvidia.com/a": "b=c" }],
    ["no prefix", "my-feature.x=1\n", { "feature.node.kubernetes.io/my-feature.x": "1" }],
    ["a key twice", "nvidia.com/a=1\nnvidia.com/a=2\n", { "nvidia.com/a": "2" }],
    ["a feature that is no label", "nvidia.com/a=1\n# +no-label\nnvidia.com/a=2\nnvidia.com/b=3\n", { "nvidia.com/b": "3" }],
    ["other directives", "# +expiry-time=2020-01-01T00:00:00Z\n# +no-feature\nnvidia.com/a=1\n", { "nvidia.com/a": "1" }],
    ["nothing", "", {}],
  ])("%s", (_, text, expected) => {
    expect(readFeatureFile(text)).toEqual(expected);
  });

  it.each(["apiVersion: v1", "nvidia.com/a b=1", "=1", "-a=1", "a/b/c=1", "nvidia.com/=1", '{"kind":"Node"}', "__proto__=1"])(
    "%s is no label",
    (line) => {
      expect(refusal(() => readFeatureFile(`# first\n${line}\n`))).toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringContaining("line 2"),
        path: [1],
      });
    },
  );

  it.each([
    [{ "nvidia.com/a": "b\nnvidia.com/c=d" }, "nvidia.com/a"],
    [{ "nvidia.com/a": "b " }, "nvidia.com/a"],
    [{ "nvidia.com/a b": "c" }, "nvidia.com/a b"],
    [{ "no-prefix": "c" }, "no-prefix"],
    [{ "nvidia.com/a": 1 as unknown as string }, "nvidia.com/a"],
  ])("%j cannot be written", (bad, key) => {
    expect(refusal(() => featureFile(bad))).toMatchObject({ code: "INVALID_INPUT", path: ["labels", key] });
  });
});

describe("NodeFeature objects", () => {
  it("are those of gpu-feature-discovery", () => {
    expect(nodeFeature("n1", { "nvidia.com/gpu.count": "8" })).toEqual({
      apiVersion: "nfd.k8s-sigs.io/v1alpha1",
      kind: "NodeFeature",
      metadata: { name: "nvidia-features-for-n1", labels: { "nfd.node.kubernetes.io/node-name": "n1" } },
      spec: { features: { flags: {}, attributes: {}, instances: {} }, labels: { "nvidia.com/gpu.count": "8" } },
    });
    expect(refusal(() => nodeFeature("", {}))).toMatchObject({ code: "INVALID_INPUT" });
  });

  it("say whose they are, by label or by name", () => {
    const object = nodeFeature("n1", labels);
    expect(nodeGpusFromNode(object)).toMatchObject({ name: "n1", instances: { "3g.40gb": 1, "1g.10gb": 1 } });
    const { metadata, ...rest } = object;
    expect(nodeGpusFromNode({ ...rest, metadata: { name: metadata.name } }).name).toBe("n1");
    expect(nodeGpusFromNode({ ...rest, metadata: { name: "n2" } }).name).toBe("n2");
    expect(refusal(() => nodeGpusFromNode({ kind: "NodeFeature", metadata: {} }))).toMatchObject({ path: ["spec"] });
  });
});
