import { beforeEach, describe, expect, it, vi } from "vitest";
import { deepFreeze } from "../../src/model/freeze.js";
import { extenderFilter, extenderPrioritize } from "../../src/scheduler/index.js";
import { byName } from "./requests.js";

const counted = vi.hoisted(() => ({ questions: 0, reads: 0 }));

vi.mock("../../src/gpu/fit.js", async (original) => {
  const { fit } = await original<typeof import("../../src/gpu/fit.js")>();
  return {
    fit(...args: Parameters<typeof fit>) {
      counted.questions++;
      return fit(...args);
    },
  };
});
vi.mock("../../src/gpu/read-node.js", async (original) => {
  const actual = await original<typeof import("../../src/gpu/read-node.js")>();
  return {
    ...actual,
    readNodeGpus(...args: Parameters<typeof actual.readNodeGpus>) {
      counted.reads++;
      return actual.readNodeGpus(...args);
    },
  };
});

const NODES = 5000;
const layouts = [["3g.40gb@4", "1g.10gb@0"], ["7g.80gb@0"], [], ["1g.10gb@0", "1g.10gb@1", "2g.20gb@2"]];

/** Nodes in a few states, none of them an object that another one shares. */
function cluster() {
  const nodes = Array.from({ length: NODES }, (_, i) => ({
    name: `gpu-${i}`,
    gpus: Array.from({ length: 8 }, (_, g) => ({
      model: "H100-80GB",
      uuid: `GPU-${i}-${g}`,
      mig: [...(layouts[(i + g) % layouts.length] ?? [])],
    })),
    allocatable: { "1g.10gb": 6 },
    allocated: { "1g.10gb": i % 5, "7g.80gb": 2 },
  }));
  return deepFreeze({ nodes });
}

describe("the extender over 5,000 nodes", () => {
  const args = byName(
    { "1g.10gb": 1 },
    Array.from({ length: NODES }, (_, i) => `gpu-${i}`),
  );

  beforeEach(() => Object.assign(counted, { questions: 0, reads: 0 }));

  it("asks nothing about geometry where devices are fixed", () => {
    const view = cluster();
    expect(extenderFilter(args, view).NodeNames?.length).toBe(NODES);
    expect(counted).toEqual({ questions: 0, reads: 0 });
  });

  it("reads and judges equal nodes once where instances are made on demand", () => {
    const view = cluster();
    expect(extenderFilter(args, view, { dynamic: true }).NodeNames?.length).toBe(NODES);
    expect(counted.reads).toBe(layouts.length);
    expect(counted.questions).toBeLessThan(2000);
    const first = counted.questions;
    extenderPrioritize(args, view, { dynamic: true });
    expect(counted.reads).toBe(layouts.length);
    expect(counted.questions).toBe(2 * first);
  });
});
