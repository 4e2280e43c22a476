import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { mixedFleet } from "../../../bench/mixed-fleet.js";
import { type FleetProblem, gpuModel, MigError, minGpus, planFleet, type SolveOptions, whatIf } from "../../../src/index.js";
import { faultOfPlan } from "../../support/oracle/judge-plan.js";
import { endless, uneven } from "./uneven.js";

/** A plan that has been held against its problem. */
async function plan(problem: FleetProblem, options?: SolveOptions) {
  const made = await planFleet(problem, options);
  expect(faultOfPlan(problem, made)).toBeNull();
  return made;
}

const one = (model: string, profile: string) => [{ model, profile }] as const;

describe("planFleet", () => {
  test("packs one model as minGpus says, whatever the counts", async () => {
    const demand = { "1g.10gb": 3_000_000_000_001, "2g.20gb": 777_777_777_777, "3g.40gb": 1_234_567_890_123, "7g.80gb": 5 };
    const requests = Object.entries(demand).map(([profile, count]) => ({ count, accepts: one("H100-80GB", profile) }));
    const made = await plan({ pools: [{ model: "H100-80GB" }], requests });
    expect([made.status, made.cost]).toEqual(["optimal", minGpus("H100-80GB", demand).gpus]);
  });

  test("fills holes before it buys, and keeps what runs", async () => {
    const made = await plan({
      pools: [{ model: "A100-80GB", existing: [{ count: 3, layout: ["3g.40gb@4", "1g.10gb@0"] }] }],
      requests: [{ count: 7, accepts: one("A100-80GB", "1g.10gb") }],
    });
    expect([made.status, made.cost]).toEqual(["optimal", 0]);
    expect(made.pools[0]?.groups.map(({ count, added }) => [count, added.length])).toEqual([
      [2, 3],
      [1, 1],
    ]);
  });

  test("lends whole GPUs: empty existing ones first, and nothing beside them", async () => {
    const pools = [{ model: "A30-24GB", price: 7, limit: 4, existing: [{ count: 2, layout: [] }] }];
    const whole = { count: 3, accepts: [{ model: "A30-24GB", wholeGpu: true as const }] };
    const made = await plan({ pools, requests: [whole, { count: 4, accepts: one("A30-24GB", "1g.6gb") }] });
    expect([made.status, made.cost, made.pools[0]?.gpus, made.pools[0]?.wholeGpus]).toEqual(["optimal", 14, 2, 3]);
  });

  test("a need is met by any profile that is large enough, the smallest there is room for", async () => {
    const accepts = { minMemoryMiB: 15_000 };
    const made = await plan({ pools: [{ model: "A100-80GB" }], requests: [{ count: 4, accepts }] });
    expect(made.assignment.map(({ profile, count }) => [profile, count])).toEqual([["1g.20gb", 4]]);
    const beside = [{ count: 1, layout: ["1g.10gb@0", "1g.10gb@2", "1g.10gb@4", "1g.10gb@5", "1g.10gb@6"] }];
    const none = await plan({ pools: [{ model: "A100-80GB", limit: 1, existing: beside }], requests: [{ count: 1, accepts }] });
    expect(none.status).toBe("infeasible");
  });

  test("the same model in two pools, and a model narrowed by a driver branch", async () => {
    const made = await plan({
      pools: [
        { model: "A100-80GB", price: 3, limit: 1 },
        { model: "A100-80GB", price: 5 },
      ],
      requests: [{ count: 14, accepts: one("A100-80GB", "1g.10gb") }],
    });
    expect(made.pools.map(({ gpus }) => gpus)).toEqual([1, 1]);
    expect(made.cost).toBe(8);
    const old = gpuModel("A100-80GB", { driver: 515 });
    const narrow = await plan({ pools: [{ model: old }], requests: [{ count: 3, accepts: { minMemoryMiB: 15_000 } }] });
    expect(narrow.assignment.map(({ profile }) => profile)).toEqual(["2g.20gb"]);
  });

  test("of equally cheap plans: fewest GPUs, then the first pools, then the best of what is accepted", async () => {
    const accepts = [...one("H100-80GB", "1g.10gb"), ...one("A100-80GB", "1g.10gb")];
    const equal = await plan({ pools: [{ model: "A100-80GB" }, { model: "H100-80GB" }], requests: [{ count: 20, accepts }] });
    expect(equal.pools.map(({ gpus }) => gpus)).toEqual([3, 0]);
    const free = await plan({
      pools: [{ model: "A30-24GB", price: 0 }],
      requests: [{ count: 5, accepts: one("A30-24GB", "1g.6gb") }],
    });
    expect(free.pools[0]?.gpus).toBe(2);
    const both = { count: 1, layout: [] };
    const there = await plan({
      pools: [
        { model: "A100-80GB", existing: [both] },
        { model: "H100-80GB", existing: [both] },
      ],
      requests: [{ count: 5, accepts }],
    });
    expect(there.assignment).toEqual([{ request: 0, pool: 1, model: "H100-80GB", profile: "1g.10gb", count: 5 }]);
  });

  test("prices add up without rounding, and whatever they are", async () => {
    const costOf = async (price: number) =>
      (await plan({ pools: [{ model: "A30-24GB", price }], requests: [{ count: 12, accepts: one("A30-24GB", "1g.6gb") }] })).cost;
    expect(await costOf(0.1)).toBe(0.3);
    expect(await costOf(1 / 3)).toBeCloseTo(1, 12);
    expect(await costOf(1e12 + 0.5)).toBe(3e12 + 1.5);
  });

  test("what cannot be served: as much as can, the last ones go without, and what would help", async () => {
    const made = await plan({
      pools: [{ model: "A30-24GB", limit: 2, price: 10 }],
      requests: [
        { name: "first", count: 6, accepts: one("A30-24GB", "1g.6gb") },
        { name: "last", count: 9, accepts: one("A30-24GB", "1g.6gb") },
      ],
    });
    expect([made.status, made.cost, made.gap]).toEqual(["infeasible", 20, 0]);
    expect(made.shortfall).toEqual([
      {
        request: 1,
        count: 7,
        message:
          "7 of 9 of request 1 (last) are not served: the pools that accept them have no room left and are at their limits; 2 more A30-24GB in pool 0 would serve them, as 1g.6gb",
      },
    ]);
  });

  test("nothing to do", async () => {
    expect(await plan({ pools: [], requests: [] })).toEqual({
      status: "optimal",
      cost: 0,
      bound: 0,
      gap: 0,
      provenBy: "relaxation",
      pools: [],
      assignment: [],
      shortfall: [],
    });
    const idle = await plan({ pools: [{ model: "A30-24GB", existing: [{ count: 2, layout: ["1g.6gb@1"] }] }], requests: [] });
    expect(idle.pools[0]?.groups).toEqual([{ count: 2, layout: [{ profile: "1g.6gb", start: 1, size: 1 }], added: [] }]);
  });

  test("compute instances that run are handed through", async () => {
    const running = { profile: "3g.40gb", start: 4, computeInstances: [{ profile: "1c.3g.40gb", start: 0 }] };
    const existing = [{ count: 1, layout: [running] }];
    const made = await plan({
      pools: [{ model: "H100-80GB", existing }],
      requests: [{ count: 1, accepts: one("H100-80GB", "1g.10gb") }],
    });
    expect(made.pools[0]?.groups[0]?.layout[0]).toEqual({ ...running, size: 4 });
  });

  test("where facets do not suffice, patterns do", async () => {
    const requests = [2, 3, 6].map((count, i) => ({ count, accepts: one("uneven", ["a", "b", "c"][i] ?? "") }));
    const made = await plan({ pools: [{ model: uneven, price: 3 }], requests });
    expect([made.status, made.cost]).toEqual(["optimal", 9]);
    const used = { count: 3, layout: [] };
    const there = await plan({ pools: [{ model: uneven, limit: 3, existing: [used] }], requests });
    expect([there.status, there.cost]).toEqual(["optimal", 0]);
    expect([made.provenBy, there.provenBy]).toEqual(["search", "relaxation"]);
    const beside = await plan({ pools: [{ model: uneven, limit: 2, existing: [{ count: 2, layout: ["c@11"] }] }], requests });
    expect(beside.status).toBe("infeasible");
  });

  test("where patterns are too many, the gap is stated", async () => {
    const requests = endless.profiles.map(({ name }) => ({ count: 5, accepts: one("endless", name) }));
    const made = await plan({ pools: [{ model: endless, price: 3 }], requests });
    expect([made.status, made.bound]).toEqual(["feasible", 12]);
    const held = await plan({ pools: [{ model: endless, limit: 3, existing: [{ count: 2, layout: ["p0@3"] }] }], requests });
    expect(held.status).toBe("infeasible");
  });

  test("the same plan every time", async () => {
    const problem = mixedFleet(3, true);
    expect(await plan(problem)).toEqual(await plan(structuredClone(problem)));
  });
});

describe("time, signals and progress", () => {
  test("a time limit ends it with a plan, and a bound that holds", async () => {
    for (const seed of [1, 2, 11]) {
      const problem = mixedFleet(seed, true);
      const { cost } = await plan(problem);
      for (const timeLimitMs of [0, 5, 20, 50, 100]) {
        const begin = performance.now();
        const made = await plan(problem, { timeLimitMs });
        expect(made.bound).toBeLessThanOrEqual(cost);
        expect(made.cost).toBeGreaterThanOrEqual(cost);
        expect(["optimal", "feasible"]).toContain(made.status);
        if (made.status === "optimal") expect(made.cost).toBe(cost);
        // Generous: the machine has others on it.
        expect(performance.now() - begin).toBeLessThan(timeLimitMs + 2000);
      }
      expect((await plan(problem, { timeLimitMs: 0 })).status).toBe("feasible");
    }
  });

  test("a signal ends it with ABORTED, before the first call or between two", async () => {
    await expect(planFleet(mixedFleet(1, false), { signal: AbortSignal.abort("no") })).rejects.toMatchObject({
      code: "ABORTED",
      cause: "no",
    });
    const controller = new AbortController();
    const states: unknown[] = [];
    const onProgress = (state: unknown) => {
      states.push(state);
      controller.abort();
    };
    await expect(planFleet(mixedFleet(1, false), { signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: "ABORTED",
    });
    expect(states).toHaveLength(1);
  });

  test("progress closes in on the cost", async () => {
    const states: { bound: number; best: number | null }[] = [];
    const made = await plan(mixedFleet(5, true), { onProgress: (state) => void states.push(state) });
    expect(states.length).toBeGreaterThan(1);
    for (const { bound, best } of states) {
      expect(bound).toBeLessThanOrEqual(made.cost);
      expect(best ?? made.cost).toBeGreaterThanOrEqual(made.cost);
    }
    expect(states.at(-1)).toEqual({ bound: made.cost, best: made.cost });
  });

  test("the solver's memory does not grow, and goes when it is needed elsewhere", { timeout: 120_000 }, async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const settled = async () => {
      // A weak reference outlives the turn in which it was looked at.
      for (let i = 0; i < 5; i++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        collect();
      }
      return process.memoryUsage().external;
    };
    await plan(mixedFleet(4, false));
    const before = await settled();
    for (let i = 0; i < 30; i++) await plan(mixedFleet(24, false));
    const used = process.memoryUsage().external - before;
    expect(used).toBeGreaterThan(16 << 20);
    expect(used).toBeLessThan(128 << 20);
    expect((await settled()) - before).toBeLessThan(4 << 20);
  });
});

describe("whatIf", () => {
  test("one more GPU, by pool: what it holds, and whom it serves", async () => {
    const pools = [
      { model: "A30-24GB", limit: 1 },
      { model: "H100-80GB", limit: 0 },
    ];
    const requests = [{ count: 20, accepts: [...one("A30-24GB", "1g.6gb"), ...one("H100-80GB", "1g.10gb")] }];
    const answers = await whatIf({ pools, requests });
    expect(answers.map(({ pool, shortfallLess }) => [pool, shortfallLess])).toEqual([
      [0, 4],
      [1, 7],
    ]);
    expect(answers[0]?.gained["1g.6gb"]).toBe(4);
    expect(answers[1]?.gained).toMatchObject({ "1g.10gb": 7, "2g.20gb": 3, "7g.80gb": 1 });
  });

  test("holes count before and after", async () => {
    // Six 1g on one H100 leave room for one more; with another GPU there is room for eight.
    const problem = { pools: [{ model: "H100-80GB" }], requests: [{ count: 6, accepts: one("H100-80GB", "1g.10gb") }] };
    expect((await whatIf(problem))[0]).toMatchObject({ shortfallLess: 0, gained: { "1g.10gb": 7 } });
  });

  test("ends by its signal", async () => {
    const problem = { pools: [{ model: "H100-80GB" }], requests: [{ count: 6, accepts: one("H100-80GB", "1g.10gb") }] };
    await expect(whatIf(problem, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(MigError);
  });
});
