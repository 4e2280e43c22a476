import { defineGpuModel } from "../../../src/index.js";

const starts = Array.from({ length: 12 }, (_, i) => i);

/**
 * A model whose polytope lacks the integer decomposition property: two a, three b and six c fill 259
 * of the 264 that two GPUs have, and still need three (Marcotte 1986, a cutting-stock instance
 * without the integer round-up property).
 */
export const uneven = defineGpuModel({
  name: "uneven",
  memorySlices: 12,
  computeSlices: 12,
  budgets: [{ name: "power", total: 132, uses: { a: 44, b: 33, c: 12 } }],
  profiles: ["a", "b", "c"].map((name) => ({ name, computeSlices: 1, memorySlices: 1, starts })),
});

const many = Array.from({ length: 16 }, (_, i) => i);

/** A model with more multisets than anyone enumerates. */
export const endless = defineGpuModel({
  name: "endless",
  memorySlices: 16,
  computeSlices: 16,
  profiles: many.slice(0, 12).map((i) => ({ name: `p${i}`, computeSlices: 1, memorySlices: 1, starts: many, maxCount: 3 })),
});
