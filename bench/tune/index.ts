/**
 * `npm run tune -- GEOMETRY`: makes profiles/values/GEOMETRY.json, what the least-loss score goes by for one geometry. It
 * takes tens of minutes; progress goes to standard error. `npm run tune -- GEOMETRY --scarce` makes only the table for where
 * room is scarce, beside the values that the file has.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type GpuModel, gpuModel } from "../../src/index.js";
import type { Scarce, Tuned, Values } from "../../src/planner/values.js";
import { setsOf } from "./features.js";
import { type Cell, Judge, SCARCE_SEARCH, SEARCH, TRIAL } from "./judge.js";
import { crossEntropy } from "./search.js";
import { tableOf, vectorOf } from "./table.js";

const SEED = 20261124;
const GPUS = 100;

/**
 * Geometries worth a table. On those of A30 and RTX PRO 6000, where every profile is twice the one below and sits on
 * multiples of itself, no table was found that accepts more than MFI-count.
 */
const GEOMETRIES: Readonly<Record<string, Geometry>> = {
  "seven-slices": {
    model: () => gpuModel("A100-80GB"),
    generations: [50, 200, 150],
    // More than four took from light loads what it gave to heavy ones.
    scarce: { profile: "4g.40gb", atMost: 4, generations: 100 },
  },
  // Fewer sets of slices, and older drivers: a shorter search, and one table for all.
  "seven-slices-before-525": { model: () => gpuModel("A100-80GB", { driver: 515 }), generations: [20, 80, 60] },
};

interface Geometry {
  readonly model: () => GpuModel;
  /** over weights of features, over every set of slices, over every set and number of instances */
  readonly generations: readonly [number, number, number];
  /** Where room counts as scarce, and how long to search a table for there. */
  readonly scarce?: Search;
}

interface Search {
  /** Room is scarce while at most so many GPUs take this profile. */
  readonly profile: string;
  readonly atMost: number;
  readonly generations: number;
}

const [name = "", only] = process.argv.slice(2);
const geometry = GEOMETRIES[name];
if (geometry === undefined) throw new Error(`one of ${Object.keys(GEOMETRIES).join(", ")} is needed`);
if (only !== undefined && only !== "--scarce") throw new Error(`--scarce, or nothing, is needed behind ${name}, not ${only}`);
const model = geometry.model();
const sets = setsOf(model);
const judge = new Judge(model, GPUS);
const log = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
log(`${name}: ${sets.taken.length} sets of taken slices, ${sets.counted.length} with numbers of instances`);

/** Seeds below a million are left to those who judge the result; these are for the log. */
const HELD_OUT = Array.from({ length: 8 }, (_, i) => 9_000_000 + i);

function report(text: string, tuned: Tuned): void {
  const margins = judge.margins(tuned, TRIAL, HELD_OUT);
  const cells = margins.map((margin, i) => `${TRIAL[i]?.mix} ${TRIAL[i]?.load}: ${margin.toFixed(2)}`);
  log(`${text}: ${margins.reduce((a, b) => a + b, 0).toFixed(2)} points over mfi (${cells.join(", ")})`);
}

const file = `profiles/values/${name}.json`;
const values = only === "--scarce" ? pinned() : search(geometry.generations);
const scarce = geometry.scarce === undefined ? undefined : searchScarce(values, geometry.scarce);
report("what is pinned", { values, scarce });
save({ values, scarce });

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
  report("MFI-count", { values: bySet(weigh(start)) });
  const worth = (stage: number, values: Values, generation: number) => worthOf({ values }, SEARCH, stage, generation);
  const weights = crossEntropy(start, (candidate, g) => worth(1, bySet(weigh(candidate)), g), {
    generations: first,
    candidates: 41,
    elite: 12,
    spread: 6,
    seed: SEED,
    onGeneration: (g, mean) => g % 10 === 9 && report(`weights of features, ${g + 1}`, { values: bySet(weigh(mean)) }),
  });
  const sliceValues = crossEntropy(weigh(weights), (candidate, g) => worth(2, bySet(candidate), g), {
    generations: second,
    candidates: 61,
    elite: 20,
    spread: 3,
    seed: SEED + 1,
    onGeneration: (g, mean) => g % 20 === 19 && report(`every set of slices, ${g + 1}`, { values: bySet(mean) }),
  });
  const counted = crossEntropy(vectorOf(bySet(sliceValues), sets, model), (candidate, g) => worth(3, byBoth(candidate), g), {
    generations: third,
    candidates: 61,
    elite: 20,
    spread: 3,
    seed: SEED + 2,
    onGeneration: (g, mean) => g % 20 === 19 && report(`every number of instances, ${g + 1}`, { values: byBoth(mean) }),
  });
  return byBoth(counted);
}

/** From the table for everywhere else, over every set with every number of instances, as they count where room is scarce. */
function searchScarce(values: Values, { profile, atMost, generations }: Search): Scarce {
  const told = model.profiles.find((each) => each.name === profile);
  if (told === undefined) throw new Error(`${model.name} has no ${profile}`);
  const where = { atMost, memorySlices: told.memorySlices, starts: told.starts };
  const by = (vector: readonly number[]) => ({ values, scarce: { ...where, values: tableOf(vector, sets, model) } });
  const found = crossEntropy(vectorOf(values, sets, model), (candidate, g) => worthOf(by(candidate), SCARCE_SEARCH, 4, g), {
    generations,
    candidates: 61,
    elite: 20,
    spread: 3,
    seed: SEED + 3,
    onGeneration: (g, mean) => g % 20 === 19 && report(`where room is scarce, ${g + 1}`, by(mean)),
  });
  return by(found).scarce;
}

function worthOf(tuned: Tuned, cells: readonly Cell[], stage: number, generation: number): number {
  return judge.worth(tuned, cells, [1_000_000 * stage + generation]);
}

function pinned(): Values {
  return (JSON.parse(readFileSync(file, "utf8")) as Tuned).values; // of this repository, written below
}

function save(tuned: Tuned): void {
  const about = { model: model.name, driver: model.driver, script: `npm run tune -- ${name}`, seed: SEED, gpus: GPUS };
  writeFileSync(file, `${JSON.stringify({ ...about, ...tuned }, null, 1)}\n`);
}
