import { describe, expect, it } from "vitest";
import { perfectRun } from "../../bench/evaluation/perfect.js";
import { ARRIVALS, SETTINGS, type Setting } from "../../bench/evaluation/settings.js";
import { type SimulationSpec, simulate } from "../../src/index.js";

describe("perfect defragmentation", () => {
  const one = (trace: NonNullable<SimulationSpec["trace"]>, warmup = 0): SimulationSpec => {
    return { fleet: [{ model: "A100-80GB", count: 1 }], mix: "uniform", load: 1, scores: ["first-fit"], warmup, trace };
  };

  it("accepts what fits once all that runs is packed anew, where a score finds the way blocked", async () => {
    const trace = [
      { arrival: 0, departure: null, profile: "1g.10gb" },
      { arrival: 1, departure: 5, profile: "3g.40gb" },
      { arrival: 2, departure: 5, profile: "2g.20gb" },
      { arrival: 6, departure: null, profile: "4g.40gb" },
      { arrival: 7, departure: null, profile: "2g.20gb" },
      { arrival: 8, departure: null, profile: "1g.10gb" },
    ];
    const { accepted, acceptedByProfile } = perfectRun(one(trace), 1);
    // 1g + 3g + 2g fit (6 of 7 compute slices); then 1g + 4g + 2g take all 7, and the last 1g has no room.
    expect(acceptedByProfile).toEqual({ "1g.10gb": 1, "2g.20gb": 2, "3g.40gb": 1, "4g.40gb": 1 });
    expect(accepted).toBe(5);
    // First-fit keeps the 1g at 0, where the only start of 4g is.
    const report = await simulate(one(trace));
    expect(report.runs[0]?.acceptedByProfile).not.toHaveProperty("4g.40gb");
  });

  it("lets those who leave at the very moment make room", () => {
    const trace = [
      { arrival: 0, departure: 1, profile: "7g.80gb" },
      { arrival: 0.5, departure: 2, profile: "1g.10gb" },
      { arrival: 1, departure: 2, profile: "7g.80gb" },
    ];
    const run = perfectRun(one(trace), 1);
    expect(run.offered).toBe(3);
    expect(run.acceptedByProfile).toEqual({ "7g.80gb": 2 });
    expect(run.memoryAccepted).toBeCloseTo(16 / 17);
  });

  it("takes part in the warm-up and counts from its end", () => {
    const trace = [
      { arrival: 0, departure: 2, profile: "7g.80gb" },
      { arrival: 1, departure: null, profile: "7g.80gb" },
      { arrival: 3, departure: null, profile: "7g.80gb" },
    ];
    expect(perfectRun(one(trace, 1), 1)).toMatchObject({ offered: 2, accepted: 1 });
  });

  it("meets exactly the requests that the scores meet", async () => {
    const { spec, runs } = await simulate({
      fleet: [{ model: "A30-24GB", count: 3 }],
      mix: "bimodal",
      load: 1,
      arrivals: 300,
      warmup: 40,
      seeds: [1, 2],
      scores: ["mfi"],
    });
    for (const { seed, offeredByProfile } of runs) expect(perfectRun(spec, seed).offeredByProfile).toEqual(offeredByProfile);
  });

  it("is defined for one model, and needs to know the warm-up", () => {
    const spec = one([{ arrival: 0, departure: null, profile: "1g.10gb" }]);
    const { warmup: _, ...unknown } = spec;
    expect(() => perfectRun(unknown, 1)).toThrow("warm-up");
    const two = [...spec.fleet, { model: "A30-24GB", count: 1 }];
    expect(() => perfectRun({ ...spec, fleet: two }, 1)).toThrow("one model");
  });
});

describe("the 32 settings", () => {
  const factors = {
    gpus: [20, 100, 1000],
    load: [0.8, 0.9, 1, 1.1, 1.2],
    lifetimes: ["exponential", "uniform", "lognormal"],
    mix: ["uniform", "skew-small", "skew-big", "bimodal"],
  } as const;
  const names = ["gpus", "load", "lifetimes", "mix"] as const;
  const spread = (groups: readonly ((setting: Setting) => boolean)[]) => {
    const counts = groups.map((group) => SETTINGS.filter(group).length);
    return Math.max(...counts) - Math.min(...counts);
  };

  it("are 32, all different, with a number of requests each", () => {
    expect(SETTINGS).toHaveLength(32);
    expect(new Set(SETTINGS.map((setting) => JSON.stringify(setting))).size).toBe(32);
    for (const { gpus } of SETTINGS) expect(ARRIVALS[gpus]).toBeGreaterThan(0);
  });

  it.each(names)("have each %s equally often, but for one", (name) => {
    expect(new Set(SETTINGS.map((setting) => setting[name]))).toEqual(new Set<string | number>(factors[name]));
    expect(spread(factors[name].map((value) => (setting) => setting[name] === value))).toBeLessThanOrEqual(1);
  });

  it.each(names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const)))(
    "have each pair of %s and %s equally often, but for one",
    (a, b) => {
      const pairs = factors[a].flatMap((x) => factors[b].map((y) => (setting: Setting) => setting[a] === x && setting[b] === y));
      for (const pair of pairs) expect(SETTINGS.some(pair)).toBe(true);
      expect(spread(pairs)).toBeLessThanOrEqual(1);
    },
  );
});
