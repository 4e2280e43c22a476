/** The planner starts anew once it has met very many models; nobody may notice. */
import { expect, it } from "vitest";
import { vocabularyOf } from "../../src/gpu/vocabulary.js";
import { capacity, defineGpuModel, fit, freeStarts, type Layout, layouts, minGpus } from "../../src/index.js";
import { compileModel, planner } from "../../src/planner/index.js";

const H100 = "H100-80GB";

/** Asks about models that were never met before, until the planner is another one. */
function outlive(): void {
  const before = planner();
  for (let i = 0; planner() === before; i++) {
    if (i === 50_000) throw new Error("the planner never starts anew");
    const starts = Array.from({ length: 16 }, (_, start) => start);
    const profiles = Array.from({ length: 32 }, (_, p) => ({ name: `p${p}`, memorySlices: 1, computeSlices: 1, starts }));
    fit(defineGpuModel({ name: `model ${i}`, memorySlices: 16, computeSlices: 16, profiles }), ["p0"]);
  }
}

it("answers go on as before", () => {
  const own = defineGpuModel({
    name: "own",
    memorySlices: 4,
    computeSlices: 4,
    profiles: [{ name: "two", memorySlices: 2, computeSlices: 2, starts: [0, 2] }],
  });
  const answers = () => [
    fit(H100, ["3g.40gb", "1g.10gb"], { occupied: ["2g.20gb@0"] }),
    fit(H100, ["4g.40gb"], { occupied: ["1g.10gb@0"], score: "least-loss" }),
    capacity(H100, ["1g.10gb@0"]),
    freeStarts(H100, "2g.20gb", ["1g.10gb@0"]),
    fit(own, ["two", "two", "two"]),
    minGpus(own, { two: 5 }),
    minGpus(H100, { "3g.40gb": 3, "1g.10gb": 4 }),
  ];
  const before = answers();
  outlive();
  expect(answers()).toEqual(before);
  // Whoever still held the planner before would keep its memory from being given back.
  expect(vocabularyOf(own).planner).toBe(planner());
  expect(compileModel(own).planner).toBe(planner());
});

it("layouts that are being listed are listed to the end", () => {
  const all = [...layouts(H100)];
  const listed: Layout[] = [];
  for (const layout of layouts(H100)) {
    if (listed.length === 100) outlive();
    listed.push(layout);
  }
  expect(listed).toEqual(all);
});
