import { describe, expect, test } from "vitest";
import {
  defineGpuModel,
  type GpuModel,
  gpuModel,
  gpuModels,
  MigError,
  type ProfileNeed,
  smallestProfile,
} from "../../src/index.js";

function errorOf(call: () => unknown): MigError {
  try {
    call();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("gpuModels", () => {
  test("has the fifteen models with placements, in a fixed order", () => {
    expect(gpuModels().map(({ name }) => name)).toEqual([
      "A30-24GB",
      "A100-40GB",
      "A100-80GB",
      "H100-80GB",
      "H100-94GB",
      "H100-96GB",
      "H20-96GB",
      "H20-141GB",
      "H200-141GB",
      "GH200-144GB",
      "B200-180GB",
      "GB200-186GB",
      "B300-269GB",
      "GB300-278GB",
      "RTX-PRO-6000-96GB",
    ]);
  });

  test.each(gpuModels().map((model) => [model.name, model] as const))(
    "%s is what defineGpuModel makes of its JSON",
    (_, model) => {
      expect(defineGpuModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
    },
  );

  test("no spelling belongs to two models", () => {
    const spellings = gpuModels().flatMap(({ name, productNames, pciDeviceIds }) => [name, ...productNames, ...pciDeviceIds]);
    expect(new Set(spellings).size).toBe(spellings.length);
    const devices = gpuModels().flatMap(({ pciDeviceIds }) => pciDeviceIds.map((id) => id.slice(0, 6)));
    expect(new Set(devices).size).toBe(devices.length);
  });
});

describe("gpuModel", () => {
  test.each([
    ["H100-80GB", "H100-80GB"],
    ["h100-80gb", "H100-80GB"],
    ["NVIDIA H100 80GB HBM3", "H100-80GB"],
    ["H100 80GB HBM3", "H100-80GB"],
    ["NVIDIA-H100-80GB-HBM3", "H100-80GB"],
    ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "H100-80GB"],
    ["NVIDIA-A100-SXM4-40GB-MIG-1g.5gb.me-SHARED", "A100-40GB"],
    ["NVIDIA-A100-SXM4-40GB-SHARED", "A100-40GB"],
    ["0x233010DE", "H100-80GB"],
    ["0x2330", "H100-80GB"],
    ["0x20b210de", "A100-80GB"],
    ["A30", "A30-24GB"],
    ["NVIDIA  H100 -80GB   HBM3", "H100-80GB"],
    ["H100-80GB".padEnd(128), "H100-80GB"],
    ["A100-SXM4-40GB", "A100-40GB"],
    ["NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX-PRO-6000-96GB"],
  ])("%s is %s", (ref, name) => {
    expect(gpuModel(ref).name).toBe(name);
    expect(gpuModel(ref)).toBe(gpuModel(name));
  });

  test.each([
    ["H100-80GBB", /H100-80GB/],
    ["H100", /H100-80GB.*H100-94GB/],
    ["", /there are A30-24GB/],
    ["x".repeat(10_000_000), /there are/],
    ["__proto__", /no GPU model/],
  ])("refuses %.20s and says what there is", (ref, message) => {
    const error = errorOf(() => gpuModel(ref));
    expect(error.code).toBe("UNKNOWN_MODEL");
    expect(error.message).toMatch(message);
    expect(error.message.length).toBeLessThan(400);
  });

  test.each<[unknown, string]>([
    ["h100", '"h100" is no GPU model; nearest are H100-80GB, H100-94GB, H100-96GB'],
    ["NVIDIA H100 80GB HBM", '"NVIDIA H100 80GB HBM" is no GPU model; nearest are NVIDIA H100 80GB HBM3'],
    ["H100-NVIDIA-80GB", '"H100-NVIDIA-80GB" is no GPU model; '],
    [null, "the name of a GPU model is needed, such as H100-80GB, not null"],
    [7, "the name of a GPU model is needed, such as H100-80GB, not number"],
  ])("says of %j what would work", (ref, message) => {
    const error = errorOf(() => gpuModel(ref as string)); // as callers in JavaScript pass it
    expect([error.code, error.path]).toEqual(["UNKNOWN_MODEL", ["model"]]);
    expect(error.message).toContain(message);
    expect(error.message.split(", ").length).toBeLessThanOrEqual(3);
  });

  test("longer than any name is none", () => {
    expect(errorOf(() => gpuModel("H100-80GB".padEnd(129))).code).toBe("UNKNOWN_MODEL");
  });

  test.each([
    ["RTX-PRO-5000-48GB", /not published/],
    ["NVIDIA RTX PRO 4500 Blackwell", /not published/],
    ["THOR-GB10B", /not published/],
  ])("knows %s by name and says why it is refused", (ref, message) => {
    const error = errorOf(() => gpuModel(ref));
    expect(error.code).toBe("UNKNOWN_MODEL");
    expect(error.message).toMatch(message);
  });
});

describe("gpuModel at a driver branch", () => {
  const counts = (model: GpuModel) =>
    Object.fromEntries(model.profiles.filter((p) => p.attributes.length === 0).map((p) => [p.name, p.maxCount]));

  test("A100-80GB at 515 is the table of the GPU Operator guide", () => {
    const model = gpuModel("A100-80GB", { driver: 515 });
    expect(counts(model)).toEqual({ "1g.10gb": 7, "2g.20gb": 3, "3g.40gb": 2, "4g.40gb": 1, "7g.80gb": 1 });
    expect(model.driver).toBe(515);
    expect(model.name).toBe("A100-80GB");
  });

  test("H100 has 7 x 10, 4 x 20, 2 x 40 and 1 x 80 GB", () => {
    expect(counts(gpuModel("H100-80GB"))).toMatchObject({ "1g.10gb": 7, "1g.20gb": 4, "3g.40gb": 2, "7g.80gb": 1 });
  });

  test.each([
    ["A100-40GB", 450, ["1g.5gb", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb"]],
    ["A100-40GB", 470, ["1g.5gb", "1g.5gb+me", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb"]],
    ["A30-24GB", 515, ["1g.6gb", "1g.6gb+me", "2g.12gb", "4g.24gb"]],
    ["A30-24GB", 525, ["1g.6gb", "1g.6gb+me", "2g.12gb", "2g.12gb+me", "4g.24gb"]],
  ])("%s at %i offers %j", (name, driver, profiles) => {
    expect(gpuModel(name, { driver }).profiles.map((profile) => profile.name)).toEqual(profiles);
  });

  test("below 510 a budget keeps 3g and 4g apart", () => {
    const older = gpuModel("A100-80GB", { driver: 470 }).budgets.find(
      ({ name }) => name === "halves for 3g and 4g (drivers below 510)",
    );
    expect(older).toEqual({ name: "halves for 3g and 4g (drivers below 510)", total: 2, uses: { "3g.40gb": 1, "4g.40gb": 2 } });
    expect(gpuModel("A100-80GB", { driver: 510 }).budgets.map(({ name }) => name)).toEqual(["OFA"]);
  });

  test("equal questions give the same object", () => {
    const asked = gpuModel("A100-80GB", { driver: 515 });
    expect(gpuModel("A100-80GB", { driver: 525 })).not.toBe(asked);
    expect(gpuModel("NVIDIA A100 80GB PCIe", { driver: 515 })).toBe(asked);
  });

  test("budgets name only profiles that are offered", () => {
    expect(gpuModel("A100-40GB", { driver: 460 }).budgets.map(({ uses }) => Object.keys(uses))).toEqual([
      ["7g.40gb"],
      ["3g.20gb", "4g.20gb"],
    ]);
  });

  test("more branches than exist do not wear it out", () => {
    for (let driver = 525; driver < 1_000; driver++) expect(gpuModel("H100-80GB", { driver }).driver).toBe(driver);
    expect(gpuModel("H100-80GB", { driver: 525 })).toEqual({ ...gpuModel("H100-80GB"), driver: 525 });
  });

  test("names the first branch that knows a model", () => {
    expect(errorOf(() => gpuModel("H100-80GB", { driver: 515 }))).toMatchObject({ code: "UNKNOWN_MODEL", path: ["driver"] });
    expect(errorOf(() => gpuModel("H100-80GB", { driver: 515 })).message).toMatch(/525/);
  });

  test.each([449, 0, -1, 515.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d as a branch", (driver) => {
    expect(errorOf(() => gpuModel("A100-80GB", { driver })).code).toBe("INVALID_INPUT");
  });
});

describe("what tells an H100 from an A100", () => {
  test("the traits of NVIDIA's table", () => {
    expect(gpuModel("H100-80GB").traits).toEqual({
      confidentialComputing: true,
      secureTenants: 7,
      concurrentProfiling: true,
      decoderPerInstance: true,
      migModeNeedsReset: false,
      migModeSurvivesReboot: false,
    });
    expect(gpuModel("A100-80GB").traits).toEqual({
      confidentialComputing: false,
      secureTenants: 1,
      concurrentProfiling: false,
      decoderPerInstance: false,
      migModeNeedsReset: true,
      migModeSurvivesReboot: true,
    });
  });
});

describe("smallestProfile", () => {
  test.each([
    [{ minMemoryMiB: 18 * 1024 }, "1g.20gb"],
    [{ minComputeSlices: 2 }, "2g.20gb"],
    [{ minMemoryMiB: 18 * 1024, minComputeSlices: 3 }, "3g.40gb"],
    [{ minComputeSlices: 4 }, "4g.40gb"],
    [{ attributes: ["+me"] }, "1g.10gb+me"],
    [{}, "1g.10gb"],
  ])("on an H100, %j is served by %s", (need, name) => {
    expect(smallestProfile("H100-80GB", need)?.name).toBe(name);
  });

  test.each([
    [{ minMemoryMiB: -1 }, "minMemoryMiB"],
    [{ minMemoryMiB: Number.NaN }, "minMemoryMiB"],
    [{ minComputeSlices: "2" }, "minComputeSlices"],
    [{ attributes: "+me" }, "attributes"],
  ])("refuses %j and says where", (need, key) => {
    // JavaScript callers pass what the types forbid.
    const error = errorOf(() => smallestProfile("H100-80GB", need as ProfileNeed));
    expect(error).toMatchObject({ code: "INVALID_INPUT", path: ["need", key] });
  });

  test("nothing serves what no profile has, and unknown memory never matches", () => {
    expect(smallestProfile("H100-80GB", { minMemoryMiB: 1e6 })).toBeNull();
    expect(smallestProfile("B300-269GB", { minMemoryMiB: 1 })).toBeNull();
    expect(smallestProfile("H100-80GB", { attributes: ["+gfx"] })).toBeNull();
  });
});
