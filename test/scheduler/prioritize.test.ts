import { describe, expect, it } from "vitest";
import type { ClusterView, NodeGpus } from "../../src/kubernetes/index.js";
import { extenderPrioritize } from "../../src/scheduler/index.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";
import { byName } from "./requests.js";

function scores(
  limits: Readonly<Record<string, number>>,
  nodes: Readonly<Record<string, Omit<NodeGpus, "name">>>,
  dynamic = false,
) {
  const cluster = { nodes: Object.entries(nodes).map(([name, node]) => ({ name, ...node })) };
  const list = extenderPrioritize(byName(limits, Object.keys(nodes)), cluster, { dynamic });
  expect(whyNotPlain(list)).toBeNull();
  expect(list.map(({ Host }) => Host)).toEqual(Object.keys(nodes));
  return list.map(({ Score }) => Score);
}

describe("extenderPrioritize", () => {
  it("prefers full nodes where devices are fixed", () => {
    const allocatable = { "1g.10gb": 7 };
    const nodes = {
      empty: { gpus: [], allocatable },
      half: { gpus: [], allocatable, allocated: { "1g.10gb": 3 } },
      last: { gpus: [], allocatable, allocated: { "1g.10gb": 6 } },
      full: { gpus: [], allocatable, allocated: { "1g.10gb": 7 } },
    };
    expect(scores({ "1g.10gb": 1 }, nodes)).toEqual([2, 6, 10, 0]);
    expect(scores({}, nodes)).toEqual([0, 0, 0, 0]);
  });

  it("prefers where least is lost, then what is known to where only some arrangement exists", () => {
    const model = "H100-80GB";
    const used = (profile: string, start: number) => ({ profile, start, inUse: true });
    const [tight = 0, beside = 0, empty = 0, unsure = 0, unknown = 0, full = 0] = scores(
      { "1g.10gb": 1 },
      {
        tight: { gpus: [{ model, mig: [used("4g.40gb", 0), used("2g.20gb", 4)] }] },
        beside: { gpus: [{ model, mig: [used("1g.10gb", 0)] }] },
        empty: { gpus: [{ model, mig: [] }] },
        unsure: { gpus: [{ model, mig: [] }], allocated: { "1g.10gb": 2 } },
        unknown: { gpus: [{ model }], allocated: { "1g.10gb": 2 } },
        full: { gpus: [{ model, mig: [used("7g.80gb", 0)] }] },
      },
      true,
    );
    expect(tight).toBeGreaterThan(empty);
    expect(beside).toBeGreaterThan(empty);
    const both = { model, mig: [used("4g.40gb", 0), used("2g.20gb", 4)] };
    expect(scores({ "1g.10gb": 1 }, { both: { gpus: [{ model, mig: [] }, both] } }, true)).toEqual([tight]);
    expect(tight).toBeLessThanOrEqual(10);
    expect(empty).toBeGreaterThan(3);
    for (const score of [unsure, unknown]) expect([1, 2, 3]).toContain(score);
    expect(full).toBe(0);
  });

  it("scores what is lent whole and what needs several GPUs", () => {
    const model = "H100-80GB";
    const nodes = {
      two: {
        gpus: [
          { model, mig: [] },
          { model, mig: [] },
        ],
      },
      plain: { gpus: [{ model: "Tesla T4", migCapable: false }] },
    };
    expect(scores({ gpu: 1 }, nodes, true)).toEqual([7, 10]);
    expect(scores({ "7g.80gb": 2 }, nodes, true)).toEqual([7, 0]);
    expect(scores({ "7g.80gb": 1, gpu: 1 }, nodes, true)).toEqual([7, 0]);
  });

  it("says nothing of arguments that it cannot read", () => {
    expect(extenderPrioritize(null, { nodes: [] })).toEqual([]);
    expect(extenderPrioritize(byName({ "1g.10gb": 0.5 }), { nodes: [] })).toEqual([]);
    expect(extenderPrioritize(byName({ "1g.10gb": 1 }), null as unknown as ClusterView)).toEqual([]);
  });
});
