/**
 * Facets and verdicts of the packing polytopes of all built-in models, at every driver branch
 * that changes them -> src/generated/facets.ts. Each is derived and certified by the planner
 * itself (assembly/pack); a polytope that is not certified fails the build.
 */

import { fingerprintOf } from "../src/fleet/polytope.js";
import { vocabularyOf } from "../src/gpu/vocabulary.js";
import { emit } from "./emit.js";
import { allVariants } from "./variants.js";

const found = new Map<string, { models: Set<string>; rows: number[][] }>();
for (const model of allVariants()) {
  const { planner, handle } = vocabularyOf(model);
  const polytope = planner.polytopeOf(handle, -1);
  const key = fingerprintOf(planner, polytope);
  const label = model.driver === null ? model.name : `${model.name} driver ${model.driver}`;
  const known = found.get(key);
  if (known !== undefined) {
    known.models.add(label);
    continue;
  }
  planner.deriveFacets(handle, polytope);
  if (planner.isCertified(polytope) === 0) throw new Error(`${label}: the integer decomposition property is not certified`);
  const rows = Array.from({ length: planner.facetCount(polytope) }, (_, facet) => [
    ...Array.from({ length: planner.classCount(polytope) }, (_, index) => planner.classWeight(polytope, facet, index)),
    planner.facetTotal(polytope, facet),
  ]);
  found.set(key, { models: new Set([label]), rows });
}

/** The first model and branch that has it, and how many more do. */
const title = (models: ReadonlySet<string>) => `${[...models][0]}${models.size > 1 ? ` and ${models.size - 1} more` : ""}`;
const entries = [...found].map(([key, { models, rows }]) => `  // ${title(models)}\n  "${key}": ${JSON.stringify(rows)},\n`);
emit(
  "src/generated/facets.ts",
  "scripts/generate-facets.ts from profiles/ and assembly/",
  `/** Facets of packing polytopes that are certified, by fingerprint: weights by class, then the total per GPU. */\nexport const FACETS: Readonly<Record<string, readonly (readonly number[])[]>> = {\n${entries.join("")}};\n`,
);
