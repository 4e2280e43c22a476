/** Problems that are none: every fault with its path, and nothing but a MigError. */
import { describe, expect, test } from "vitest";
import { type FleetProblem, MigError, planFleet, whatIf } from "../../../src/index.js";
import { junk, spoilt } from "../../support/junk.js";

const PROBLEM = {
  pools: [
    { model: "A100-80GB", price: 3, limit: 4, existing: [{ count: 2, layout: ["1g.10gb@0", { profile: "3g.40gb", start: 4 }] }] },
    { model: "H100-80GB" },
  ],
  requests: [
    {
      name: "a",
      count: 3,
      accepts: [
        { model: "H100-80GB", profile: "1g.10gb" },
        { model: "A100-80GB", wholeGpu: true },
      ],
    },
    { count: 1, accepts: { minMemoryMiB: 9000, minComputeSlices: 1, attributes: [] } },
  ],
};

async function refusal(problem: unknown): Promise<MigError> {
  // Wrong on purpose: what a caller without types may pass.
  const error: unknown = await planFleet(problem as FleetProblem).catch((error: unknown) => error);
  if (!(error instanceof MigError)) throw new Error("it was not refused", { cause: error });
  return error;
}

const pool = (change: object) => ({ ...PROBLEM, pools: [{ ...PROBLEM.pools[0], ...change }, PROBLEM.pools[1]] });
const request = (change: object) => ({ ...PROBLEM, requests: [{ ...PROBLEM.requests[0], ...change }, PROBLEM.requests[1]] });

describe("faults of a problem", () => {
  test.each([
    ["an unknown model", pool({ model: "A100-80G" }), "UNKNOWN_MODEL", ["pools", 0, "model"], /nearest are A100-80GB/],
    ["a model that is none", pool({ model: { name: "x" } }), "INVALID_MODEL", ["pools", 0, "model", "memorySlices"], /./],
    ["a price below zero", pool({ price: -1 }), "INVALID_INPUT", ["pools", 0, "price"], /a number from 0 is needed, not -1/],
    ["a price that is none", pool({ price: Number.NaN }), "INVALID_INPUT", ["pools", 0, "price"], /NaN/],
    [
      "a limit below what exists",
      pool({ limit: 1 }),
      "INVALID_INPUT",
      ["pools", 0, "limit"],
      /1 is less than the 2 GPUs that exist/,
    ],
    ["a part of a GPU", pool({ limit: 2.5 }), "INVALID_INPUT", ["pools", 0, "limit"], /a whole number from 0 is needed/],
    [
      "a layout that cannot be",
      pool({ existing: [{ count: 1, layout: ["4g.40gb@0", "1g.10gb@0"] }] }),
      "INVALID_LAYOUT",
      ["pools", 0, "existing", 0, "layout", 1],
      /overlaps/,
    ],
    [
      "no layout",
      pool({ existing: [{ count: 1 }] }),
      "INVALID_INPUT",
      ["pools", 0, "existing", 0, "layout"],
      /an empty GPU has the layout \[\]/,
    ],
    [
      "an unknown profile",
      request({ accepts: [{ model: "H100-80GB", profile: "1g.5gb" }] }),
      "UNKNOWN_PROFILE",
      ["requests", 0, "accepts", 0, "profile"],
      /1g\.10gb/,
    ],
    [
      "an unknown model to accept",
      request({ accepts: [{ model: "H10", profile: "1g.10gb" }] }),
      "UNKNOWN_MODEL",
      ["requests", 0, "accepts", 0, "model"],
      /H100/,
    ],
    [
      "a model that no pool has",
      request({ accepts: [{ model: "A30-24GB", profile: "1g.6gb" }] }),
      "INVALID_INPUT",
      ["requests", 0, "accepts"],
      /no pool is of a model .* A100-80GB, H100-80GB/,
    ],
    ["nothing accepted", request({ accepts: [] }), "INVALID_INPUT", ["requests", 0, "accepts"], /no pool/],
    [
      "neither profile nor whole GPU",
      request({ accepts: [{ model: "H100-80GB" }] }),
      "INVALID_INPUT",
      ["requests", 0, "accepts", 0],
      /either profile or wholeGpu/,
    ],
    [
      "both",
      request({ accepts: [{ model: "H100-80GB", profile: "1g.10gb", wholeGpu: true }] }),
      "INVALID_INPUT",
      ["requests", 0, "accepts", 0],
      /either/,
    ],
    [
      "a need that nothing meets",
      request({ accepts: { minMemoryMiB: 1e6 } }),
      "INVALID_INPUT",
      ["requests", 0, "accepts"],
      /no pool has a profile with so much/,
    ],
    [
      "a need misspelt",
      request({ accepts: { minMemoryMb: 1 } }),
      "INVALID_INPUT",
      ["requests", 0, "accepts"],
      /there is no key "minMemoryMb" here/,
    ],
    [
      "a need below zero",
      request({ accepts: { minMemoryMiB: -1 } }),
      "INVALID_INPUT",
      ["requests", 0, "accepts", "minMemoryMiB"],
      /from 0/,
    ],
    ["more than counts exactly", request({ count: 2 ** 53 }), "RANGE", ["requests", 0, "count"], /2\^53/],
    [
      "a sum that does not count exactly",
      { ...PROBLEM, requests: [PROBLEM.requests[0], { ...PROBLEM.requests[1], count: Number.MAX_SAFE_INTEGER }] },
      "RANGE",
      [],
      /2\^53/,
    ],
    [
      "too many requests",
      { ...PROBLEM, requests: Array.from({ length: 10_001 }, () => PROBLEM.requests[1]) },
      "RANGE",
      ["requests"],
      /at most 10000/,
    ],
    [
      "too many pools",
      { ...PROBLEM, pools: Array.from({ length: 10_001 }, () => PROBLEM.pools[1]) },
      "RANGE",
      ["pools"],
      /at most 10000/,
    ],
  ])("%s", async (_, problem, code, path, message) => {
    const error = await refusal(problem);
    expect([error.code, error.path]).toEqual([code, ["problem", ...path]]);
    expect(error.message).toMatch(message);
  });

  test("all of them at once", async () => {
    const wrong = { pools: [{ model: "A100-80GB", price: -1 }, { model: "x" }, { model: "H100-80GB", limit: -1 }], requests: [] };
    const { faults, message } = await refusal(wrong);
    expect(faults.map(({ path }) => path.slice(1))).toEqual([
      ["pools", 0, "price"],
      ["pools", 1, "model"],
      ["pools", 2, "limit"],
    ]);
    expect(message).toMatch(/\(and 2 more\)$/);
  });

  test("options", async () => {
    for (const options of [{ timeLimitMs: -1 }, { timeLimitMs: Number.NaN }, { signal: 1 }, { onProgress: 1 }, 3, null]) {
      // Wrong on purpose.
      const error: unknown = await planFleet(PROBLEM as FleetProblem, options as never).catch((error: unknown) => error);
      expect(error).toMatchObject({ code: "INVALID_INPUT" });
      expect((error as MigError).path[0]).toBe("options");
    }
  });

  test("10,000 requests that accept the same are one", async () => {
    const requests = Array.from({ length: 10_000 }, () => PROBLEM.requests[1] as FleetProblem["requests"][number]);
    expect((await planFleet({ pools: [{ model: "H100-80GB" }], requests })).cost).toBe(Math.ceil(10_000 / 7));
  });
});

describe("whatever is passed", () => {
  test("nothing but a MigError leaves", { timeout: 120_000 }, async () => {
    let refused = 0;
    for (const [, bad] of junk) {
      for (const problem of spoilt(PROBLEM, bad)) {
        // Some junk stands where it is allowed, and is planned with.
        const error: unknown = await planFleet(problem as FleetProblem, { timeLimitMs: 0 }).then(
          () => null,
          (error: unknown) => error,
        );
        if (error === null) continue;
        expect(error).toBeInstanceOf(MigError);
        refused++;
      }
      const error: unknown = await whatIf(bad as FleetProblem).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(MigError);
    }
    expect(refused).toBeGreaterThan(500);
  });
});
