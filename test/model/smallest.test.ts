/** The smallest profile that has enough, on one model and among several. */
import { describe, expect, it } from "vitest";
import { defineGpuModel, type GpuModel, gpuModel, type ProfileNeed, smallestProfile } from "../../src/index.js";
import { readNeed, serves, smallestAmong } from "../../src/model/smallest.js";

/** Profiles as "name memory-slices compute-slices". */
function own(slices: number, ...profiles: readonly string[]): GpuModel {
  return defineGpuModel({
    name: `own-${profiles.join("-").replaceAll(" ", "")}`,
    memorySlices: slices,
    computeSlices: slices,
    profiles: profiles.map((text) => {
      const [name = "", memory, compute] = text.split(" ");
      return { name, memorySlices: Number(memory), computeSlices: Number(compute), starts: [0] };
    }),
  });
}

describe("on one model", () => {
  it("fewest memory slices, then fewest compute slices, then the first", () => {
    const model = own(8, "large 4 4", "wide 2 2", "small 2 1", "twin 2 1");
    expect(smallestProfile(model, {})?.name).toBe("small");
    expect(smallestProfile(model, { minComputeSlices: 2 })?.name).toBe("wide");
    expect(smallestProfile(model, { minComputeSlices: 3 })?.name).toBe("large");
  });

  it("exactly enough is enough, and nothing is asked by 0", () => {
    const [first] = gpuModel("H100-80GB").profiles;
    expect(smallestProfile("H100-80GB", { minMemoryMiB: first?.memoryMiB ?? 0 })).toBe(first);
    expect(smallestProfile("H100-80GB", { minMemoryMiB: (first?.memoryMiB ?? 0) + 1 })?.name).toBe("1g.20gb");
    expect(smallestProfile("H100-80GB", { minMemoryMiB: 0, minComputeSlices: 0 })).toBe(first);
  });

  it("memory that is not known is never enough, and does where none is asked", () => {
    expect(smallestProfile("B300-269GB", { minMemoryMiB: 0 })).toBeNull();
    expect(smallestProfile("B300-269GB", {})?.computeSlices).toBe(1);
  });
});

describe("among several models", () => {
  const names = (models: readonly GpuModel[], need: ProfileNeed) =>
    smallestAmong(models, need).map(({ model, profile }) => `${profile.name} of ${model.name}`);

  it("the least share of memory slices", () => {
    const [a40, a80, h100] = [gpuModel("A100-40GB"), gpuModel("A100-80GB"), gpuModel("H100-80GB")];
    expect(names([a40, a80, h100], { minMemoryMiB: 15_000 })).toEqual(["1g.20gb of A100-80GB", "1g.20gb of H100-80GB"]);
    expect(names([a40], { minMemoryMiB: 15_000 })).toEqual(["3g.20gb of A100-40GB"]);
    expect(names([gpuModel("A30-24GB"), a40], { minComputeSlices: 2 })).toEqual(["2g.10gb of A100-40GB"]);
  });

  it("then of compute slices, and all that are equal", () => {
    const [narrow, wide, twice] = [own(4, "n 2 1"), own(4, "w 2 2"), own(8, "t 4 2")];
    expect(names([wide, narrow, twice], {})).toEqual([`n of ${narrow.name}`, `t of ${twice.name}`]);
  });

  it("none where no model has enough", () => {
    expect(names([gpuModel("H100-80GB")], { minMemoryMiB: 1e9 })).toEqual([]);
    expect(names([own(2, "o 1 1"), own(4, "q 4 4")], { minComputeSlices: 4 })).toHaveLength(1);
  });
});

it("whether one profile has enough, by the same measure", () => {
  const [first, second] = gpuModel("H100-80GB").profiles;
  if (first === undefined || second === undefined) throw new Error("no profiles");
  expect([serves(first, {}), serves(second, {}), serves(second, { attributes: ["+me"] })]).toEqual([true, false, true]);
  expect(serves(first, { minComputeSlices: 2 })).toBe(false);
  expect(() => serves(first, { minMemoryMiB: -1 })).toThrow(expect.objectContaining({ path: ["need", "minMemoryMiB"] }));
});

describe("what is no need is refused", () => {
  it.each([undefined, null, 7])("%s", (need) => {
    expect(() => smallestProfile("H100-80GB", need as never)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", path: ["need"], message: "need: an object is needed" }),
    );
  });

  it("at the place that is given, or at the top", () => {
    const bad = { minMemoryMiB: -1 };
    expect(() => readNeed(bad)).toThrow(expect.objectContaining({ path: ["minMemoryMiB"] }));
    expect(() => readNeed(bad, ["a", "b"])).toThrow(expect.objectContaining({ path: ["a", "b", "minMemoryMiB"] }));
  });
});
