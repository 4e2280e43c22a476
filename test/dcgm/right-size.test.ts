/** What is idle, what could be smaller, and what the hosts of a scrape are as nodes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DcgmSample, nodesOfDcgm, readDcgmMetrics, rightSize } from "../../src/dcgm/index.js";
import { readNodeGpus } from "../../src/gpu/read-node.js";
import { gpuModel, gpuModels, MigError } from "../../src/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { junk, spoilt } from "../support/junk.js";

const H100 = "NVIDIA H100 80GB HBM3";
const ACTIVITY = "DCGM_FI_PROF_GR_ENGINE_ACTIVE";
const MEMORY = "DCGM_FI_DEV_FB_USED";

/** One sample of one instance. */
function sample(
  profile: string | null,
  activity: number | null,
  memory: number | null,
  rest: Partial<DcgmSample> = {},
): DcgmSample {
  const metrics = { ...(activity === null ? {} : { [ACTIVITY]: activity }), ...(memory === null ? {} : { [MEMORY]: memory }) };
  return { gpu: 0, uuid: "GPU-0", modelName: H100, host: "node1", profile, instanceId: 1, metrics, ...rest };
}
const thrice = (...args: Parameters<typeof sample>) => [sample(...args), sample(...args), sample(...args)];
const suggestions = (samples: readonly DcgmSample[], options = {}) =>
  rightSize(samples, options).map(({ profile, suggestion }) => [profile, suggestion]);

describe("rightSize", () => {
  test.each<[string, readonly DcgmSample[], readonly (readonly [string, string | null])[]]>([
    ["idle", thrice("3g.40gb", 0, 14), [["3g.40gb", null]]],
    ["idle of a model nobody knows", thrice("3g.40gb", 0.01, null, { modelName: "" }), [["3g.40gb", null]]],
    ["busy and full", thrice("3g.40gb", 0.99, 38_000), []],
    ["little memory, a third of the compute", thrice("3g.40gb", 0.33, 1024), [["3g.40gb", "1g.10gb"]]],
    ["little memory, half of the compute", thrice("4g.40gb", 0.5, 1024), [["4g.40gb", "2g.20gb"]]],
    ["little compute, some memory", thrice("7g.80gb", 0.1, 15_000), [["7g.80gb", "1g.20gb"]]],
    ["memory that would just fit without headroom", thrice("2g.20gb", 0.2, 9_900), [["2g.20gb", "1g.20gb"]]],
    ["compute alone keeps it", thrice("7g.80gb", 0.9, 14), []],
    ["over 1 by rounding", thrice("1g.20gb", 1.000001, 14), [["1g.20gb", "1g.10gb"]]],
    ["attributes are kept: nothing smaller has them", thrice("1g.10gb+me", 0.5, 14), []],
    ["attributes that the model has not: no advice that would lose them", thrice("3g.40gb+gfx", 0.1, 14), []],
    ["and idle none the less", thrice("3g.40gb+gfx", 0, 14), [["3g.40gb+gfx", null]]],
    ["memory is not measured", thrice("3g.40gb", 0.3, null), []],
    ["activity is not measured", thrice("3g.40gb", null, 14), []],
    ["a profile of another model", thrice("1g.5gb", 0.3, 14), []],
    ["no profile", thrice("huge", 0.3, 14), []],
    ["an instance without name", thrice(null, 0, 14), []],
    ["a whole GPU", thrice(null, 0, 14, { instanceId: null }), []],
    ["an alias", thrice("7g.79gb", 0.1, 14, { modelName: "A100-80GB" }), [["7g.79gb", "1g.10gb"]]],
    [
      "what the driver does not offer is not suggested",
      thrice("7g.80gb", 0.1, 15_000, { modelName: "A100-80GB", driver: 515 }),
      [["7g.80gb", "2g.20gb"]],
    ],
    ["with blanks replaced", thrice("3g.40gb", 0.3, 14, { modelName: "NVIDIA-H100-80GB-HBM3" }), [["3g.40gb", "1g.10gb"]]],
  ])("%s", (_, samples, wanted) => {
    expect(suggestions(samples)).toEqual(wanted);
  });

  test("maxima count", () => {
    expect(suggestions([sample("3g.40gb", 0, 14), sample("3g.40gb", 0.9, 14), sample("3g.40gb", 0, 14)])).toEqual([]);
    expect(suggestions([...thrice("7g.80gb", 0.1, 14), sample("7g.80gb", 0.1, 30_000)])).toEqual([["7g.80gb", "3g.40gb"]]);
  });
  test("fewer than minSamples say nothing", () => {
    const two = thrice("3g.40gb", 0, 14).slice(1);
    expect(rightSize(two)).toEqual([]);
    expect(suggestions(two, { minSamples: 2 })).toEqual([["3g.40gb", null]]);
    expect(rightSize([...two, sample("3g.40gb", null, 14)])).toEqual([]);
    expect(suggestions([...thrice("3g.40gb", 0.3, null), sample("3g.40gb", 0.3, 14)])).toEqual([]);
  });
  test("the options", () => {
    expect(suggestions(thrice("3g.40gb", 0.04, 14), { idleBelow: 0.01 })).toEqual([["3g.40gb", "1g.10gb"]]);
    expect(suggestions(thrice("3g.40gb", 0.3, 9_000), { memoryHeadroom: 0 })).toEqual([["3g.40gb", "1g.10gb"]]);
    expect(suggestions(thrice("3g.40gb", 0.3, 9_000))).toEqual([["3g.40gb", "1g.20gb"]]);
  });
  test("reasons have the numbers", () => {
    const [idle] = rightSize(thrice("3g.40gb", 0.012, 14));
    expect(idle).toEqual({
      host: "node1",
      gpu: 0,
      instanceId: 1,
      profile: "3g.40gb",
      suggestion: null,
      reason: "idle: at most 1.2 % active, at most 14 MiB used",
    });
    const [smaller] = rightSize(thrice("4g.40gb", 0.5, 1000));
    expect(smaller?.reason).toBe(
      "at most 1000 MiB used (1200 with headroom) and 50 % of 4 compute slices active: 2g.20gb has 20096 MiB and 2",
    );
  });
  test("an id that comes back as another instance begins anew", () => {
    expect(rightSize([...thrice("3g.40gb", 0, 14), sample("1g.10gb", 0, 14)])).toEqual([]);
    expect(rightSize([...thrice("3g.40gb", 0, 14), sample("3g.40gb", 0, 14, { uuid: "GPU-1" })])).toEqual([]);
  });
  test("sorted by host, GPU and instance, whatever the order of the samples", () => {
    const places = [
      { host: null, gpu: 1, instanceId: 9 },
      { host: "a", gpu: 0, instanceId: 2 },
      { host: "a", gpu: 0, instanceId: 10 },
      { host: "a", gpu: 2, instanceId: 1 },
      { host: "b", gpu: 0, instanceId: 0 },
    ];
    const samples = places.flatMap((place) => thrice("3g.40gb", 0, 14, place)).reverse();
    expect(rightSize(samples).map(({ host, gpu, instanceId }) => ({ host, gpu, instanceId }))).toEqual(places);
  });
  test.each([
    { idleBelow: -1 },
    { idleBelow: 2 },
    { idleBelow: "0.1" },
    { memoryHeadroom: Number.NaN },
    { minSamples: 0 },
    { minSamples: 1.5 },
  ])("%j is refused", (options) => {
    expect(() => rightSize([], options as object)).toThrow(/^(idleBelow|memoryHeadroom|minSamples): /);
  });

  test("what is suggested is smaller, holds the use, and keeps the attributes", () => {
    const instance = fc
      .constantFrom(...gpuModels())
      .chain((model) => fc.constantFrom(...model.profiles).map((own) => ({ model, own })));
    fc.assert(
      fc.property(
        instance,
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.nat(100_000),
        ({ model, own }, activity, memory) => {
          const advice = rightSize(thrice(own.name, activity, memory, { modelName: model.name }))[0];
          const smaller = model.profiles.find(({ name }) => name === advice?.suggestion);
          expect(smaller === undefined).toBe(advice === undefined);
          if (smaller === undefined) return;
          expect(smaller.memorySlices * 100 + smaller.computeSlices).toBeLessThan(own.memorySlices * 100 + own.computeSlices);
          expect(smaller.memoryMiB).toBeGreaterThanOrEqual(memory * 1.2);
          expect(smaller.computeSlices).toBeGreaterThanOrEqual(activity * own.computeSlices);
          expect(smaller.attributes).toEqual(own.attributes);
        },
      ),
    );
  });
});

describe("nodesOfDcgm", () => {
  test("counts of instances by host, GPUs in index order", () => {
    const samples = [
      sample("1g.10gb", 0, 14, { gpu: 1, uuid: "GPU-1", instanceId: 9, driver: 550 }),
      sample("1g.10gb", 0, 14, { gpu: 1, uuid: "GPU-1", instanceId: 11 }),
      sample("3g.40gb", 0, 14),
      sample(null, 0, 14, { gpu: 2, uuid: "GPU-2", instanceId: null }),
      sample(null, 0, 14, { gpu: 0, uuid: "GPU-t4", host: "a", instanceId: null, modelName: "Tesla T4" }),
    ];
    const nodes = nodesOfDcgm(samples);
    expect(nodes).toEqual([
      { name: "a", gpus: [{ model: "Tesla T4", migCapable: false, uuid: "GPU-t4" }], instances: {} },
      {
        name: "node1",
        driver: 550,
        gpus: [0, 1, 2].map((gpu) => ({ model: "H100-80GB", uuid: `GPU-${gpu}` })),
        instances: { "3g.40gb": 1, "1g.10gb": 2 },
      },
    ]);
    for (const node of nodes) expect(readNodeGpus(node).name).toBe(node.name);
  });
  test("several scrapes of one instance are one", () => {
    expect(nodesOfDcgm(thrice("3g.40gb", 0, 14))[0]?.instances).toEqual({ "3g.40gb": 1 });
  });
  test("a model where the exporter prints none", () => {
    const old = sample("1g.5gb", 0, 14, { modelName: "", host: null });
    expect(nodesOfDcgm([old], { model: "A100-40GB" })).toEqual([
      { name: "node", gpus: [{ model: "A100-40GB", uuid: "GPU-0" }], instances: { "1g.5gb": 1 } },
    ]);
    expect(() => nodesOfDcgm([old])).toThrow(/no known model \(""\); name one with the option model/);
  });
  test("what cannot be one node is refused", () => {
    expect(() => nodesOfDcgm([sample(null, 0, 14)])).toThrow(/instance 1 without a profile's name/);
    expect(() => nodesOfDcgm([sample("1g.10gb", 0, 1), sample("1g.10gb", 0, 1, { uuid: "GPU-9" })])).toThrow(
      /is both GPU-0 and GPU-9/,
    );
  });
});

describeWithFacts("recorded scrapes", () => {
  const samples = readDcgmMetrics(readFact("vectors/dcgm/mig-hostname-lowercase.prom"));
  test("once says nothing, three times that one instance is idle", () => {
    expect(rightSize(samples)).toEqual([]);
    const advice = rightSize([...samples, ...samples, ...samples]);
    expect(advice.map(({ profile, suggestion }) => [profile, suggestion])).toEqual([["2g.20gb", null]]);
  });
  test("the node", () => {
    expect(nodesOfDcgm(samples)).toEqual([
      {
        name: "node1",
        driver: 550,
        gpus: [{ model: gpuModel("H100-80GB").name, uuid: "GPU-b4895dbf-9350-2524-a89b-98161ddd9fe4" }],
        instances: { "3g.40gb": 1, "2g.20gb": 1, "1g.10gb": 1, "1g.10gb+me": 1 },
      },
    ]);
  });
});

test("whatever is passed: an answer or a MigError", () => {
  const functions = [rightSize, nodesOfDcgm] as readonly ((samples: unknown, options?: unknown) => unknown)[]; // on purpose anything
  const samples = [sample("1g.10gb", 0.3, 14, { driver: 550, pod: { namespace: "n", pod: "p", container: "c" } })];
  const options = { idleBelow: 0.1, memoryHeadroom: 0.1, minSamples: 1, model: "H100-80GB" };
  for (const call of functions) {
    for (const [, bad] of junk) {
      const inputs = [...spoilt(samples, bad)].map((value) => [value, options]);
      for (const [a, b] of [...inputs, ...[...spoilt(options, bad)].map((value) => [samples, value])]) {
        try {
          call(a, b);
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }
    }
  }
});
