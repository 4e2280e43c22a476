import { describe, expect, test } from "vitest";
import { capacity, defineGpuModel, gpuModels } from "../../src/index.js";
import { formatMigConfig } from "../../src/mig-parted/format.js";
import { generateMigConfig } from "../../src/mig-parted/generate.js";
import { resolveMigConfig } from "../../src/mig-parted/resolve.js";
import type { MigConfigFile } from "../../src/mig-parted/types.js";
import { describeWithFacts, readFact } from "../support/facts.js";

interface Case {
  readonly node: string;
  readonly spec: MigConfigFile;
  readonly yaml: string;
}

/** The nodes of the recorded runs, in this library's names. */
const NODES: Readonly<Record<string, readonly string[]>> = {
  "A100-80GB x2": ["A100-80GB", "A100-80GB"],
  A30: ["A30-24GB"],
  "A100-40GB + A100-80GB": ["A100-40GB", "A100-80GB"],
  "A100-80GB + A30": ["A100-80GB", "A30-24GB"],
};

describeWithFacts("the files that the real program generates", () => {
  const { cases } = JSON.parse(readFact("vectors/mig-parted/generate-config.json")) as { cases: readonly Case[] }; // as recorded
  test.each(cases.map((each) => [each.node, each] as const))("%s", (node, { spec, yaml }) => {
    const file = generateMigConfig(NODES[node] ?? node.split(" + "));
    // Go has one value for what is absent and what is null.
    expect(JSON.parse(formatMigConfig(file, "json"))).toEqual(spec);
    expect(formatMigConfig(file)).toBe(yaml);
  });
});

describe("a generated file", () => {
  test.each(gpuModels().map((model) => [model.name, model] as const))("can be applied on a node of %s throughout", (_, model) => {
    const file = generateMigConfig([model]);
    for (const name of Object.keys(file["mig-configs"])) {
      const [gpu] = resolveMigConfig(file, name, { name: "n", gpus: [{ model }] });
      expect([name, gpu?.outcome]).toEqual([name, name === "all-disabled" ? "disabled" : "layout"]);
    }
    for (const [profile, count] of Object.entries(capacity(model))) {
      const [entry] = file["mig-configs"][`all-${profile.replaceAll("+", ".")}`] ?? [];
      expect(entry?.["mig-devices"]).toEqual({ [profile]: count });
    }
  });

  test("has no all-balanced for a GPU that the rule does not know", () => {
    const model = defineGpuModel({
      name: "three",
      memorySlices: 3,
      computeSlices: 3,
      profiles: [{ name: "1g.1gb", computeSlices: 1, memorySlices: 1, starts: [0, 1, 2] }],
    });
    expect(Object.keys(generateMigConfig([model])["mig-configs"])).toEqual(["all-disabled", "all-enabled", "all-1g.1gb"]);
    expect(() => generateMigConfig([model, "A30-24GB"])).toThrow("three has none");
    expect(() => generateMigConfig([])).toThrow("models");
    expect(() => generateMigConfig([model, "no"])).toThrow(expect.objectContaining({ path: ["models", 1] }));
  });

  test("names the board by which a model was named", () => {
    const file = generateMigConfig(["0x233110DE", "0x20B5"]);
    expect(file["mig-configs"]["all-4g.40gb"]?.[0]?.["device-filter"]).toEqual(["0x20B510DE", "0x233110DE"]);
  });
});
