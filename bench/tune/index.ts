/**
 * `npm run tune -- GEOMETRY`: makes profiles/values/GEOMETRY.json, the table of the least-loss score for one geometry. It
 * takes tens of minutes; progress goes to standard error.
 */
import { writeFileSync } from "node:fs";
import { type GpuModel, gpuModel } from "../../src/index.js";
import { type Sets, setsOf } from "./features.js";
import { Judge, SEARCH, TRIAL, type Values } from "./judge.js";
import { crossEntropy } from "./search.js";

const SEED = 20261124;
const GPUS = 100;
/** Of a table, for one unit of the search. */
const UNIT = 20;

/**
 * Geometries worth a table. On those of A30 and RTX PRO 6000, where every profile is twice the one below and sits on
 * multiples of itself, no table was found that accepts more than MFI-count.
 */
const GEOMETRIES: Readonly<Record<string, Geometry>> = {
  "seven-slices": { model: () => gpuModel("A100-80GB"), generations: [50, 200] },
  // Fewer sets of slices, and older drivers: a shorter search.
  "seven-slices-before-525": { model: () => gpuModel("A100-80GB", { driver: 515 }), generations: [20, 80] },
};

interface Geometry {
  readonly model: () => GpuModel;
  /** over weights of features, over every set of slices */
  readonly generations: readonly [number, number];
}

const [name = ""] = process.argv.slice(2);
const geometry = GEOMETRIES[name];
if (geometry === undefined) throw new Error(`one of ${Object.keys(GEOMETRIES).join(", ")} is needed`);
const model = geometry.model();
const sets = setsOf(model);
const judge = new Judge(model, GPUS);
const log = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
log(`${name}: ${sets.taken.length} sets of taken slices`);

/** Seeds below a million are left to those who judge the result; these are for the log. */
const HELD_OUT = Array.from({ length: 8 }, (_, i) => 9_000_000 + i);

function report(text: string, vector: readonly number[]): void {
  const margins = judge.margins(normalise(sets, vector), TRIAL, HELD_OUT);
  const cells = margins.map((margin, i) => `${TRIAL[i]?.mix} ${TRIAL[i]?.load}: ${margin.toFixed(2)}`);
  log(`${text}: ${margins.reduce((a, b) => a + b, 0).toFixed(2)} points over mfi (${cells.join(", ")})`);
}

const values = search(geometry.generations);
report("the table", values);
save(values);

/** Over weights of features of the taken slices, then over every set of slices by itself. */
function search([first, second]: Geometry["generations"]): readonly number[] {
  const width = sets.features[0]?.length ?? 0;
  const start = [10, ...new Array<number>(width - 1).fill(0)];
  const weigh = (weights: readonly number[]) =>
    sets.features.map((row) => row.reduce((sum, feature, i) => sum + feature * (weights[i] ?? 0), 0));
  report("MFI-count", weigh(start));
  const worth = (stage: number) => (vector: readonly number[], generation: number) =>
    judge.worth(normalise(sets, vector), SEARCH, [1_000_000 * stage + generation]);
  const weights = crossEntropy(start, (candidate, g) => worth(1)(weigh(candidate), g), {
    generations: first,
    candidates: 41,
    elite: 12,
    spread: 6,
    seed: SEED,
    onGeneration: (g, mean) => g % 10 === 9 && report(`weights of features, ${g + 1}`, weigh(mean)),
  });
  return crossEntropy(weigh(weights), worth(2), {
    generations: second,
    candidates: 61,
    elite: 20,
    spread: 3,
    seed: SEED + 1,
    onGeneration: (g, mean) => g % 20 === 19 && report(`every set of slices, ${g + 1}`, mean),
  });
}

function save(vector: readonly number[]): void {
  const about = { model: model.name, driver: model.driver, script: `npm run tune -- ${name}`, seed: SEED, gpus: GPUS };
  writeFileSync(`profiles/values/${name}.json`, `${JSON.stringify({ ...about, values: normalise(sets, vector) }, null, 1)}\n`);
}

/**
 * Whole numbers, 0 for a full GPU and 1000 a memory slice for an empty one: neither a factor nor
 * an amount for each free slice changes which place on GPUs of one model is best.
 */
function normalise({ taken }: Sets, vector: readonly number[]): Values {
  const slices = taken.map((set) => set.toString(2).replaceAll("0", "").length);
  const most = Math.max(...slices);
  const full = vector[slices.indexOf(most)] ?? 0;
  const empty = vector[slices.indexOf(0)] ?? 0;
  const perSlice = (empty - full) / most;
  return Object.fromEntries(
    taken.map((set, i) => {
      const used = slices[i] ?? 0;
      const above = (vector[i] ?? 0) - full - perSlice * (most - used);
      return [set, Math.round(UNIT * above + 1000 * (most - used))];
    }),
  );
}
