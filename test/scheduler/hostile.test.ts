import { describe, expect, it } from "vitest";
import type { ClusterView } from "../../src/kubernetes/index.js";
import { type ExtenderOptions, extenderFilter, extenderPrioritize } from "../../src/scheduler/index.js";
import { junk, spoilt } from "../support/junk.js";
import { podOf } from "./requests.js";

const Pod = podOf({ "1g.10gb": 1 });
const object = {
  metadata: { name: "a", labels: { "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3" } },
  status: { allocatable: { "nvidia.com/mig-1g.10gb": "1" } },
};
const cluster = {
  nodes: [
    {
      name: "a",
      strategy: "mixed",
      driver: 550,
      gpus: [{ model: "H100-80GB", uuid: "GPU-1", mig: [{ profile: "1g.10gb", start: 0, size: 1, inUse: true }, "1g.10gb@1"] }],
      allocatable: { "1g.10gb": 2 },
      allocated: { "1g.10gb": 1 },
    },
  ],
  possible: ["H100-80GB"],
};

function check(args: unknown, view: unknown, options?: unknown): void {
  for (const dynamic of [false, true]) {
    const chosen = (options ?? { dynamic }) as ExtenderOptions;
    const answer = extenderFilter(args, view as ClusterView, chosen);
    const keys = Object.keys(answer).filter((key) => key !== "Nodes" && key !== "NodeNames");
    expect([["Error"], ["FailedNodes", "FailedAndUnresolvableNodes"]]).toContainEqual(keys);
    if (keys[0] === "Error") expect(answer.Error).toMatch(/./);
    for (const { Host, Score } of extenderPrioritize(args, view as ClusterView, chosen)) {
      expect(typeof Host).toBe("string");
      expect(Number.isInteger(Score) && Score >= 0 && Score <= 10).toBe(true);
    }
  }
}

describe("the extender, whatever it is given", () => {
  it.each(junk)("never throws: %s", (_, bad) => {
    for (const args of spoilt({ Pod, NodeNames: ["a"] }, bad)) check(args, cluster);
    for (const args of spoilt({ Pod, Nodes: { items: [object] } }, bad)) check(args, cluster);
    for (const view of spoilt(cluster, bad)) check({ Pod, NodeNames: ["a"] }, view);
    for (const options of spoilt({ dynamic: true }, bad))
      if (options !== undefined) check({ Pod, NodeNames: ["a"] }, cluster, options);
  });
});
