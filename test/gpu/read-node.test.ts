/** What every module that speaks of nodes takes for one, and what it says of anything else. */
import { describe, expect, it } from "vitest";
import { readNodeGpus } from "../../src/gpu/read-node.js";
import { gpuModel, type MigErrorCode } from "../../src/index.js";

const H100 = "H100-80GB";
/** As callers without types may write one. */
const read = (node: unknown) => readNodeGpus(node as never);
const withGpus = (...gpus: readonly unknown[]) => read({ name: "n", gpus });

describe("a node is read", () => {
  it("with nothing but a name and no GPUs", () => {
    const nothing = { labels: {}, instances: {}, allocatable: {}, allocated: {} };
    expect(read({ name: "n", gpus: [] })).toEqual({ name: "n", strategy: null, driver: null, gpus: [], ...nothing });
  });

  it("with all that it may have", () => {
    const counts = { instances: { "1g.10gb": 1 }, allocatable: { "1g.10gb": 0 }, allocated: { gpu: 2 } };
    for (const strategy of ["none", "single", "mixed"]) {
      const node = { name: "n", strategy, driver: 550, labels: { a: "b" }, ...counts };
      expect(read({ ...node, gpus: [] })).toEqual({ ...node, gpus: [] });
    }
  });

  it("with GPUs by index, as its driver knows them", () => {
    const { gpus } = read({ name: "n", driver: 515, gpus: [{ model: "A100-80GB", uuid: "GPU-1" }, { model: "A100-40GB" }] });
    expect(gpus).toEqual([
      { index: 0, uuid: "GPU-1", name: "A100-80GB", model: gpuModel("A100-80GB", { driver: 515 }), mig: null },
      { index: 1, uuid: null, name: "A100-40GB", model: gpuModel("A100-40GB", { driver: 515 }), mig: null },
    ]);
    expect(withGpus({ model: gpuModel(H100) }).gpus[0]).toMatchObject({ name: H100, model: gpuModel(H100) });
    const own = gpuModel("A100-80GB", { driver: 515 });
    expect(read({ name: "n", driver: 450, gpus: [{ model: own }] }).gpus[0]?.model).toBe(own);
    expect(withGpus({ model: "nvidia h100 80gb hbm3" }).gpus[0]).toMatchObject({
      name: "nvidia h100 80gb hbm3",
      model: gpuModel(H100),
    });
    expect(withGpus(...new Array<unknown>(64).fill({ model: H100 })).gpus).toHaveLength(64);
  });

  it("with boards that have no MIG, whatever they are called", () => {
    const { gpus } = withGpus(
      { model: "Tesla T4", migCapable: false, uuid: "GPU-1", mig: [] },
      { model: { name: "T4" }, migCapable: false },
      { model: H100, migCapable: true },
    );
    expect(gpus.map(({ name, model, uuid, mig }) => [name, model?.name, uuid, mig])).toEqual([
      ["Tesla T4", undefined, "GPU-1", null],
      ["T4", undefined, null, null],
      [H100, H100, null, null],
    ]);
  });

  it("with instances, and what is known of each", () => {
    const placement = (start: number) => ({ profile: "1g.10gb", start, size: 1 });
    const [gpu] = withGpus({
      model: H100,
      mig: [
        "1g.10gb@0",
        { profile: "1g.10gb", start: 1, inUse: true, uuid: "MIG-1" },
        { profile: "1g.10gb", start: 2, inUse: 1, uuid: 7 },
      ],
    }).gpus;
    expect(gpu?.mig).toEqual([
      { placement: placement(0), inUse: false, uuid: null },
      { placement: placement(1), inUse: true, uuid: "MIG-1" },
      { placement: placement(2), inUse: false, uuid: null },
    ]);
    expect(withGpus({ model: H100, mig: [] }).gpus[0]?.mig).toEqual([]);
  });
});

it("a driver that does not know the GPU is said to be what is wrong", () => {
  const node = { name: "n", driver: 450, gpus: [{ model: H100 }] };
  expect(() => read(node)).toThrow(expect.objectContaining({ code: "UNKNOWN_MODEL", path: ["driver"] }));
});

describe("what is no node is refused", () => {
  const whole = { name: "n", gpus: [] };
  it.each<[unknown, readonly (string | number)[], string]>([
    [7, [], "a node is needed: { name, gpus }, not 7"],
    [null, [], "a node is needed: { name, gpus }, not null"],
    [{ ...whole, name: 7 }, ["name"], "name: a name is needed, not 7"],
    [{ ...whole, strategy: "all" }, ["strategy"], 'strategy: none, single or mixed is needed, not "all"'],
    [{ name: "n" }, ["gpus"], "gpus: a list of at most 64 GPUs is needed"],
    [{ name: "n", gpus: 7 }, ["gpus"], "gpus: a list is needed, not 7"],
    [{ name: "n", gpus: new Array(65).fill({ model: H100 }) }, ["gpus"], "gpus: a list of at most 64 GPUs is needed"],
    [{ name: "n", gpus: [{ model: H100 }, 7] }, ["gpus", 1], "gpus[1]: a GPU is needed: { model }, not 7"],
    [{ name: "n", gpus: [null] }, ["gpus", 0], "gpus[0]: a GPU is needed: { model }, not null"],
    [{ name: "n", gpus: [{ model: H100, uuid: 7 }] }, ["gpus", 0, "uuid"], "gpus[0].uuid: a text is needed, not 7"],
    ...[7, null, { name: 7 }, {}].map((model): [unknown, readonly (string | number)[], string] => [
      { name: "n", gpus: [{ model, migCapable: false }] },
      ["gpus", 0, "model"],
      `gpus[0].model: a name is needed, such as "Tesla T4", not ${typeof model === "object" && model !== null ? "an object" : model}`,
    ]),
    [{ ...whole, labels: 7 }, ["labels"], "labels: an object of texts is needed, not 7"],
    [{ ...whole, labels: null }, ["labels"], "labels: an object of texts is needed, not null"],
    [{ ...whole, labels: { a: "b", c: 1 } }, ["labels", "c"], "labels.c: a text is needed, not 1"],
    [{ ...whole, instances: 7 }, ["instances"], "instances: an object of counts is needed, not 7"],
    [{ ...whole, allocated: null }, ["allocated"], "allocated: an object of counts is needed, not null"],
    [{ ...whole, allocatable: { a: 1, b: -1 } }, ["allocatable", "b"], "allocatable.b: a whole number from 0 is needed, not -1"],
    [{ ...whole, allocated: { a: 1.5 } }, ["allocated", "a"], "allocated.a: a whole number from 0 is needed, not 1.5"],
  ])("%j", (node, path, message) => {
    expect(() => read(node)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", path, message }));
  });

  it.each<[unknown, MigErrorCode, readonly (string | number)[]]>([
    [{ model: "H1" }, "UNKNOWN_MODEL", ["gpus", 1, "model"]],
    [{ model: H100, mig: ["9g.1gb@0"] }, "UNKNOWN_PROFILE", ["gpus", 1, "mig", 0]],
    [{ model: H100, mig: ["1g.10gb@0", "1g.10gb@0"] }, "INVALID_LAYOUT", ["gpus", 1, "mig", 1]],
    [{ model: H100, mig: 7 }, "INVALID_INPUT", ["gpus", 1, "mig"]],
  ])("a GPU %j", (gpu, code, path) => {
    expect(() => withGpus({ model: H100 }, gpu)).toThrow(expect.objectContaining({ code, path }));
  });
});
