/**
 * profiles/*.json -> src/generated/models.ts, as compact rows: what is equal in many models (the
 * starts, compute instances and attributes of a profile) stands once in a table of shapes.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { GpuInstanceProfile, GpuModel } from "../src/model/types.js";
import { emit } from "./emit.js";

/** A file of profiles/: a model, and what `FIELDS` names besides. */
type Model = GpuModel & Readonly<Record<string, unknown>>;

/** Fields of a model that travel; the sources stay in profiles/. */
const FIELDS = [
  "name",
  "productNames",
  "pciDeviceIds",
  "architecture",
  "computeCapability",
  "memoryMiB",
  "minDriver",
  "memorySlices",
  "computeSlices",
  "maxInstances",
  "columns",
  "budgets",
  "driverBudgets",
  "provenance",
];
/** In the order in which rows.ts reads them. */
const TRAITS = [
  "confidentialComputing",
  "secureTenants",
  "concurrentProfiling",
  "decoderPerInstance",
  "migModeNeedsReset",
  "migModeSurvivesReboot",
] as const;
/** Models as people meet them: by generation, then by size; those not named here follow by name. */
const ORDER = [
  "A30",
  "A100-40",
  "A100-80",
  "H100-80",
  "H100-94",
  "H100-96",
  "H20-96",
  "H20-141",
  "H200",
  "GH200",
  "B200",
  "GB200",
  "B300",
  "GB300",
  "RTX",
];

const read = <T>(file: string): T => JSON.parse(readFileSync(`profiles/${file}`, "utf8")) as T; // files of this repository, checked by its tests
const rank = ({ name }: Model) => ORDER.findIndex((prefix) => name.startsWith(prefix)) + 1 || ORDER.length + 1;
const models = readdirSync("profiles")
  .filter((file) => /^[A-Z].*\.json$/.test(file))
  .map((file) => read<Model>(file))
  .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));

const shapes: string[] = [];
const shapeOf = (value: unknown) => {
  const text = JSON.stringify(value);
  if (!shapes.includes(text)) shapes.push(text);
  return shapes.indexOf(text);
};

function profileRow(profile: GpuInstanceProfile): unknown[] {
  const {
    name,
    aliases,
    id,
    attributes,
    computeSlices,
    memorySlices,
    starts,
    maxCount,
    memoryMiB,
    multiprocessors,
    engines,
    minDriver,
  } = profile;
  const { copy, decoder, encoder, jpeg, ofa } = engines ?? {};
  const inside = profile.computeInstances.map((it) => [it.id, it.slices, it.starts, it.size, it.maxCount]);
  const shape = shapeOf([attributes, computeSlices, memorySlices, starts, maxCount, inside]);
  return [
    name,
    id,
    shape,
    memoryMiB,
    multiprocessors,
    engines === null ? null : [copy, decoder, encoder, jpeg, ofa],
    minDriver,
    profile.computeInstances.map((it) => it.multiprocessors),
    ...(aliases.length > 0 ? [aliases] : []),
  ];
}

const rows = models.map((model) => ({
  ...Object.fromEntries(FIELDS.map((field) => [field, model[field]])),
  traits: TRAITS.map((trait) => model.traits[trait]),
  profiles: model.profiles.map(profileRow),
}));

emit(
  "src/generated/models.ts",
  "scripts/generate-models.ts from profiles/",
  `import type { ModelRow, ShapeRow, UnplacedModel } from "../model/rows.js";

/** What profiles of several models have in common; rows of a model name a shape by its index. */
export const SHAPES: readonly ShapeRow[] = [
${shapes.map((shape) => `  ${shape},\n`).join("")}];

/** The built-in models. */
export const MODELS: readonly ModelRow[] = [
${rows.map((row) => `  ${JSON.stringify(row)},\n`).join("")}];

/** Known by name, and refused: nobody has published their placements. */
export const WITHOUT_PLACEMENTS: readonly UnplacedModel[] = ${JSON.stringify(read("without-placements.json"), null, 2)};
`,
);
