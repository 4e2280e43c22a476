import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkLayout, formatLayout, type GpuModel, gpuModel, type LayoutFault, parseLayout } from "../../src/index.js";
import { full, minutes } from "../support/full.js";
import { geometries } from "../support/models.js";
import {
  allSpots,
  budgetUse,
  budgetUsed,
  conflict,
  isValid,
  placementOf,
  type Spot,
  textOf,
} from "../support/oracle/geometry.js";
import { allNames, layoutsOf } from "../support/oracle/layouts.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";

/** Every pair that a list of faults names under one code, as "low-high". */
function pairs(faults: readonly LayoutFault[], code: LayoutFault["code"]): readonly string[] {
  const named = faults
    .filter((fault) => fault.code === code)
    .flatMap(({ index, others }) => others.map((other) => `${Math.min(index, other)}-${Math.max(index, other)}`));
  return [...new Set(named)].sort();
}

function conflictingPairs(layout: readonly Spot[]): readonly string[] {
  return layout.flatMap((a, i) => layout.flatMap((b, j) => (i < j && conflict(a, b) ? [`${i}-${j}`] : []))).sort();
}

/** The codes that must stand in the list, for a layout of legal placements. */
function expectedCodes(model: GpuModel, layout: readonly Spot[]): readonly string[] {
  const codes: string[] = [];
  if (conflictingPairs(layout).length > 0) codes.push("OVERLAP");
  if (model.profiles.some((profile) => layout.filter((spot) => spot.profile === profile).length > profile.maxCount))
    codes.push("MAX_COUNT");
  if (layout.length > model.maxInstances) codes.push("INSTANCE_LIMIT");
  if (model.budgets.some((budget) => budgetUsed(budget, layout) > budget.total)) codes.push("MEDIA_ENGINES");
  return codes.sort();
}

describe("faults of random heaps of legal placements", () => {
  it.each(geometries())("%s", { timeout: minutes(20, 2) }, (_, model) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...allSpots(model)), { maxLength: 9 }), (layout) => {
        const faults = checkLayout(model, layout.map(placementOf));
        expect(whyNotPlain(faults)).toBeNull();
        expect([...new Set(faults.map((fault) => fault.code))].sort()).toEqual(expectedCodes(model, layout));
        expect(faults.length === 0).toBe(isValid(model, layout));
        expect(pairs(faults, "OVERLAP")).toEqual(conflictingPairs(layout));
        for (const { code, index, others, message } of faults) {
          expect(message).not.toBe("");
          const spot = layout[index];
          expect(spot).toBeDefined();
          expect(others).toEqual([...others].sort((a, b) => a - b));
          expect(others).not.toContain(index);
          if (code === "MAX_COUNT") expect(others.every((other) => layout[other]?.profile === spot?.profile)).toBe(true);
          if (code === "MEDIA_ENGINES") {
            const users = [index, ...others].map((i) => layout[i]);
            expect(model.budgets.some((budget) => users.every((user) => user && budgetUse(budget, user.profile.name) > 0))).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: full(20_000, 1_000) },
    );
  });

  it.each(geometries())("%s: every layout is free of faults, and its text leads back to it", (_, model) => {
    const faults: string[] = [];
    for (const layout of layoutsOf(model, allNames(model))) {
      const placements = layout.map(placementOf);
      const text = formatLayout(placements.toReversed());
      if (text !== textOf(layout)) faults.push(`${text} should be ${textOf(layout)}`);
      if (JSON.stringify(parseLayout(model, text)) !== JSON.stringify(placements))
        faults.push(`${text} is read as another layout`);
      if (checkLayout(model, placements).length > 0 || checkLayout(model, text === "" ? [] : text.split(",")).length > 0)
        faults.push(`${text} has a fault`);
    }
    expect(faults.slice(0, 5)).toEqual([]);
  });
});

describe("faults by hand", () => {
  const codes = (layout: Parameters<typeof checkLayout>[1]) =>
    checkLayout("H100-80GB", layout).map(({ code, index }) => [code, index]);

  it("names an unknown profile, a start that the profile never has and a wrong size", () => {
    expect(codes(["9g.10gb@0"])).toEqual([["UNKNOWN_PROFILE", 0]]);
    expect(codes(["1g.10gb@0", "2g.20gb@6"])).toEqual([["ILLEGAL_START", 1]]);
    expect(codes(["3g.40gb@2"])).toEqual([["ILLEGAL_START", 0]]);
    expect(codes([{ profile: "3g.40gb", start: 4, size: 3 }])).toEqual([["WRONG_SIZE", 0]]);
    expect(codes([{ profile: "3g.40gb", start: 4, size: 4 }])).toEqual([]);
  });

  it("checks the compute instances inside", () => {
    const inside = (...computeInstances: { profile: string; start: number }[]) =>
      codes([{ profile: "3g.40gb", start: 0, computeInstances }]);
    expect(inside()).toEqual([]);
    expect(inside({ profile: "1c.3g.40gb", start: 0 }, { profile: "1c.3g.40gb", start: 1 })).toEqual([]);
    expect(inside({ profile: "1c.3g.40gb", start: 0 }, { profile: "1c.3g.40gb", start: 0 })).toEqual([["COMPUTE_INSTANCES", 0]]);
    expect(inside({ profile: "7c.3g.40gb", start: 0 })).toEqual([["COMPUTE_INSTANCES", 0]]);
  });

  it("finds several faults at once", () => {
    const found = codes(["1g.10gb+me@0", "1g.10gb+me@1", "7g.80gb@0"]).map(([code]) => code);
    expect(new Set(found)).toEqual(new Set(["OVERLAP", "MAX_COUNT", "MEDIA_ENGINES"]));
  });
});

describe("text", () => {
  it("takes any spelling and any order, and gives the canonical one", () => {
    const layout = parseLayout("H100-80GB", " 1g.10gb@6, MIG 3g.40gb@0 ");
    expect(layout.map(({ profile, start, size }) => [profile, start, size])).toContainEqual(["3g.40gb", 0, 4]);
    expect(formatLayout(layout)).toBe("3g.40gb@0,1g.10gb@6");
    expect(whyNotPlain(layout)).toBeNull();
  });

  it("the empty layout has the empty text", () => {
    expect(formatLayout([])).toBe("");
    expect(parseLayout(gpuModel("A30-24GB"), "")).toEqual([]);
  });
});
