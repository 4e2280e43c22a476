/** Plans are as good as trying everything, and hold: 500 small random problems. */
import { describe, expect, test } from "vitest";
import { planFleet } from "../../../src/index.js";
import { full } from "../../support/full.js";
import { faultOfPlan } from "../../support/oracle/judge-plan.js";
import { bestPlan, modelsOf } from "../../support/oracle/plan.js";
import { randomProblem } from "./random-problem.js";

describe("random small problems", () => {
  test("have no better plan", { timeout: 600_000 }, async () => {
    let infeasible = 0;
    for (let seed = 1; seed <= full(5000, 500); seed++) {
      const problem = randomProblem(seed);
      const plan = await planFleet(problem);
      expect(faultOfPlan(problem, plan), `seed ${seed}`).toBeNull();
      const best = bestPlan(problem, modelsOf(problem));
      const found = {
        shortfall: plan.shortfall.reduce((sum, { count }) => sum + count, 0),
        cost: plan.cost,
        gpus: plan.pools.reduce((sum, { gpus }) => sum + gpus, 0),
        newGpus: plan.pools.map(({ gpus }) => gpus),
        short: problem.requests.map((_, i) => plan.shortfall.find(({ request }) => request === i)?.count ?? 0),
      };
      expect({ ...found, seed }).toEqual({ ...best, cost: expect.closeTo(best.cost, 9), seed });
      expect(plan.status).toBe(best.shortfall > 0 ? "infeasible" : "optimal");
      if (best.shortfall > 0) infeasible++;
    }
    expect(infeasible).toBeGreaterThan(50);
  });
});
