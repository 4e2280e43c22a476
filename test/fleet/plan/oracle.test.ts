/** Plans are as good as trying everything, and hold. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineGpuModel, type FleetProblem, planFleet } from "../../../src/index.js";
import { full } from "../../support/full.js";
import { faultOfPlan } from "../../support/oracle/judge-plan.js";
import { bestPlan, modelsOf } from "../../support/oracle/plan.js";
import { arbitrarySpec } from "../../support/random-model.js";
import { randomProblem } from "./random-problem.js";

/** Everything that plans are compared by, as `bestPlan` says it. */
async function planned(problem: FleetProblem) {
  const plan = await planFleet(problem);
  expect(faultOfPlan(problem, plan)).toBeNull();
  const short = problem.requests.map((_, i) => plan.shortfall.find(({ request }) => request === i)?.count ?? 0);
  const newGpus = plan.pools.map(({ gpus }) => gpus);
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  return { status: plan.status, best: { shortfall: sum(short), cost: plan.cost, gpus: sum(newGpus), newGpus, short } };
}

describe("random small problems have no better plan", () => {
  test("on built-in models: cost, then GPUs, then pools, then requests", { timeout: 600_000 }, async () => {
    let infeasible = 0;
    for (let seed = 1; seed <= full(5000, 500); seed++) {
      const problem = randomProblem(seed);
      const { status, best } = await planned(problem);
      const wanted = bestPlan(problem, modelsOf(problem));
      expect({ ...best, seed }).toEqual({ ...wanted, cost: expect.closeTo(wanted.cost, 9), seed });
      expect(status).toBe(best.shortfall > 0 ? "infeasible" : "optimal");
      if (status === "infeasible") infeasible++;
    }
    expect(infeasible).toBeGreaterThan(50);
  });

  test("on models of one's own, certified or not", { timeout: 600_000 }, async () => {
    const specs = fc.sample(arbitrarySpec({ maxMemorySlices: 7, maxProfiles: 4, maxLayouts: 400 }), {
      seed: 7,
      numRuns: full(1000, 100),
    });
    for (const [seed, spec] of specs.entries()) {
      const problem = randomProblem(seed, [defineGpuModel(spec)]);
      const { status, best } = await planned(problem);
      const wanted = bestPlan(problem, modelsOf(problem));
      expect({ ...best, seed }).toEqual({ ...wanted, cost: expect.closeTo(wanted.cost, 9), seed });
      expect(status).toBe(best.shortfall > 0 ? "infeasible" : "optimal");
    }
  });
});
