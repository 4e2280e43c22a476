/** The files of profiles/: that the package has what they say, and that each is whole in itself. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Budget, type GpuModel, gpuModel, gpuModels, parseProfile } from "../../src/index.js";

interface ProfileFile extends Omit<GpuModel, "driver"> {
  readonly minDriver: number | null;
  readonly memoryGb: number;
  readonly driverBudgets: readonly (Budget & { readonly below: number })[];
  readonly sources: Readonly<Record<string, unknown>>;
  readonly conflicts: readonly unknown[];
}

const folder = fileURLToPath(new URL("../../profiles/", import.meta.url));
const read = (file: string) => readFileSync(`${folder}${file}`, "utf8");
// Files of this repository: what they lack of their type, the tests below find.
const files = readdirSync(folder)
  .filter((file) => /^[A-Z].*\.json$/.test(file))
  .map((file) => [file, JSON.parse(read(file)) as ProfileFile] as const);
const sourceNames = new Set(Object.keys(JSON.parse(read("sources.json")) as Record<string, string>));
/** Short names of sources are in families: "okm.cts", "docs.profiles". */
const families = [...sourceNames].filter((name) => name.includes(".")).map((name) => name.slice(0, name.indexOf(".")));
const SOURCE_NAME = new RegExp(`(?<![\\w.])(?:${[...new Set(families)].join("|")})\\.\\w+`, "g");

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const usesOf = (model: ProfileFile, name: string) => model.budgets.find((budget) => budget.name === name)?.uses;
const isPlain = ({ attributes }: { readonly attributes: readonly string[] }) => attributes.length === 0;

test("there is a file for each built-in model, and for no other", () => {
  expect(files.map(([file]) => file).sort()).toEqual(
    gpuModels()
      .map(({ name }) => `${name}.json`)
      .sort(),
  );
});

describe.each(files)("%s", (file, model) => {
  test("is what the package has", () => {
    const { memoryGb, minDriver, driverBudgets, sources, conflicts, ...rest } = model;
    expect(gpuModel(model.name)).toEqual({ ...rest, driver: null });
    expect(file).toBe(`${model.name}.json`);
  });

  test("has names that say what its fields say (R42)", () => {
    for (const profile of model.profiles) {
      const name = parseProfile(profile.name);
      expect(name).toMatchObject({ name: profile.name, computeSlices: profile.computeSlices, attributes: profile.attributes });
      for (const alias of profile.aliases) expect(parseProfile(alias).computeSlices).toBe(profile.computeSlices);
      for (const inside of profile.computeInstances) {
        const { computeInstanceSlices, computeSlices } = parseProfile(inside.name);
        expect(computeInstanceSlices ?? computeSlices).toBe(inside.slices);
      }
    }
    const names = model.profiles.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(model.profiles.map(({ id }) => id)).size).toBe(model.profiles.length);
  });

  test("gives variants of one profile one geometry", () => {
    for (const variant of model.profiles.filter((profile) => !isPlain(profile))) {
      const plain = model.profiles.find((it) => isPlain(it) && it.name === variant.name.replace(/[+-].*$/, ""));
      const { computeSlices, memorySlices, starts, memoryMiB, multiprocessors } = variant;
      expect(plain).toMatchObject({ computeSlices, memorySlices, starts, memoryMiB, multiprocessors });
    }
  });

  test("shares out the one OFA by who has it (R9, R12)", () => {
    const known = model.profiles.every(({ engines }) => engines !== null);
    const owners = model.profiles.filter((profile) =>
      known ? profile.engines?.ofa === 1 : profile.attributes.includes("+me") || profile.computeSlices === model.computeSlices,
    );
    expect(usesOf(model, "OFA")).toEqual(Object.fromEntries(owners.map(({ name }) => [name, 1])));
  });

  test("shares out decoders where profiles without any exist (R12, R13)", () => {
    const bare = model.profiles.some(({ attributes }) => attributes.includes("-me"));
    const decoders = model.profiles.flatMap(({ name, engines }) => (engines?.decoder ? [[name, engines.decoder]] : []));
    expect(usesOf(model, "media engines")).toEqual(bare ? Object.fromEntries(decoders) : undefined);
  });

  test("says where its figures are from, in names that are spelled out", () => {
    const texts = textsOf([model.sources, model.conflicts, model.provenance.notes]).join("\n");
    expect(texts).not.toMatch(/@r\d|pasted|undefined/);
    const named = [...textsOf(model.sources).filter((text) => /^\w+$/.test(text)), ...(texts.match(SOURCE_NAME) ?? [])];
    for (const name of named) expect(sourceNames).toContain(name);
    const inferred = textsOf(model.sources.placements).some((text) => text.startsWith("inferred"));
    expect(model.provenance.placements).toBe(inferred ? "inferred" : "observed");
    for (const note of model.provenance.notes) expect(note).toMatch(/^[A-Z\d].*\.$/);
  });

  test("stands in the table of the README with its provenance", () => {
    expect(read("README.md")).toContain(`| ${model.name} | ${model.provenance.placements}`);
  });
});
