/**
 * `npm run tune -- GEOMETRY`: makes profiles/values/GEOMETRY.json, the table of the least-loss score for one geometry. It
 * takes tens of minutes; progress goes to standard error.
 */
import { writeFileSync } from "node:fs";
import { type GpuModel, gpuModel } from "../../src/index.js";
import type { Values } from "../../src/planner/values.js";
import { setsOf } from "./features.js";
import { Judge, SEARCH, TRIAL } from "./judge.js";
import { crossEntropy } from "./search.js";
import { tableOf, vectorOf } from "./table.js";

const SEED = 20261124;
const GPUS = 100;

/**
 * Geometries worth a table. On those of A30 and RTX PRO 6000, where every profile is twice the one below and sits on
 * multiples of itself, no table was found that accepts more than MFI-count.
 */
const GEOMETRIES: Readonly<Record<string, Geometry>> = {
  "seven-slices": { model: () => gpuModel("A100-80GB"), generations: [50, 200, 150] },
  // Fewer sets of slices, and older drivers: a shorter search.
  "seven-slices-before-525": { model: () => gpuModel("A100-80GB", { driver: 515 }), generations: [20, 80, 60] },
};

interface Geometry {
  readonly model: () => GpuModel;
  /** over weights of features, over every set of slices, over every set and number of instances */
  readonly generations: readonly [number, number, number];
}

const [name = ""] = process.argv.slice(2);
const geometry = GEOMETRIES[name];
if (geometry === undefined) throw new Error(`one of ${Object.keys(GEOMETRIES).join(", ")} is needed`);
const model = geometry.model();
const sets = setsOf(model);
const judge = new Judge(model, GPUS);
const log = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
log(`${name}: ${sets.taken.length} sets of taken slices, ${sets.counted.length} with numbers of instances`);

/** Seeds below a million are left to those who judge the result; these are for the log. */
const HELD_OUT = Array.from({ length: 8 }, (_, i) => 9_000_000 + i);

function report(text: string, table: Values): void {
  const margins = judge.margins(table, TRIAL, HELD_OUT);
  const cells = margins.map((margin, i) => `${TRIAL[i]?.mix} ${TRIAL[i]?.load}: ${margin.toFixed(2)}`);
  log(`${text}: ${margins.reduce((a, b) => a + b, 0).toFixed(2)} points over mfi (${cells.join(", ")})`);
}

const values = search(geometry.generations);
report("the table", values);
save(values);

/** Over weights of features of the taken slices, then over every set by itself, then over every set with every number of instances. */
function search([first, second, third]: Geometry["generations"]): Values {
  const width = sets.features[0]?.length ?? 0;
  const start = [10, ...new Array<number>(width - 1).fill(0)];
  const weigh = (weights: readonly number[]) =>
    sets.features.map((row) => row.reduce((sum, feature, i) => sum + feature * (weights[i] ?? 0), 0));
  const bySet = (vector: readonly number[]) =>
    tableOf(
      sets.counted.map(([set]) => vector[set] ?? 0),
      sets,
      model,
    );
  const byBoth = (vector: readonly number[]) => tableOf(vector, sets, model);
  report("MFI-count", bySet(weigh(start)));
  const worth = (stage: number, table: Values, generation: number) =>
    judge.worth(table, SEARCH, [1_000_000 * stage + generation]);
  const weights = crossEntropy(start, (candidate, g) => worth(1, bySet(weigh(candidate)), g), {
    generations: first,
    candidates: 41,
    elite: 12,
    spread: 6,
    seed: SEED,
    onGeneration: (g, mean) => g % 10 === 9 && report(`weights of features, ${g + 1}`, bySet(weigh(mean))),
  });
  const sliceValues = crossEntropy(weigh(weights), (candidate, g) => worth(2, bySet(candidate), g), {
    generations: second,
    candidates: 61,
    elite: 20,
    spread: 3,
    seed: SEED + 1,
    onGeneration: (g, mean) => g % 20 === 19 && report(`every set of slices, ${g + 1}`, bySet(mean)),
  });
  const counted = crossEntropy(vectorOf(bySet(sliceValues), sets, model), (candidate, g) => worth(3, byBoth(candidate), g), {
    generations: third,
    candidates: 61,
    elite: 20,
    spread: 3,
    seed: SEED + 2,
    onGeneration: (g, mean) => g % 20 === 19 && report(`every number of instances, ${g + 1}`, byBoth(mean)),
  });
  return byBoth(counted);
}

function save(table: Values): void {
  const about = { model: model.name, driver: model.driver, script: `npm run tune -- ${name}`, seed: SEED, gpus: GPUS };
  writeFileSync(`profiles/values/${name}.json`, `${JSON.stringify({ ...about, values: table }, null, 1)}\n`);
}
