import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmaps, capacity, defineGpuModel, freeStarts, gpuModel } from "../../src/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { full, minutes } from "../support/full.js";
import { geometries } from "../support/models.js";
import { canAdd, mostMore, placementOf, spotsOfProfile, textOf } from "../support/oracle/geometry.js";
import { allNames, layoutsOf } from "../support/oracle/layouts.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";

/** Bit i for member i. */
function bits(slices: Iterable<number>): number {
  return [...new Set(slices)].reduce((sum, slice) => sum + 2 ** slice, 0);
}

describe("every layout of every geometry", () => {
  it.each(geometries())("%s: free starts, capacity and bitmaps", { timeout: minutes(20, 2) }, (_, model) => {
    const faults: string[] = [];
    for (const layout of layoutsOf(model, allNames(model))) {
      if (faults.length >= 5) break;
      const occupied = layout.map(placementOf);
      const more = capacity(model, occupied);
      const expectedMore = model.profiles.map(({ name }) => mostMore(model, layout, name));
      const actualMore = model.profiles.map(({ name }) => more[name] ?? 0);
      if (actualMore.join() !== expectedMore.join())
        faults.push(`${textOf(layout)}: capacity ${actualMore}, should be ${expectedMore}`);
      for (const { name } of model.profiles) {
        const starts = freeStarts(model, name, occupied).join();
        const expected = spotsOfProfile(model, name).filter((spot) => canAdd(model, layout, spot));
        const right = expected.map((spot) => spot.start).join();
        if (starts !== right) faults.push(`${textOf(layout)}: ${name} starts at ${starts}, should be ${right}`);
      }
      const masks = bitmaps(model, occupied);
      const memory = bits(layout.flatMap((spot) => [...spot.memory]));
      const compute = bits(layout.flatMap((spot) => [...spot.compute]));
      if (masks.memory !== memory || masks.compute !== compute)
        faults.push(`${textOf(layout)}: bitmaps ${JSON.stringify(masks)}, should be ${memory} and ${compute}`);
      const why = whyNotPlain(more) ?? whyNotPlain(masks) ?? whyNotPlain(freeStarts(model, allNames(model)[0] ?? "", occupied));
      if (why !== null) faults.push(why);
    }
    expect(faults).toEqual([]);
  });

  it("does not depend on the order or the spelling of what runs", () => {
    const model = gpuModel("H100-80GB");
    const states = [...layoutsOf(model, allNames(model))];
    const shuffled = fc.constantFrom(...states).chain((layout) => fc.shuffledSubarray([...layout], { minLength: layout.length }));
    fc.assert(
      fc.property(shuffled, (layout) => {
        const sorted = layout.toSorted((a, b) => a.start - b.start).map(placementOf);
        const text = layout.map((spot) => `${spot.profile.name}@${spot.start}`);
        expect(capacity(model, text)).toEqual(capacity(model, sorted));
        expect(freeStarts(model, "1g.10gb", text)).toEqual(freeStarts(model, "1g.10gb", sorted));
      }),
      { numRuns: full(5_000, 300) },
    );
  });
});

describe("capacity by hand", () => {
  it("names only profiles of the model and leaves out what does not fit", () => {
    const more = capacity("A100-40GB", ["4g.20gb@0"]);
    expect({ ...more }).toEqual({ "1g.5gb": 3, "1g.5gb+me": 1, "1g.10gb": 2, "2g.10gb": 1, "3g.20gb": 1 });
  });
});

interface Row {
  readonly name: string;
  readonly free: number;
}

/** "|   0  MIG 1g.5gb   19     3/7   ..." */
function freeColumn(lgip: string): readonly Row[] {
  return [...lgip.matchAll(/^\|\s+\d+\s+MIG (\S+)\s+\d+\s+(\d+)\/\d+/gm)].map((row) => ({
    name: String(row[1]),
    free: Number(row[2]),
  }));
}

/** "|   0  MIG 1g.5gb   19   9   6:1   |" */
function instances(lgi: string): readonly string[] {
  return [...lgi.matchAll(/^\|\s+\d+\s+MIG (\S+)\s+\d+\s+\d+\s+(\d+):\d+/gm)].map((row) => `${row[1]}@${row[2]}`);
}

// R6: the Free column is the largest number of disjoint placements still free.
describeWithFacts("capacity against the Free column of real captures", () => {
  const folder = "vectors/nvidia-smi";
  const listed = (file: string) => instances(readFact(`${folder}/${file}.lgi.txt`));
  const captures: readonly (readonly [string, string, number | undefined, () => readonly string[]])[] = [
    ["A100-40GB.ssup2.lgip-1-empty", "A100-40GB", undefined, () => []],
    ["A100-40GB.ssup2.lgip-2-after-4g", "A100-40GB", undefined, () => ["4g.20gb@0"]],
    ["A100-40GB.r450.lgip", "A100-40GB", 450, () => listed("A100-40GB.r450")],
    ["A100-80GB-PCIe.r515.lgip", "A100-80GB", 515, () => []],
    ["H100-80GB-HBM3.lgip", "H100-80GB", undefined, () => []],
    ["H100-80GB-HBM3.prickle-default.lgip", "H100-80GB", undefined, () => []],
    ["H100-80GB-HBM3.prickle-mig.lgip", "H100-80GB", undefined, () => listed("H100-80GB-HBM3.prickle-mig")],
    ["H100-80GB-HBM3.prickle-mig-mixed.lgip", "H100-80GB", undefined, () => listed("H100-80GB-HBM3.prickle-mig-mixed")],
    ["H200.prickle-mig.lgip", "H200-141GB", undefined, () => listed("H200.prickle-mig")],
    ["H100-NVL-94GB.lgip", "H100-94GB", undefined, () => []],
    ["GH200-96GB.lgip", "H100-96GB", undefined, () => []],
    ["RTX-PRO-6000-SE.lgip", "RTX-PRO-6000-96GB", undefined, () => []],
  ];

  it.each(captures)("%s", (file, name, driver, running) => {
    const model = driver === undefined ? gpuModel(name) : gpuModel(name, { driver });
    const rows = freeColumn(readFact(`${folder}/${file}.txt`));
    expect(rows.length).toBeGreaterThan(4);
    const more = capacity(model, running());
    expect(rows.map(({ name: profile }) => ({ name: profile, free: more[profile] ?? 0 }))).toEqual(rows);
  });
});

it("a GPU of as many instances as a question holds is full", () => {
  const starts = Array.from({ length: 16 }, (_, start) => start);
  const profiles = [{ name: "one", memorySlices: 1, computeSlices: 1, starts }];
  const model = defineGpuModel({ name: "sixteen", memorySlices: 16, computeSlices: 16, profiles });
  const occupied = starts.map((start) => `one@${start}`);
  expect(capacity(model, occupied)).toEqual({});
  expect(freeStarts(model, "one", occupied)).toEqual([]);
  expect(() => capacity(model, [...occupied, "one@3"])).toThrow(expect.objectContaining({ code: "INVALID_LAYOUT" }));
});
