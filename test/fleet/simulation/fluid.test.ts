import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { random } from "../../../bench/random.js";
import { fluidAcceptance } from "../../../src/fleet/simulation/fluid.js";
import { readPlan } from "../../../src/fleet/simulation/plan.js";
import { maximise } from "../../../src/fleet/simulation/simplex.js";
import { minGpus, type SimulationSpec, simulate } from "../../../src/index.js";

describe("the linear program", () => {
  it("is solved as HiGHS solves it", async () => {
    // highs is a CommonJS module whose default export is a factory.
    const load = createRequire(import.meta.url)("highs") as () => Promise<{ solve(text: string): { ObjectiveValue: number } }>;
    const highs = await load();
    const next = random(11);
    for (let i = 0; i < 200; i++) {
      const columns = 1 + Math.floor(next() * 8);
      const value = Array.from({ length: columns }, () => Math.floor(next() * 9));
      const rows = Array.from({ length: 1 + Math.floor(next() * 8) }, () => ({
        weights: Array.from({ length: columns }, () => Math.floor(next() * 5)),
        most: Math.floor(next() * 50),
      }));
      for (let j = 0; j < columns; j++) rows.push({ weights: value.map((_, k) => (k === j ? 1 : 0)), most: 20 });
      const sum = (weights: readonly number[]) => weights.map((weight, j) => `${weight} x${j}`).join(" + ");
      const text = `Maximize\nobj: ${sum(value)}\nSubject To\n${rows.map(({ weights, most }, r) => `c${r}: ${sum(weights)} <= ${most}`).join("\n")}\nEnd\n`;
      expect([i, maximise(value, rows)]).toEqual([i, expect.closeTo(highs.solve(text).ObjectiveValue, 6)]);
    }
  });

  it("says where nothing bounds it", () => {
    expect(maximise([1], [])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the fluid bound", () => {
  const spec = (more: Partial<SimulationSpec>) =>
    fluidAcceptance(
      readPlan({ fleet: [{ model: "A100-80GB", count: 100 }], mix: "uniform", load: 1.2, scores: ["mfi"], ...more }),
    );

  it("at load 1.2 is what was found for the four mixes", () => {
    const bounds = (["uniform", "skew-small", "skew-big", "bimodal"] as const).map((mix) => spec({ mix }));
    expect(bounds).toEqual([0.927, 0.95, 0.903, 0.919].map((bound) => expect.closeTo(bound, 3)));
  });

  it("is 1 where everything fits, and counts each model of a fleet", () => {
    expect(spec({ load: 0.5 })).toBe(1);
    const fleet = [
      { model: "A100-80GB", count: 1 },
      { model: "A30-24GB", count: 2 },
    ];
    expect(spec({ fleet, mix: { "7g.80gb": 1, "4g.24gb": 2 }, load: 2 })).toBeCloseTo(0.5, 9);
  });

  it("of a trace is not passed by anyone who may move everything at any time", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const next = random(seed);
      const trace = Array.from({ length: 60 }, (_, i) => ({
        arrival: i + next(),
        departure: next() < 0.1 ? null : i + 1 + 40 * next(),
        profile: ["1g.10gb", "2g.20gb", "3g.40gb", "7g.80gb"][Math.floor(next() * 4)] ?? "",
      }));
      const bound = spec({ fleet: [{ model: "A100-80GB", count: 2 }], trace });
      let alive: typeof trace = [];
      let accepted = 0;
      for (const request of trace) {
        alive = alive.filter(({ departure }) => departure === null || departure > request.arrival);
        const demand: Record<string, number> = {};
        for (const { profile } of [...alive, request]) demand[profile] = (demand[profile] ?? 0) + 1;
        if (minGpus("A100-80GB", demand).gpus > 2) continue;
        alive.push(request);
        accepted++;
      }
      expect(accepted / trace.length).toBeLessThanOrEqual(bound + 1e-9);
      expect(bound).toBeLessThan(1);
    }
  });

  it("of a trace counts what is counted: not the warm-up, and at one moment only who stays", () => {
    const fleet = [{ model: "A100-80GB", count: 1 }];
    const long = Array.from({ length: 50 }, (_, i) => ({ arrival: i, departure: 100, profile: "7g.80gb" }));
    const short = Array.from({ length: 50 }, (_, i) => ({ arrival: 100 + i, departure: 100.5 + i, profile: "7g.80gb" }));
    expect(spec({ fleet, trace: [...long, ...short], warmup: 50 })).toBe(1);
    const moment = { arrival: 0, departure: 0, profile: "7g.80gb" };
    expect(spec({ fleet, trace: [moment, moment, moment] })).toBe(1);
    const stays = { ...moment, departure: 1 };
    expect(spec({ fleet, trace: [stays, stays, stays] })).toBeCloseTo(1 / 3, 9);
  });

  it("without departures counts those after the warm-up", () => {
    const none = { lifetimes: "none", mix: { "7g.80gb": 1 }, arrivals: 100, load: 1 } as const;
    expect([0, 50].map((warmup) => spec({ ...none, warmup }))).toEqual([1, 1]);
    expect(spec({ ...none, arrivals: 200 })).toBeCloseTo(0.5, 9);
  });

  it("takes a model as one, however many entries it stands in", () => {
    const entries = Array.from({ length: 400 }, () => ({ model: "A100-80GB", count: 2 }));
    expect(spec({ fleet: entries })).toBe(spec({ fleet: [{ model: "A100-80GB", count: 800 }] }));
  });

  it("stands in the report beside what was reached", async () => {
    const report = await simulate({
      fleet: [{ model: "A30-24GB", count: 20 }],
      mix: "uniform",
      load: 1.5,
      scores: ["mfi-count"],
      seeds: [1, 2],
    });
    expect(report.bound.fluidAcceptance).toBeLessThan(1);
    for (const { acceptance } of report.comparison) expect(acceptance).toBeLessThan(report.bound.fluidAcceptance);
  });
});
