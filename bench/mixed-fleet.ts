/** Seeded problems of mixed fleets, for the benchmark and for tests. */
import type { FleetProblem } from "../src/fleet/plan/types.js";
import { random } from "./random.js";

const MODELS = ["A30-24GB", "A100-80GB", "H100-80GB", "H200-141GB", "RTX-PRO-6000-96GB"];
/** By memory, so that every model competes. */
const PRICES = [4800, 16_000, 16_000, 28_000, 19_000];
export const REQUESTS = 12;
/** Kinds of GPUs in use, for the fleets that have some. */
const IN_USE = [
  {
    model: "A100-80GB",
    layouts: [["3g.40gb@4", "1g.10gb@0"], ["4g.40gb@0"], ["2g.20gb@0", "1g.10gb@3"], ["1g.10gb@0", "1g.10gb@4"], []],
  },
  { model: "H100-80GB", layouts: [["3g.40gb@0"], ["2g.20gb@2", "2g.20gb@4"], ["1g.10gb@6"], ["1g.20gb@0", "1g.20gb@4"], []] },
];

/** 1e3 to 1e7 requests of 12 kinds, each served by whatever is large enough; prices vary by 30 percent. */
export function mixedFleet(seed: number, inUse: boolean): FleetProblem {
  const next = random(seed);
  const total = 10 ** (3 + 4 * next());
  const shares = Array.from({ length: REQUESTS }, next);
  const sum = shares.reduce((a, b) => a + b, 0);
  const pools = MODELS.map((model, i) => {
    const layouts = IN_USE.find((one) => one.model === model)?.layouts ?? [];
    const existing = layouts.map((layout) => ({ count: Math.round(next() * (total / 100)), layout }));
    return { model, price: Math.round((PRICES[i] ?? 0) * (0.7 + 0.6 * next())), ...(inUse ? { existing } : {}) };
  });
  const requests = shares.map((share) => {
    const gib = (4 + next() * 70) * (next() < 0.5 ? 0.3 : 1);
    return {
      count: Math.round((share / sum) * total),
      accepts: { minMemoryMiB: Math.floor(gib * 1024), minComputeSlices: 1 + Math.floor(4 * next() * next()) },
    };
  });
  return { pools, requests };
}
