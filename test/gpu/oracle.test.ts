import { describe, expect, it } from "vitest";
import { predict, someOrderWorks } from "../support/oracle/driver.js";
import { bestFit, fewestMoves, misfits, wantOf } from "../support/oracle/fit.js";
import { creatable, findSpot, type Geometry, isValid, mostMore, textOf } from "../support/oracle/geometry.js";
import { quarters, sevenSlices, twelfths } from "../support/oracle/known.js";
import { allNames, isMaximal, layoutsOf, plainNames, setsOf } from "../support/oracle/layouts.js";

function counts(geometry: Geometry, names: readonly string[]) {
  const layouts = [...layoutsOf(geometry, names)];
  const maximal = layouts.filter((layout) => isMaximal(geometry, layout, names));
  return {
    layouts: layouts.length,
    sets: setsOf(layouts).size,
    maximal: maximal.length,
    maximalSets: setsOf(maximal).size,
  };
}

// The oracles judge everything else, so they are held against numbers that were published or counted elsewhere.
describe("the oracle itself", () => {
  it("counts the layouts of the published tables", () => {
    expect(counts(sevenSlices, allNames(sevenSlices))).toMatchObject({ layouts: 2319, sets: 128 });
    expect(counts(sevenSlices, plainNames(sevenSlices))).toMatchObject({ layouts: 723, maximal: 78, maximalSets: 38 });
    const withoutDouble = plainNames(sevenSlices).filter((name) => name !== "1g.10gb");
    expect(counts(sevenSlices, withoutDouble)).toMatchObject({ layouts: 298, maximal: 19, maximalSets: 14 });
    expect(counts(quarters, plainNames(quarters))).toMatchObject({ layouts: 26, maximal: 5, maximalSets: 4 });
    expect(counts(twelfths, plainNames(twelfths))).toMatchObject({ layouts: 26, maximal: 5 });
  });

  it("enumerates valid layouts, each once", () => {
    const layouts = [...layoutsOf(sevenSlices, allNames(sevenSlices))];
    expect(new Set(layouts.map(textOf)).size).toBe(layouts.length);
    expect(layouts.every((layout) => isValid(sevenSlices, layout))).toBe(true);
  });

  it("refuses what the rules refuse", () => {
    // R4: 3g and 3g fill the memory although a compute slice is idle.
    const two = ["3g.20gb", "3g.20gb"].map((name) => wantOf(sevenSlices, name));
    expect(textOf(bestFit(sevenSlices, [], two) ?? [])).toBe("3g.20gb@0,3g.20gb@4");
    expect(misfits(sevenSlices, [], [...two, wantOf(sevenSlices, "1g.5gb")])).toMatchObject([
      { index: 2, code: "MEMORY_SLICES", requested: 1, used: 8, capacity: 8 },
    ]);
    // R12 has its like in R9: the second +me finds no OFA, and its own count stops it first.
    const me = wantOf(sevenSlices, "1g.5gb+me");
    expect(misfits(sevenSlices, [], [me, me])).toMatchObject([{ index: 1, code: "MAX_COUNT", used: 1, capacity: 1 }]);
    const half = wantOf(quarters, "2g.12gb+me");
    expect(misfits(quarters, [], [wantOf(quarters, "1g.6gb+me"), half])).toMatchObject([{ code: "MEDIA_ENGINES" }]);
  });

  it("finds the fewest moves", () => {
    const running = [findSpot(sevenSlices, "1g.5gb", 0), findSpot(sevenSlices, "1g.5gb", 4)];
    expect(fewestMoves(sevenSlices, running, [wantOf(sevenSlices, "4g.20gb")])).toBe(1);
    expect(fewestMoves(sevenSlices, running, [wantOf(sevenSlices, "7g.40gb")])).toBeNull();
  });

  it("counts what is left", () => {
    expect(creatable(sevenSlices, []).length).toBe(25);
    // The Free column of a captured A100 that holds a 4g at 0.
    const four = [findSpot(sevenSlices, "4g.20gb", 0)];
    expect(allNames(sevenSlices).map((name) => mostMore(sevenSlices, four, name))).toEqual([3, 1, 2, 1, 1, 0, 0]);
  });

  it("picks starts as drivers were seen to (R22)", () => {
    const seven = Array.from({ length: 7 }, () => "1g.5gb");
    expect(predict(sevenSlices, seven, []).placed.map((spot) => spot.start)).toEqual([6, 4, 5, 0, 1, 2, 3]);
    expect(predict(sevenSlices, ["1g.5gb", "1g.5gb", "2g.10gb", "3g.20gb"], []).failedAt).toBe(3);
    expect(someOrderWorks(sevenSlices, ["1g.5gb", "1g.5gb", "2g.10gb", "3g.20gb"], [])).toBe(true);
    expect(someOrderWorks(sevenSlices, ["4g.20gb", "4g.20gb"], [])).toBe(false);
  });
});
