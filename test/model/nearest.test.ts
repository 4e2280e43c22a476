import { describe, expect, test } from "vitest";
import { gpuModel } from "../../src/index.js";
import { deepFreeze } from "../../src/model/freeze.js";
import { nearest } from "../../src/model/nearest.js";

describe("nearest", () => {
  const names = ["A100-40GB", "A100-80GB", "H100-80GB", "B200-180GB"];

  test.each([
    ["H100-80GBB", ["H100-80GB", "A100-80GB", "A100-40GB"]],
    ["h100-80gb", ["H100-80GB", "A100-80GB", "A100-40GB"]],
    ["A100-41GB", ["A100-40GB", "A100-80GB", "H100-80GB"]],
    ["L40S", []],
    ["", []],
  ])("%j -> %j", (name, found) => {
    expect(nearest(name, names)).toEqual(found);
  });

  test("keeps to its limit, and equals stand in the order given", () => {
    expect(nearest("A100-60GB", names, 2)).toEqual(["A100-40GB", "A100-80GB"]);
  });

  test("reads no more of a long text than its beginning", () => {
    expect(nearest(`${"y".repeat(64)}${"x".repeat(10_000_000)}`, ["y".repeat(64)])).toHaveLength(1);
  });
});

describe("deepFreeze", () => {
  test("freezes all parts of a model", () => {
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(walk);
    };
    walk(gpuModel("RTX-PRO-6000-96GB"));
    walk(gpuModel("A100-80GB", { driver: 470 }));
  });

  test("gives back what it was given", () => {
    const value = { list: [{ deep: [1] }], none: null };
    expect(deepFreeze(value)).toBe(value);
    expect(Object.isFrozen(value.list[0]?.deep)).toBe(true);
  });
});

describe("what is still near", () => {
  test("differs in no more than half of the longer name", () => {
    expect(nearest("ab", ["ac", "cd"])).toEqual(["ac"]);
    expect(nearest("abcd", ["ab", "a"])).toEqual(["ab"]);
  });
});
