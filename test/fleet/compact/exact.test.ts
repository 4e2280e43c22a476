/** The integer program that closes a gap: rounding hardly ever leaves one, so it is asked here directly. */
import { expect, it } from "vitest";
import { random } from "../../../bench/random.js";
import { standings } from "../../../src/fleet/change/standing.js";
import { exact } from "../../../src/fleet/compact/exact.js";
import { groundOf, Relaxation } from "../../../src/fleet/compact/relaxation.js";
import { Fleet, insideOf } from "../../../src/fleet/fleet.js";
import type { Vocabulary } from "../../../src/gpu/vocabulary.js";
import { gpuModel } from "../../../src/index.js";
import { fewestMoves } from "../../support/oracle/compact.js";
import { spotsOfLayout } from "../../support/oracle/geometry.js";

it.each(["A30-24GB", "A100-40GB"])(
  "finds the least of %s without a plan to begin with, and proves that nothing is less",
  async (name) => {
    const model = gpuModel(name);
    let [freed, impossible] = [0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const next = random(seed);
      const fleet = new Fleet([{ model, count: 3 + (seed % 2) }], { score: "worst-fit" });
      for (let i = 0; i < 20; i++) fleet.place(fleet.profileNames[Math.floor(next() * fleet.profileNames.length)] ?? "");
      for (let gpu = 0; gpu < fleet.size; gpu++) {
        for (const { start } of fleet.layout(gpu)) if (next() < 0.6) fleet.release({ gpu, start });
      }
      const inside = insideOf(fleet);
      const ground = groundOf(inside, inside.registry.models[0] as Vocabulary, standings(inside, new Map()).get(0) ?? []); // the only model
      const fewest = fewestMoves(
        model,
        Array.from({ length: fleet.size }, (_, gpu) => ({
          running: spotsOfLayout(model, fleet.layout(gpu)),
          available: true,
          pinned: [],
        })),
      );
      for (let gpus = ground.inUse - 1; gpus > 0; gpus--) {
        const relaxation = new Relaxation(inside.planner, ground);
        relaxation.allow(gpus);
        while (relaxation.improve());
        const least = fewest[gpus] ?? null;
        const { better, proven } = await exact(
          inside.planner,
          relaxation,
          gpus,
          Number.POSITIVE_INFINITY,
          Number.POSITIVE_INFINITY,
        );
        expect([better?.moves ?? null, proven]).toEqual([least, true]);
        if (least === null) impossible++;
        else {
          freed++;
          expect(await exact(inside.planner, relaxation, gpus, least, 60)).toEqual({ better: null, proven: true });
          const again = await exact(inside.planner, relaxation, gpus, least + 1, 60);
          expect([again.better?.moves, again.proven]).toEqual([least, true]);
          expect(relaxation.bound(gpus)).toBeLessThanOrEqual(least);
        }
      }
    }
    expect(Math.min(freed, impossible)).toBeGreaterThan(0);
  },
);
