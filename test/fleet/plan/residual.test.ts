/** What GPUs in use still let in, against trying every layout. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { patternsOf, residualFor } from "../../../src/fleet/polytope.js";
import { vocabularyOf } from "../../../src/gpu/vocabulary.js";
import { type GpuModel, gpuModel, layouts } from "../../../src/index.js";
import { full } from "../../support/full.js";
import { geometries } from "../../support/models.js";
import { allNames, layoutsOf } from "../../support/oracle/layouts.js";

const ALL = -1;

function residualBeside(model: GpuModel, running: readonly string[]) {
  const words = vocabularyOf(model);
  const residual = residualFor(
    words,
    running.map((text) => words.placements.get(text) ?? -1),
    ALL,
  );
  const classes = model.profiles.map((_, number) => words.planner.classOfProfile(residual.handle, number));
  return { ...residual, classes, patterns: patternsOf(words, residual.handle) };
}

/** Multisets that can stand beside what runs, by class, out of all layouts as texts; the maximal ones. */
function maximalBeside(
  model: GpuModel,
  all: readonly (readonly string[])[],
  running: readonly string[],
  classes: readonly number[],
) {
  const size = Math.max(-1, ...classes) + 1;
  const found = new Map<string, readonly number[]>();
  for (const layout of all) {
    if (!running.every((placement) => layout.includes(placement))) continue;
    const counts = new Array<number>(size).fill(0);
    for (const placement of layout) {
      if (running.includes(placement)) continue;
      const profile = model.profiles.findIndex(({ name }) => name === placement.split("@")[0]);
      const index = classes[profile] ?? -1;
      // A profile that is in some layout beside what runs is in some class.
      expect(index).toBeGreaterThanOrEqual(0);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    found.set(counts.join(), counts);
  }
  const sets = [...found.values()];
  return sets.filter((a) => !sets.some((b) => a !== b && a.every((count, i) => count <= (b[i] ?? 0))));
}

const sorted = (patterns: readonly (readonly number[])[]) => patterns.map((pattern) => pattern.join()).sort();

describe("the polytope of what is left", () => {
  test.each(geometries())("%s: holds the layouts that contain what runs, and no others", { timeout: 300_000 }, (_, model) => {
    const all = [...layoutsOf(model, allNames(model))].map((layout) =>
      layout.map(({ profile, start }) => `${profile.name}@${start}`),
    );
    // Every state of a small model, a spread of a large one's.
    const step = Math.max(1, Math.floor(all.length / full(2000, 150)));
    for (let i = 0; i < all.length; i += step) {
      const running = all[i] ?? [];
      const { classes, patterns, facets, certified } = residualBeside(model, running);
      const wanted = maximalBeside(model, all, running, classes);
      const isFull = classes.every((index) => index < 0);
      expect(isFull ? [] : sorted(patterns.filter((p) => p.some((n) => n > 0))), running.join()).toEqual(
        isFull ? [] : sorted(wanted),
      );
      expect(certified || isFull).toBe(true);
      for (const { weights, perGpu } of facets) {
        for (const pattern of wanted) {
          const load = pattern.reduce(
            (sum, count, index) => sum + count * (weights[model.profiles[classes.indexOf(index)]?.name ?? ""] ?? 0),
            0,
          );
          expect(load).toBeLessThanOrEqual(perGpu);
        }
      }
    }
  });

  test("27 kinds of GPUs in use on the seven-slice family, of its plain profiles", () => {
    const model = gpuModel("A100-40GB");
    const words = vocabularyOf(model);
    const plain = model.profiles.reduce(
      (bits, { attributes }, number) => (attributes.length === 0 ? bits | (1 << number) : bits),
      0,
    );
    const keys = new Set<string>();
    for (const layout of layouts(model, { profiles: model.profiles.map(({ name }) => name) })) {
      const running = layout.map(({ profile, start }) => words.placements.get(`${profile}@${start}`) ?? -1);
      keys.add(residualFor(words, running, plain).key);
    }
    expect(keys.size).toBe(27);
  });

  test("what bins.ts cites of mixtures is what was found", () => {
    const result = JSON.parse(readFileSync(new URL("../../mixtures-result.json", import.meta.url), "utf8"));
    // Six or fewer of 27 kinds, none left out: 33 over 6, less the empty mixture.
    expect(result).toMatchObject({ kinds: 27, withFullGpus: 1_107_567, failed: 0 });
    expect(result.sizes).toHaveLength(6);
  });
});
