/**
 * profiles/*.json -> docs/facts-and-doubts.md: of each fact about each model, whether a driver printed
 * it, a document says it, or it is inferred, with the sources. `--check` compares.
 */
import { readdirSync, readFileSync } from "node:fs";
import { gpuModels } from "../src/index.js";
import type { GpuModel } from "../src/model/types.js";
import { emitText } from "./emit.js";

type Sources = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** What the page tells of a file of profiles/. */
interface File extends GpuModel {
  readonly sources: Readonly<Record<string, Sources>> & { readonly traits: Readonly<Record<string, string>> };
  readonly conflicts: readonly { readonly field: string; readonly a: string; readonly b: string; readonly chosen: unknown }[];
}

/** Columns of the first table, and the figures that tell whether anything is known at all. */
const FACTS: readonly { readonly title: string; readonly key: string; readonly figures?: (file: File) => readonly unknown[] }[] =
  [
    { title: "placements", key: "placements" },
    { title: "ids and counts", key: "ids and counts", figures: (file) => file.profiles.map(({ id }) => id) },
    { title: "memory", key: "memory", figures: (file) => file.profiles.map(({ memoryMiB }) => memoryMiB) },
    { title: "multiprocessors", key: "multiprocessors", figures: (file) => file.profiles.map((it) => it.multiprocessors) },
    { title: "engines", key: "engines", figures: (file) => file.profiles.map(({ engines }) => engines) },
    { title: "compute instances", key: "compute instances" },
    { title: "their starts", key: "compute instance starts" },
  ];

/** Sources that are what a driver printed, or what somebody saw on a board. */
const SEEN = /^nvidia-smi\b|^karpenter\.dra\b|\bseen\b|on one GH200/;

const read = <T>(file: string): T => JSON.parse(readFileSync(`profiles/${file}`, "utf8")) as T; // files of this repository, checked by its tests
const files = new Map(
  readdirSync("profiles")
    .filter((file) => /^[A-Z].*\.json$/.test(file))
    .map((file) => read<File>(file))
    .map((file) => [file.name, file]),
);
const inOrder = gpuModels().map(({ name }) => files.get(name) as File); // every built-in model has its file
const names = read<Readonly<Record<string, string>>>("sources.json");
const unplaced = read<readonly { readonly name: string; readonly reason: string }[]>("without-placements.json");

function listOf(sources: Sources | undefined): readonly string[] {
  if (sources === undefined) return [];
  return Array.isArray(sources) ? sources : Object.values(sources).flat();
}

function kindOf(source: string): "inferred" | "observed" | "documented" {
  if (source.startsWith("inferred")) return "inferred";
  return SEEN.test(source) ? "observed" : "documented";
}

/** In a word or two: how far a fact can be relied on. */
function standing(file: File, { key, figures }: (typeof FACTS)[number]): string {
  const known = figures?.(file) ?? [];
  if (known.length > 0 && known.every((figure) => figure === null)) return "not known";
  const part = known.some((figure) => figure === null) ? ", some not known" : "";
  const kinds = new Set(listOf(file.sources[key]).map(kindOf));
  if (key === "placements") {
    const { placements } = file.provenance;
    return placements === "inferred" && kinds.has("observed")
      ? "**inferred**, some seen"
      : placements === "inferred"
        ? "**inferred**"
        : placements;
  }
  // What was seen of a sibling stands among the sources, and the note says that it was a sibling.
  if (file.provenance.notes.some((note) => note.toLowerCase().startsWith(`${key} are inferred:`))) kinds.clear();
  if (kinds.has("inferred") || kinds.size === 0) return `${kinds.size > 1 ? "in part " : ""}**inferred**${part}`;
  return `${kinds.has("observed") ? "observed" : "documented"}${part}`;
}

/** A cell or an item on one line. */
const line = (text: string) => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
const show = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
const taken = (chosen: unknown) => line(show(chosen)).replace(/^a\b/, "the former").replace(/^b\b/, "the latter");

function sourcesOf(file: File): string {
  const { traits, ...facts } = file.sources;
  const rows = Object.entries(facts).map(([fact, sources]) => {
    if (Array.isArray(sources)) return `- **${fact}**: ${sources.map(line).join("; ")}`;
    const parts = Object.entries(sources).map(([profiles, own]) => `  - ${profiles}: ${own.map(line).join("; ")}`);
    return [`- **${fact}**:`, ...parts].join("\n");
  });
  return [...rows, "- **traits**:", ...Object.entries(traits).map(([trait, source]) => `  - ${trait}: ${line(source)}`)].join(
    "\n",
  );
}

function section(file: File): string {
  const conflicts = file.conflicts.map(
    ({ field, a, b, chosen }) => `- ${line(field)}: ${line(show(a))}, against ${line(show(b))}. Taken: ${taken(chosen)}.`,
  );
  return `## ${file.name}

${file.provenance.notes.map((note) => `- ${line(note)}`).join("\n")}
${conflicts.length === 0 ? "" : `\nWhere sources disagree:\n\n${conflicts.join("\n")}\n`}
<details><summary>Sources</summary>

${sourcesOf(file)}

</details>
`;
}

const page = `<!-- Generated by scripts/generate-facts-page.ts from profiles/. Do not edit. -->

# Facts and doubts

What the answers of migpack rest on, model by model. **Observed**: a driver printed it, and somebody published what it printed.
**Documented**: NVIDIA or a maintainer of a program says so. **Inferred**: nobody has published it; the reason stands with the sources.
A figure that is not known is \`null\` in the model, never a guess. \`gpuModel(name).provenance\` says the same to programs.

If you have one of the boards whose placements are inferred, the output of \`nvidia-smi mig -lgip\` and \`nvidia-smi mig -lgipp\` would
settle it.

| model | ${FACTS.map(({ title }) => title).join(" | ")} |
|---|${FACTS.map(() => "---|").join("")}
${inOrder.map((file) => `| ${file.name} | ${FACTS.map((fact) => standing(file, fact)).join(" | ")} |`).join("\n")}

Known, and refused, since nobody has published their placements:

${unplaced.map(({ name, reason }) => `- ${name}: ${reason}`).join("\n")}

Beyond the models three things are inferred for all of them: which start the driver picks when none is asked for
([what the driver will do](driver.md)), at which starts compute instances may sit, and why two numberings of instances exist (R26).
The rules with their numbers stand in [profiles/README.md](../profiles/README.md#the-rules-that-decide-geometry).

${inOrder.map(section).join("\n")}
## Short names of sources

"nvidia-smi capture X" is the output of nvidia-smi as somebody published it, under a name that says board, driver branch and command.

${Object.entries(names)
  .map(([name, source]) => `- \`${name}\`: ${line(source)}`)
  .join("\n")}
`;
emitText("docs/facts-and-doubts.md", page, "generate:docs");
