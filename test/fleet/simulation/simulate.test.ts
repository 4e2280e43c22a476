import { describe, expect, it } from "vitest";
import { readPlan } from "../../../src/fleet/simulation/plan.js";
import { Run } from "../../../src/fleet/simulation/run.js";
import { mergeReports, type Score, type SimulationSpec, simulate, simulationRequests } from "../../../src/index.js";
import { full } from "../../support/full.js";
import { naiveRun } from "../../support/oracle/naive-simulation.js";

const SCORES: readonly Score[] = ["first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "least-loss", "driver"];
const SMALL: SimulationSpec = {
  fleet: [{ model: "A100-80GB", count: 6 }],
  mix: "uniform",
  load: 0.9,
  arrivals: 300,
  warmup: 50,
  seeds: [1, 2],
  scores: ["mfi", "least-loss"],
};

describe("a run", () => {
  const fleets: readonly SimulationSpec["fleet"][] = [
    [{ model: "A100-80GB", count: 4 }],
    [
      { model: "A30-24GB", count: 3 },
      { model: "H100-80GB", count: 2 },
      { model: "RTX-PRO-6000-96GB", count: 1 },
    ],
  ];
  const laws = ["exponential", "uniform", "lognormal", "none"] as const;

  it.each(SCORES.flatMap((score) => [0, 1, 2].map((moves) => [score, moves] as const)))(
    "by %s with %i moves is what a scan of all GPUs makes of the same requests",
    async (score, moves) => {
      for (let seed = 1; seed <= full(40, 6); seed++) {
        const fleet = fleets[seed % fleets.length] ?? [];
        const spec = {
          ...SMALL,
          fleet,
          mix: (["uniform", "skew-small", "bimodal"] as const)[seed % 3] ?? "uniform",
          lifetimes: laws[seed % 4] ?? "exponential",
          load: 0.7 + 0.1 * (seed % 5),
          arrivals: 150,
          scores: [score],
          seeds: [seed],
          movesPerReject: moves,
        };
        const [run] = (await simulate(spec)).runs;
        const naive = naiveRun(fleet, [...simulationRequests(spec, seed)], { score, warmup: 50, moves });
        expect([seed, run?.offeredByProfile, run?.acceptedByProfile, run?.moves]).toEqual([
          seed,
          naive.offered,
          naive.accepted,
          naive.moves,
        ]);
        expect(run?.meanGpusInUse).toBeCloseTo(naive.meanGpusInUse, 9);
      }
    },
  );

  it("meets the same requests when they are given as a trace, in any order", async () => {
    const drawn = await simulate({ ...SMALL, seeds: [5] });
    const trace = [...simulationRequests(SMALL, 5)];
    const given = await simulate({ ...SMALL, trace: [...trace].reverse() });
    expect(given.runs.map((run) => ({ ...run, seed: 5 }))).toEqual(drawn.runs);
    expect(given.spec.seeds).toEqual([1]);
  });

  it("lets who leaves at a moment make room for who comes then", async () => {
    const trace = [
      { arrival: 0, departure: 1, profile: "7g.80gb" },
      { arrival: 1, departure: null, profile: "7g.80gb" },
      { arrival: 2, departure: 3, profile: "1g.10gb" },
    ];
    const { runs } = await simulate({
      ...SMALL,
      fleet: [{ model: "A100-80GB", count: 1 }],
      warmup: 0,
      scores: ["driver"],
      trace,
    });
    expect(runs).toMatchObject([{ offered: 3, accepted: 2, memoryAccepted: 16 / 17, meanGpusInUse: 1 }]);
  });
});

describe("requests", () => {
  it("come as often, stay as long and are as large as asked for", () => {
    const spec = {
      ...SMALL,
      fleet: [{ model: "A100-80GB", count: 50 }],
      mix: "skew-small",
      arrivals: 40_000,
      warmup: 0,
    } as const;
    for (const lifetimes of ["exponential", "uniform", "lognormal"] as const) {
      const requests = [...simulationRequests({ ...spec, lifetimes }, 3)];
      const stays = requests.map(({ arrival, departure }) => (departure ?? 0) - arrival);
      expect(mean(stays)).toBeGreaterThan(0.97);
      expect(mean(stays)).toBeLessThan(1.03);
      const squares = { exponential: 2, uniform: 4 / 3, lognormal: Math.E }[lifetimes];
      expect(mean(stays.map((stay) => stay * stay)) / squares).toBeCloseTo(1, 0.5);
      const span = requests.at(-1)?.arrival ?? 0;
      const slices = { "1g.10gb": 1, "1g.20gb": 2, "2g.20gb": 2, "3g.40gb": 4, "4g.40gb": 4, "7g.80gb": 8 } as const;
      const offered = requests.reduce((sum, { profile }) => sum + slices[profile as keyof typeof slices], 0) / span;
      expect(offered / (50 * 8)).toBeCloseTo(0.9, 1);
      const shares = Object.keys(slices).map(
        (name) => requests.filter(({ profile }) => profile === name).length / requests.length,
      );
      expect(shares).toEqual([0.3, 0.25, 0.2, 0.1, 0.1, 0.05].map((share) => expect.closeTo(share, 1.5)));
    }
  });

  it("are spread over other numbers of profiles by rank, and over models by memory", () => {
    const spec: SimulationSpec = {
      ...SMALL,
      fleet: [
        { model: "A30-24GB", count: 20 },
        { model: "A100-40GB", count: 10 },
      ],
      mix: "skew-small",
      arrivals: 60_000,
    };
    const counts: Record<string, number> = {};
    for (const { profile } of simulationRequests(spec, 1)) counts[profile] = (counts[profile] ?? 0) + 1;
    const a30 = ["1g.6gb", "2g.12gb", "4g.24gb"].map((name) => counts[name] ?? 0);
    const all = a30.reduce((a, b) => a + b, 0);
    expect(a30.map((count) => count / all)).toEqual([0.55, 0.3, 0.15].map((share) => expect.closeTo(share, 1.5)));
    const slices = (a30[0] ?? 0) + 2 * (a30[1] ?? 0) + 4 * (a30[2] ?? 0);
    const others = { "1g.5gb": 1, "1g.10gb": 2, "2g.10gb": 2, "3g.20gb": 4, "4g.20gb": 4, "7g.40gb": 8 };
    const theirs = Object.entries(others).reduce((sum, [name, size]) => sum + size * (counts[name] ?? 0), 0);
    expect(slices / theirs).toBeCloseTo(1, 1);
  });

  it("are the same for every score", async () => {
    const { runs } = await simulate({ ...SMALL, scores: SCORES, movesPerReject: 1 });
    for (const { seed, offeredByProfile } of runs) {
      expect(offeredByProfile).toEqual(runs.find((run) => run.seed === seed)?.offeredByProfile);
    }
    expect(runs[0]?.offeredByProfile).not.toEqual(runs[1]?.offeredByProfile);
  });

  it("change with the seed, and arrive alike whatever their lifetimes", () => {
    const first = [...simulationRequests(SMALL, 1)];
    expect([...simulationRequests(SMALL, 2)]).not.toEqual(first);
    const longer = [...simulationRequests({ ...SMALL, lifetimes: "uniform" }, 1)];
    expect(longer.map(({ arrival, profile }) => [arrival, profile])).toEqual(
      first.map(({ arrival, profile }) => [arrival, profile]),
    );
  });

  it("stop, without departures, when they make up the load", async () => {
    const { runs } = await simulate({
      fleet: SMALL.fleet,
      mix: { "1g.10gb": 1 },
      load: 0.5,
      lifetimes: "none",
      scores: ["mfi"],
      seeds: [1],
    });
    expect(runs).toMatchObject([{ offered: 24, accepted: 24, acceptedByProfile: { "1g.10gb": 24 } }]);
  });
});

describe("reports", () => {
  it("are joined to the bits of the whole, in any order", async () => {
    const seeds = [9, 3, 7, 1, 5];
    const whole = await simulate({ ...SMALL, seeds });
    const parts = await Promise.all([[3, 1], [9], [7, 5]].map((own) => simulate({ ...SMALL, seeds: own })));
    const wire = parts.map((part) => JSON.parse(JSON.stringify(part)));
    expect(JSON.stringify(mergeReports(wire))).toBe(JSON.stringify(whole));
    expect(JSON.stringify(mergeReports([...wire].reverse()))).toBe(JSON.stringify(whole));
    expect(whole.spec.seeds).toEqual([1, 3, 5, 7, 9]);
  });

  it("give the same again from the spec they repeat", async () => {
    const report = await simulate({ ...SMALL, movesPerReject: 1 });
    expect(await simulate(JSON.parse(JSON.stringify(report.spec)))).toEqual(report);
  });

  it("compare by seed: mean difference and Student's interval", async () => {
    const { runs, comparison } = await simulate({ ...SMALL, seeds: [1, 2, 3] });
    const share = (score: Score) => runs.filter((run) => run.score === score).map(({ accepted, offered }) => accepted / offered);
    const [ours, theirs] = [share("least-loss"), share("mfi")];
    const differences = ours.map((own, i) => own - (theirs[i] ?? 0));
    const average = mean(differences);
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + (d - average) ** 2, 0) / 2);
    expect(comparison[0]).toMatchObject({ score: "mfi", difference: 0, halfWidth: 0 });
    expect(comparison[1]?.difference).toBeCloseTo(average, 12);
    expect(comparison[1]?.halfWidth).toBeCloseTo((4.3027 * deviation) / Math.sqrt(3), 12);
    expect((await simulate({ ...SMALL, seeds: [1] })).comparison[1]?.halfWidth).toBeNull();
  });

  it("of different specs, of one seed twice, or torn are refused", async () => {
    const one = await simulate({ ...SMALL, seeds: [1] });
    const other = await simulate({ ...SMALL, seeds: [2], load: 0.5 });
    expect(() => mergeReports([one, other])).toThrow(/differs/);
    expect(() => mergeReports([one, one])).toThrow(/seed 1 is in report 0/);
    expect(() => mergeReports([{ ...one, runs: one.runs.slice(1) }])).toThrow(
      /one run of mfi under seed 1 is needed; there are 0/,
    );
    const trace = [{ arrival: 0, departure: null, profile: "1g.10gb" }];
    const traced = await Promise.all([[1], [2]].map((seeds) => simulate({ ...SMALL, warmup: 0, trace, seeds })));
    expect(() => mergeReports(traced)).toThrow(/nothing to chance/);
    expect(mergeReports(traced.slice(0, 1))).toEqual(traced[0]);
    const wrong = { ...other, spec: { ...other.spec, load: -1 } };
    expect(() => mergeReports([one, wrong])).toThrow(/^reports\[1\]\.spec\.load: /);
    expect(() => mergeReports([])).toThrow(/list of reports/);
    expect(() => mergeReports([{ ...one, version: 2 } as never])).toThrow(/version 2/); // a lie
  });
});

describe("long work", () => {
  it("tells how far it is, and gives others a turn", async () => {
    const seen: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await simulate({ ...SMALL, arrivals: 200_000 }, { onProgress: (done, total) => seen.push(done / total) });
    clearInterval(timer);
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(turns).toBeGreaterThan(3);
  });

  it("can stop at each refusal for which room was searched", () => {
    const plan = readPlan({
      ...SMALL,
      fleet: [{ model: "A100-80GB", count: 1 }],
      lifetimes: "none",
      arrivals: 20,
      warmup: 0,
      mix: { "7g.80gb": 1 },
    });
    const steps = (movesPerReject: number) => {
      const run = new Run({ ...plan, movesPerReject }, "mfi", 1);
      const sizes: number[] = [];
      while (run.remaining > 0) sizes.push(run.advance(1000));
      return sizes;
    };
    expect(steps(0)).toEqual([20]);
    expect(steps(1)).toEqual([2, ...new Array<number>(18).fill(1)]);
  });

  it("is aborted by its signal", async () => {
    const controller = new AbortController();
    const work = simulate({ ...SMALL, arrivals: 2_000_000 }, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(work).rejects.toMatchObject({ code: "ABORTED", cause: new Error("enough") });
    await expect(simulate(SMALL, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("bad specs are refused with the place of the fault", () => {
  it.each([
    [{ fleet: [] }, "INVALID_INPUT", ["spec", "fleet"]],
    [{ fleet: [{ model: "A100-80GB", count: 0 }] }, "INVALID_INPUT", ["spec", "fleet", 0, "count"]],
    [{ fleet: [{ model: "A100-80GB", count: 2 ** 30 }] }, "RANGE", ["spec", "fleet"]],
    [
      {
        fleet: [
          { model: "A100-80GB", count: 1 },
          { model: "Voodoo", count: 1 },
        ],
      },
      "UNKNOWN_MODEL",
      ["spec", "fleet", 1, "model"],
    ],
    [{ fleet: [{ model: { name: "mine" }, count: 1 }] }, "INVALID_MODEL", ["spec", "fleet", 0, "model", "memorySlices"]],
    [{ mix: "even" }, "INVALID_INPUT", ["spec", "mix"]],
    [{ mix: { "5g.50gb": 1 } }, "UNKNOWN_PROFILE", ["spec", "mix", "5g.50gb"]],
    [{ mix: { "1g.10gb": -1 } }, "INVALID_INPUT", ["spec", "mix", "1g.10gb"]],
    [{ mix: { "1g.10gb": 0 } }, "INVALID_INPUT", ["spec", "mix"]],
    [{ load: 0 }, "INVALID_INPUT", ["spec", "load"]],
    [{ load: 1e308 }, "RANGE", ["spec", "load"]],
    [{ load: 5e-324 }, "RANGE", ["spec", "load"]],
    [{ load: "much" }, "INVALID_INPUT", ["spec", "load"]],
    [{ lifetimes: "weibull" }, "INVALID_INPUT", ["spec", "lifetimes"]],
    [{ arrivals: 0 }, "INVALID_INPUT", ["spec", "arrivals"]],
    [{ arrivals: 2 ** 40 }, "RANGE", ["spec", "arrivals"]],
    [{ arrivals: 1.5 }, "INVALID_INPUT", ["spec", "arrivals"]],
    [{ seeds: [] }, "INVALID_INPUT", ["spec", "seeds"]],
    [{ seeds: [4, 4] }, "INVALID_INPUT", ["spec", "seeds", 1]],
    [{ seeds: [-1] }, "INVALID_INPUT", ["spec", "seeds", 0]],
    [{ scores: [] }, "INVALID_INPUT", ["spec", "scores"]],
    [{ scores: ["best"] }, "INVALID_INPUT", ["spec", "scores", 0]],
    [{ scores: ["mfi", "mfi"] }, "INVALID_INPUT", ["spec", "scores", 1]],
    [{ movesPerReject: 99 }, "RANGE", ["spec", "movesPerReject"]],
    [{ trace: [] }, "INVALID_INPUT", ["spec", "trace"]],
    [{ trace: [{ arrival: 1, departure: 0, profile: "1g.10gb" }] }, "INVALID_INPUT", ["spec", "trace", 0, "departure"]],
    [{ trace: [{ arrival: 1e200, departure: null, profile: "1g.10gb" }] }, "RANGE", ["spec", "trace", 0, "arrival"]],
    [{ trace: [{ arrival: Number.NaN, departure: null, profile: "1g.10gb" }] }, "INVALID_INPUT", ["spec", "trace", 0, "arrival"]],
    [{ trace: [{ arrival: 1, departure: 2, profile: "9g" }] }, "UNKNOWN_PROFILE", ["spec", "trace", 0, "profile"]],
    [{ trace: [{ arrival: 1, departure: 2, profile: "1g.10gb" }], warmup: 1 }, "INVALID_INPUT", ["spec", "warmup"]],
  ])("%j", async (wrong, code, path) => {
    await expect(simulate({ ...SMALL, ...wrong } as never)).rejects.toMatchObject({ code, path }); // wrong on purpose
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
