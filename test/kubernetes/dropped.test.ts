import { expect, it } from "vitest";
import { gpuModels } from "../../src/index.js";
import { droppedLabels, gpuLabels } from "../../src/kubernetes/index.js";

const RTX = "RTX-PRO-6000-96GB";
const keysOf = (labels: Record<string, string>) => droppedLabels(labels).map(({ key }) => key);
const labelled = (profile: string, shared: boolean) =>
  gpuLabels(
    { name: "n1", strategy: "mixed", gpus: [{ model: RTX }], instances: { [profile]: 1 } },
    shared ? { sharing: { replicas: 2, strategy: "time-slicing" } } : {},
  );

it("names of exactly 63 characters stay, longer ones go", () => {
  expect(labelled("1g.24gb+me.all", false)["nvidia.com/mig-1g.24gb.me.all.product"]).toHaveLength(63);
  expect(keysOf(labelled("1g.24gb+me.all", false))).toEqual([]);
  expect(keysOf(labelled("1g.24gb+me.all", true))).toEqual(["nvidia.com/mig-1g.24gb.me.all.product"]);
  expect(keysOf(labelled("1g.24gb", true))).toEqual([]);
  expect(droppedLabels(labelled("1g.24gb+me.all", true))[0]).toEqual({
    key: "nvidia.com/mig-1g.24gb.me.all.product",
    value: "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb.me.all-SHARED",
    reason: "must be no more than 63 bytes",
  });
});

it("of no built-in model is a label lost that is not shared, but for the longest names of boards", () => {
  const lost = gpuModels().flatMap(({ productNames, profiles }) =>
    productNames.flatMap((model) => {
      const instances = Object.fromEntries(profiles.map(({ name }) => [name, 1]));
      const labels = gpuLabels({ name: "n1", strategy: "mixed", gpus: [{ model }], instances });
      return droppedLabels(labels).map(({ value }) => value);
    }),
  );
  expect(lost.every((value) => value.startsWith("NVIDIA-RTX-PRO-6000-Blackwell-") && value.length > 63)).toBe(true);
});

it.each([
  ["nvidia.com/gpu.count", "8"],
  ["nvidia.com/gpu.sharing-strategy", ""],
  ["no-prefix", "x"],
  ["feature.node.kubernetes.io/pci-10de.present", "true"],
  ["my.feature.node.kubernetes.io/x", "true"],
  ["profile.node.kubernetes.io/x", "true"],
  ["notkubernetes.io/x", "true"],
])("%s=%s stays", (key, value) => {
  expect(keysOf({ [key]: value })).toEqual([]);
});

it.each([
  ["kubernetes.io/os", "linux"],
  ["node.kubernetes.io/x", "true"],
  ["nvidia.com/a", "b c"],
  ["nvidia.com/a", "-b"],
  ["nvidia.com/a", "b."],
  ["nvidia.com/a", "@rule.matched.x"],
  ["nvidia.com/a", "x".repeat(64)],
  ["nvidia.com/", "x"],
  ["nvidia.com/a/b", "x"],
  [`nvidia.com/${"x".repeat(64)}`, "x"],
  ["NVIDIA.com/a", "x"],
])("%s=%s goes, with a reason", (key, value) => {
  expect(droppedLabels({ [key]: value })).toMatchObject([{ key, value, reason: expect.stringMatching(/\w/) }]);
});
