/** What becomes of a plan when its solver fails: it is a plan all the same, with its gap. */
import { afterEach, describe, expect, test, vi } from "vitest";
import type { FleetProblem } from "../../../src/index.js";
import { faultOfPlan } from "../../support/oracle/judge-plan.js";

const problem: FleetProblem = {
  pools: [{ model: "A30-24GB", price: 2 }],
  requests: [{ count: 9, accepts: { minMemoryMiB: 5000 } }],
};

/** The library, with this in place of the package highs. */
async function withSolver(load: () => Promise<unknown>) {
  vi.resetModules();
  vi.doMock("highs", () => ({ default: load }));
  return import("../../../src/index.js");
}

afterEach(() => {
  vi.doUnmock("highs");
  vi.resetModules();
});

describe("a solver", () => {
  test("that aborts leaves a plan of which nothing is proven, and is made again for the next", async () => {
    let made = 0;
    const { planFleet } = await withSolver(async () => {
      made++;
      return {
        memoryBytes: 0,
        createModel: () => {
          throw new WebAssembly.RuntimeError("Aborted(OOM)");
        },
      };
    });
    for (let i = 0; i < 2; i++) {
      const plan = await planFleet(problem);
      expect(faultOfPlan(problem, plan)).toBeNull();
      expect(plan).toMatchObject({ status: "feasible", cost: 6, bound: 0, gap: 6, provenBy: null });
    }
    expect(made).toBe(2);
  });

  test("that cannot be loaded is said to be", async () => {
    const { planFleet } = await withSolver(() => Promise.reject(new Error("no such package")));
    await expect(planFleet(problem)).rejects.toMatchObject({ code: "WASM_UNAVAILABLE", message: expect.stringMatching(/highs/) });
  });
});
