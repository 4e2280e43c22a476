/** The rules of the driver double by hand (R20 to R41, R46), and that no argument makes it throw anything but a MigError. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capacity, checkLayout, defineGpuModel, fit, gpuModel, MigError, type ModelRef } from "../../src/index.js";
import { type DriverError, MigDriver } from "../../src/testing/index.js";
import { junk } from "../support/junk.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";

const refusal = (error: DriverError) => ({ ok: false, error });
const OK = { ok: true, value: null };

/** One GPU with MIG mode on. */
function on(model: ModelRef, options?: ConstructorParameters<typeof MigDriver>[1]): MigDriver {
  const driver = new MigDriver([model], options);
  driver.setMigMode(0, true);
  driver.resetGpu(0);
  return driver;
}

function ids(driver: MigDriver): readonly number[] {
  return driver.gpuInstances(0).map(({ instanceId }) => instanceId);
}

/** The value, of a call that must succeed. */
function made<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: DriverError }): T {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe("MIG mode (R38, R39)", () => {
  test("waits for a reset on Ampere", () => {
    const driver = new MigDriver(["A100-40GB"]);
    expect(driver.setMigMode(0, true)).toEqual({ ok: true, value: { resetRequired: true } });
    expect(driver.migMode(0)).toEqual({ current: false, pending: true });
    expect(driver.createGpuInstance(0, 19)).toEqual(refusal("NOT_SUPPORTED"));
    expect(driver.resetGpu(0)).toEqual(OK);
    expect(driver.migMode(0)).toEqual({ current: true, pending: true });
    expect(driver.createGpuInstance(0, 19).ok).toBe(true);
  });
  test("holds at once on Hopper and later", () => {
    for (const model of ["H100-80GB", "RTX-PRO-6000-96GB"]) {
      const driver = new MigDriver([model]);
      expect(driver.setMigMode(0, true)).toEqual({ ok: true, value: { resetRequired: false } });
      expect(driver.migMode(0)).toEqual({ current: true, pending: true });
      driver.resetGpu(0);
      expect(driver.migMode(0).current).toBe(true);
    }
  });
  test("a change that is taken back before the reset needs none", () => {
    const driver = new MigDriver(["A100-40GB"]);
    driver.setMigMode(0, true);
    expect(driver.setMigMode(0, true)).toEqual({ ok: true, value: { resetRequired: true } });
    expect(driver.setMigMode(0, false)).toEqual({ ok: true, value: { resetRequired: false } });
    driver.resetGpu(0);
    expect(driver.migMode(0)).toEqual({ current: false, pending: false });
  });
  test.each(["A100-40GB", "H100-80GB"])("of %s is not left while instances exist or a process holds the GPU", (model) => {
    const driver = on(model);
    const { id } = made(driver.createGpuInstance(0, 9));
    expect(driver.setMigMode(0, false)).toEqual(refusal("IN_USE"));
    expect(driver.setMigMode(0, true)).toEqual({ ok: true, value: { resetRequired: false } });
    driver.destroyGpuInstance(0, id);
    driver.setBusy(0, null, true);
    expect(driver.setMigMode(0, false)).toEqual(refusal("IN_USE"));
    driver.setBusy(0, null, false);
    expect(driver.setMigMode(0, false).ok).toBe(true);
  });
  test("a process keeps Hopper from switching, and Ampere from the reset", () => {
    const driver = new MigDriver(["H100-80GB", "A100-40GB"]);
    driver.setBusy(0, null, true);
    driver.setBusy(1, null, true);
    expect(driver.setMigMode(0, true)).toEqual(refusal("IN_USE"));
    expect(driver.setMigMode(1, true)).toEqual({ ok: true, value: { resetRequired: true } });
    expect(driver.resetGpu(1)).toEqual(refusal("IN_USE"));
    expect(driver.migMode(1)).toEqual({ current: false, pending: true });
  });
  test("no instance survives a reset, and busy ones prevent it", () => {
    const driver = on("H100-80GB");
    const { id } = made(driver.createGpuInstance(0, 9));
    made(driver.createComputeInstance(0, id, 2));
    driver.setBusy(0, id, true);
    expect(driver.resetGpu(0)).toEqual(refusal("IN_USE"));
    driver.setBusy(0, id, false);
    expect(driver.resetGpu(0)).toEqual(OK);
    expect(driver.layout(0)).toEqual([]);
    expect(driver.migMode(0).current).toBe(true);
  });
  test("survives a reboot on Ampere alone, and instances nowhere", () => {
    const driver = new MigDriver(["A100-40GB", "H100-80GB", "A30-24GB"]);
    for (const gpu of [0, 1]) driver.setMigMode(gpu, true);
    driver.resetGpu(0);
    for (const gpu of [0, 1]) made(driver.createGpuInstance(gpu, 9));
    driver.setBusy(1, null, true);
    driver.reboot();
    expect([0, 1, 2].map((gpu) => driver.migMode(gpu).current)).toEqual([true, false, false]);
    expect([0, 1, 2].flatMap((gpu) => driver.layout(gpu))).toEqual([]);
    expect(driver.setMigMode(1, true).ok).toBe(true);
  });
  test("nothing can be asked of instances while it is off", () => {
    const driver = new MigDriver(["H100-80GB"]);
    expect(driver.createComputeInstance(0, 0, 0)).toEqual(refusal("NOT_SUPPORTED"));
    expect(driver.destroyGpuInstance(0, 0)).toEqual(refusal("NOT_SUPPORTED"));
    expect(driver.destroyComputeInstance(0, 0, 0)).toEqual(refusal("NOT_SUPPORTED"));
    expect(driver.remainingCapacity(0, 19)).toBe(7);
  });
});

describe("GPU instances", () => {
  test("without a start go where the driver puts them, which can shut a 3g out (R20)", () => {
    const driver = on("A100-40GB");
    const starts = [19, 19, 14].map((id) => made(driver.createGpuInstance(0, id)).start);
    expect(starts).toEqual([6, 4, 0]);
    expect(driver.createGpuInstance(0, 9)).toEqual(refusal("INSUFFICIENT_RESOURCES"));
    // No rollback (R25): what was made before stays.
    expect(driver.layout(0).map(({ start }) => start)).toEqual([0, 4, 6]);
  });
  test("at an occupied, an impossible and an overfull place are refused alike (R27)", () => {
    const driver = on("H100-80GB");
    expect(made(driver.createGpuInstance(0, 9, 4))).toEqual({ id: 2, start: 4, size: 4 });
    for (const [profile, start] of [
      [9, 4],
      [9, 1],
      [19, 7],
      [19, -1],
      [0, 0],
      [5, 4],
    ] as const) {
      expect(driver.createGpuInstance(0, profile, start)).toEqual(refusal("INSUFFICIENT_RESOURCES"));
    }
    expect(driver.createGpuInstance(0, 20).ok).toBe(true);
    expect(driver.createGpuInstance(0, 20)).toEqual(refusal("INSUFFICIENT_RESOURCES")); // the OFA is taken (R9)
  });
  test("of an unknown profile id, or on an unknown GPU, are invalid arguments", () => {
    const driver = on("H100-80GB");
    expect(driver.createGpuInstance(0, 1)).toEqual(refusal("INVALID_ARGUMENT"));
    expect(driver.createGpuInstance(0, 19, 0.5)).toEqual(refusal("INVALID_ARGUMENT"));
    expect(driver.createGpuInstance(1, 19)).toEqual(refusal("INVALID_ARGUMENT"));
    expect(driver.resetGpu(-1)).toEqual(refusal("INVALID_ARGUMENT"));
  });
  test("ids by profile differ from model to model (R45)", () => {
    expect(made(on("A100-40GB").createGpuInstance(0, 14)).size).toBe(2);
    expect(made(on("A30-24GB").createGpuInstance(0, 14)).size).toBe(1);
  });
  test("the first one and the last one need a GPU that no process holds (R27, R29)", () => {
    const driver = on("H100-80GB");
    driver.setBusy(0, null, true);
    expect(driver.createGpuInstance(0, 19)).toEqual(refusal("IN_USE"));
    driver.setBusy(0, null, false);
    const first = made(driver.createGpuInstance(0, 19)).id;
    driver.setBusy(0, null, true);
    const second = made(driver.createGpuInstance(0, 19)).id;
    expect(driver.destroyGpuInstance(0, first)).toEqual(OK);
    expect(driver.destroyGpuInstance(0, second)).toEqual(refusal("IN_USE"));
    driver.setBusy(0, null, false);
    expect(driver.destroyGpuInstance(0, second)).toEqual(OK);
  });
  test("are destroyed only when they exist, are empty and idle (R28, R37)", () => {
    const driver = on("H100-80GB");
    expect(driver.destroyGpuInstance(0, 3)).toEqual(refusal("NOT_FOUND"));
    const { id } = made(driver.createGpuInstance(0, 14));
    const other = made(driver.createGpuInstance(0, 14)).id;
    const inside = made(driver.createComputeInstance(0, id, 1));
    expect(driver.destroyGpuInstance(0, id)).toEqual(refusal("IN_USE"));
    driver.setBusy(0, id, true);
    expect(driver.destroyComputeInstance(0, id, inside.id)).toEqual(refusal("IN_USE"));
    expect(driver.destroyGpuInstance(0, other)).toEqual(OK); // instances are independent
    driver.setBusy(0, id, false);
    expect(driver.destroyComputeInstance(0, id, 5)).toEqual(refusal("NOT_FOUND"));
    expect(driver.destroyComputeInstance(0, id, inside.id)).toEqual(OK);
    driver.setBusy(0, id, true);
    expect(driver.destroyGpuInstance(0, id)).toEqual(refusal("IN_USE"));
    driver.setBusy(0, id, false);
    expect(driver.destroyGpuInstance(0, id)).toEqual(OK);
    expect(ids(driver)).toEqual([]);
  });
});

describe("ids of GPU instances (R26)", () => {
  /** The id of every placement of the model, alone on a GPU: "start:size" -> id. */
  function idsOf(model: ModelRef, idMap: "direct" | "swapped") {
    const { profiles } = gpuModel(typeof model === "string" ? model : model.name);
    const found = new Map<string, number>();
    for (const { id, starts } of profiles) {
      for (const start of starts) {
        const { id: instance, size } = made(on(model, { idMap }).createGpuInstance(0, id ?? -1, start));
        found.set(`${start}:${size}`, instance);
      }
    }
    return Object.fromEntries(found);
  }
  const quarters = { "0:2": 3, "2:2": 4, "4:2": 5, "6:2": 6 };
  const eighths = { "0:1": 7, "1:1": 8, "2:1": 9, "3:1": 10, "4:1": 11, "5:1": 12, "6:1": 13 };
  test("direct", () => {
    expect(idsOf("H100-80GB", "direct")).toEqual({ "0:8": 0, "0:4": 1, "4:4": 2, ...quarters, ...eighths });
  });
  test("halves swapped", () => {
    expect(idsOf("H100-80GB", "swapped")).toEqual({
      ...{ "0:8": 0, "4:4": 1, "0:4": 2 },
      ...{ "4:2": 3, "6:2": 4, "0:2": 5, "2:2": 6 },
      ...{ "4:1": 7, "5:1": 8, "6:1": 9, "0:1": 11, "1:1": 12, "2:1": 13, "3:1": 14 },
    });
  });
  test("of quarters and of twelfths, as -lgi was seen to print them", () => {
    expect(idsOf("A30-24GB", "direct")).toEqual({ "0:4": 0, "0:2": 1, "2:2": 2, "0:1": 3, "1:1": 4, "2:1": 5, "3:1": 6 });
    expect(idsOf("RTX-PRO-6000-96GB", "direct")).toEqual({
      ...{ "0:12": 0, "0:6": 1, "6:6": 2, "0:3": 3, "3:3": 4, "6:3": 5, "9:3": 6 },
    });
  });
  test("do not depend on the driver branch, which takes profiles away", () => {
    const driver = on(gpuModel("A100-80GB", { driver: 515 }), { idMap: "swapped" });
    expect([made(driver.createGpuInstance(0, 19, 0)).id, made(driver.createGpuInstance(0, 14, 2)).id]).toEqual([11, 6]);
  });
  test("of two GPUs of one server may follow two maps", () => {
    const driver = new MigDriver(["H100-80GB", "H100-80GB"], { idMap: ["direct", "swapped"] });
    for (const gpu of [0, 1]) driver.setMigMode(gpu, true);
    expect([0, 1].map((gpu) => made(driver.createGpuInstance(gpu, 9, 4)).id)).toEqual([2, 1]);
  });
  test("are distinct on grids that nobody has seen", () => {
    const odd = defineGpuModel({
      name: "odd",
      memorySlices: 11,
      computeSlices: 11,
      profiles: [
        { name: "1g.1gb", memorySlices: 1, computeSlices: 1, starts: [0, 3, 7, 10] },
        { name: "2g.3gb", memorySlices: 3, computeSlices: 2, starts: [0, 2, 5, 8] },
        { name: "4g.4gb", memorySlices: 4, computeSlices: 4, starts: [3, 7] },
      ],
    });
    for (const idMap of ["direct", "swapped"] as const) {
      const all = odd.profiles.flatMap(({ starts }, id) =>
        starts.map((start) => made(on(odd, { idMap }).createGpuInstance(0, id, start)).id),
      );
      expect(new Set(all).size).toBe(all.length);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    }
  });
  test("of profiles without one are the lowest numbers left", () => {
    const model = defineGpuModel({
      name: "mixed",
      memorySlices: 4,
      computeSlices: 4,
      profiles: [
        { name: "1g.1gb", memorySlices: 1, computeSlices: 1, starts: [0, 1, 2, 3], id: 1 },
        { name: "2g.2gb", memorySlices: 2, computeSlices: 2, starts: [0, 2] },
        { name: "4g.4gb", memorySlices: 4, computeSlices: 4, starts: [0] },
      ],
    });
    expect([0, 1, 2].map((id) => made(on(model).createGpuInstance(0, id)).size)).toEqual([2, 1, 4]);
  });
});

describe("compute instances", () => {
  test("fill an Ampere from 0, and on Hopper take what costs least (R34)", () => {
    const starts = (model: string, profileIds: readonly number[]) => {
      const driver = on(model);
      const { id } = made(driver.createGpuInstance(0, 9));
      return profileIds.map((profile) => made(driver.createComputeInstance(0, id, profile)).start);
    };
    expect(starts("A100-80GB", [0, 0, 0])).toEqual([0, 1, 2]);
    expect(starts("A100-80GB", [0, 1])).toEqual([0, 1]);
    expect(starts("H100-80GB", [0, 1])).toEqual([2, 0]);
  });
  test("of full size print an aligned span on Hopper (R35)", () => {
    const size = (model: string) => {
      const driver = on(model);
      return made(driver.createComputeInstance(0, made(driver.createGpuInstance(0, 9)).id, 2)).size;
    };
    expect([size("A100-80GB"), size("H100-80GB")]).toEqual([3, 4]);
  });
  test("take the lowest free id, and go one by one (R37)", () => {
    const driver = on("A100-80GB");
    const { id } = made(driver.createGpuInstance(0, 9));
    for (const expected of [0, 1, 2]) expect(made(driver.createComputeInstance(0, id, 0)).id).toBe(expected);
    driver.destroyComputeInstance(0, id, 1);
    expect(made(driver.createComputeInstance(0, id, 0))).toMatchObject({ id: 1, start: 1 });
    expect(driver.computeInstances(0, id).map((each) => each.id)).toEqual([0, 1, 2]);
  });
  test("are refused where there is no room, no such start, no such profile, no such GPU instance", () => {
    const driver = on("A100-80GB");
    const { id } = made(driver.createGpuInstance(0, 5));
    expect(made(driver.createComputeInstance(0, id, 1, 2))).toMatchObject({ start: 2, size: 2 });
    expect(driver.createComputeInstance(0, id, 3)).toEqual(refusal("INSUFFICIENT_RESOURCES"));
    expect(driver.createComputeInstance(0, id, 0, 3)).toEqual(refusal("INSUFFICIENT_RESOURCES"));
    expect(driver.createComputeInstance(0, id, 0, 9)).toEqual(refusal("INSUFFICIENT_RESOURCES"));
    expect(driver.createComputeInstance(0, id, 0, 0.5)).toEqual(refusal("INVALID_ARGUMENT"));
    expect(driver.createComputeInstance(0, id, 2)).toEqual(refusal("NOT_SUPPORTED")); // no 3c in a 4g (R32)
    expect(driver.createComputeInstance(0, id, 99)).toEqual(refusal("INVALID_ARGUMENT"));
    expect(driver.createComputeInstance(0, 9, 0)).toEqual(refusal("NOT_FOUND"));
    expect(driver.computeInstances(0, 9)).toEqual([]);
  });
});

describe("UUIDs (R46)", () => {
  test("survive a change of profile", () => {
    const driver = on("H100-80GB");
    const device = (profile: number) => {
      const { id } = made(driver.createGpuInstance(0, profile, 4));
      const { uuid } = made(driver.createComputeInstance(0, id, 0));
      driver.destroyComputeInstance(0, id, 0);
      driver.destroyGpuInstance(0, id);
      return uuid;
    };
    expect(device(19)).toBe(device(20));
    expect(device(19)).toMatch(/^MIG-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  test("tell every device of two nodes apart, and are the same in the next run", () => {
    const all = ["a", "b"].flatMap((node) => {
      const driver = new MigDriver(["H100-80GB", "H100-80GB"], { node });
      return [0, 1].flatMap((gpu) => {
        driver.setMigMode(gpu, true);
        const inside = Array.from({ length: 7 }, () => {
          const { id } = made(driver.createGpuInstance(gpu, 19));
          return made(driver.createComputeInstance(gpu, id, 0)).uuid;
        });
        return [driver.gpuUuid(gpu), ...inside];
      });
    });
    expect(new Set(all).size).toBe(32);
    expect(new MigDriver(["H100-80GB"], { node: "a" }).gpuUuid(0)).toBe(all[0]);
  });
});

describe("layouts", () => {
  test("tell what is inside unless it is one of full size", () => {
    const driver = on("A100-80GB");
    const [whole, parts, none] = [14, 14, 14].map((id) => made(driver.createGpuInstance(0, id)).id) as [number, number, number];
    made(driver.createComputeInstance(0, whole, 1));
    made(driver.createComputeInstance(0, parts, 0));
    const layout = driver.layout(0);
    expect(layout).toEqual([
      { profile: "2g.20gb", start: 0, size: 2, computeInstances: [{ profile: "1c.2g.20gb", start: 0 }] },
      { profile: "2g.20gb", start: 2, size: 2, computeInstances: [] },
      { profile: "2g.20gb", start: 4, size: 2 },
    ]);
    expect(none).toBeGreaterThan(parts);
    expect(checkLayout("A100-80GB", layout)).toEqual([]);
    expect(fit("A100-80GB", ["1g.10gb"], { occupied: layout }).fits).toBe(true);
    expect(capacity("A100-80GB", driver.gpuInstances(0))).toEqual(capacity("A100-80GB", layout));
  });
  test("say nothing of compute instances where the model knows none", () => {
    const model = defineGpuModel({
      name: "bare",
      memorySlices: 1,
      computeSlices: 1,
      profiles: [{ name: "1g.1gb", memorySlices: 1, computeSlices: 1, starts: [0] }],
    });
    const driver = on(model);
    const { id } = made(driver.createGpuInstance(0, 0));
    expect(driver.layout(0)).toEqual([{ profile: "1g.1gb", start: 0, size: 1 }]);
    expect(driver.createComputeInstance(0, id, 0)).toEqual(refusal("INVALID_ARGUMENT"));
  });
  test("everything it tells is plain and frozen", () => {
    const driver = on("H100-80GB");
    const { id } = made(driver.createGpuInstance(0, 9));
    const answers = [
      driver.createComputeInstance(0, id, 0),
      driver.createGpuInstance(0, 9),
      driver.createGpuInstance(0, 9),
      driver.setMigMode(0, true),
      driver.migMode(0),
      driver.gpuInstances(0),
      driver.computeInstances(0, id),
      driver.layout(0),
      driver.resetGpu(0),
    ];
    for (const answer of answers) expect(whyNotPlain(answer)).toBeNull();
  });
});

describe("fault injection", () => {
  test("fails the next call of that name, in order, and changes nothing", () => {
    const driver = on("H100-80GB");
    driver.failNext("createGpuInstance", "RESET_REQUIRED");
    driver.failNext("createGpuInstance", "IN_USE");
    driver.failNext("destroyGpuInstance", "NOT_FOUND");
    expect(driver.setMigMode(0, true).ok).toBe(true);
    expect(driver.createGpuInstance(0, 19)).toEqual(refusal("RESET_REQUIRED"));
    expect(driver.createGpuInstance(0, 19)).toEqual(refusal("IN_USE"));
    expect(driver.layout(0)).toEqual([]);
    const { id } = made(driver.createGpuInstance(0, 19));
    expect(driver.destroyGpuInstance(0, id)).toEqual(refusal("NOT_FOUND"));
    expect(driver.destroyGpuInstance(0, id)).toEqual(OK);
  });
  test.each([
    ["resetGpu", (driver: MigDriver) => driver.resetGpu(0)],
    ["setMigMode", (driver: MigDriver) => driver.setMigMode(0, true)],
    ["createComputeInstance", (driver: MigDriver) => driver.createComputeInstance(0, 1, 0)],
    ["destroyComputeInstance", (driver: MigDriver) => driver.destroyComputeInstance(0, 1, 0)],
  ] as const)("%s", (call, run) => {
    const driver = on("H100-80GB");
    driver.failNext(call, "INSUFFICIENT_RESOURCES");
    expect(run(driver)).toEqual(refusal("INSUFFICIENT_RESOURCES"));
    expect(run(driver)).not.toEqual(refusal("INSUFFICIENT_RESOURCES"));
  });
});

describe("hostile arguments", () => {
  // Wrong types are the point here, so they are let past the compiler.
  const open = (driver: MigDriver) => driver as unknown as Record<string, (...args: unknown[]) => unknown>;
  const calls = [
    "setMigMode",
    "resetGpu",
    "createGpuInstance",
    "createComputeInstance",
    "destroyComputeInstance",
    "destroyGpuInstance",
  ];
  const reads = ["gpuInstances", "computeInstances", "setBusy", "failNext", "remainingCapacity", "layout", "migMode", "gpuUuid"];
  test.each(junk)("%s", (_, bad) => {
    const driver = on("H100-80GB");
    made(driver.createGpuInstance(0, 9));
    const before = JSON.stringify(driver.layout(0));
    for (const call of calls) {
      for (const args of [[bad], [0, bad], [0, 2, bad], [0, 2, 0, bad]]) {
        const answer = open(driver)[call]?.(...args) as { readonly ok: boolean; readonly error?: string };
        if (!answer.ok) expect(typeof answer.error).toBe("string");
      }
    }
    driver.resetGpu(0);
    driver.setMigMode(0, true);
    made(driver.createGpuInstance(0, 9));
    expect(JSON.stringify(driver.layout(0))).toBe(before);
    for (const call of reads) {
      for (const args of [[bad], [0, bad]]) {
        try {
          open(driver)[call]?.(...args);
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }
    }
    for (const make of [
      () => new MigDriver(bad as []),
      () => new MigDriver([bad as string]),
      () => new MigDriver(["A30-24GB"], bad as object),
    ]) {
      try {
        make();
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
  });
  test("options are checked", () => {
    const make = (options: unknown) => () => new MigDriver(["A30-24GB", "A30-24GB"], options as object);
    expect(make({ idMap: "mirrored" })).toThrow(/direct or swapped/);
    expect(make({ idMap: ["direct"] })).toThrow(/GPU 1/);
    expect(make({ node: 7 })).toThrow(/node/);
    expect(() => new MigDriver(["H1000"])).toThrow(MigError);
  });
  test("any numbers at all leave the GPU with a valid layout", () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 21 }), fc.double());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...calls), number, number, number)), (steps) => {
        const driver = on("H100-80GB");
        for (const [call, a, b, c] of steps) open(driver)[call]?.(0, a, b, c);
        expect(checkLayout("H100-80GB", driver.layout(0))).toEqual([]);
      }),
    );
  });
});
